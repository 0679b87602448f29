"""The same words give the same bytes: no date of today, no order by chance."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE

from maps.words.letters import letter_words

MADE = datetime(2021, 1, 1, tzinfo=UTC)
_STAMP = (2021, 1, 1, 0, 0, 0)
_LEVEL = 6


def seal(document: Any, title: str) -> bytes:
    """Give a document's bytes with fixed properties, dates and order of parts.

    The picture of a page that the library's own pattern brings along is left out.
    """
    core = document.core_properties
    core.title, core.author = title, letter_words("shared.author", "vi")
    core.last_modified_by, core.comments, core.keywords = core.author, "", ""
    core.created = core.modified = core.last_printed = MADE
    core.revision = 1
    package = document.part.package
    for name, one in list(package.rels.items()):
        if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[name]
    memory, sealed = io.BytesIO(), io.BytesIO()
    document.save(memory)
    with zipfile.ZipFile(memory) as given, zipfile.ZipFile(sealed, "w") as kept:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            part.create_system = 3
            kept.writestr(part, given.read(name), compresslevel=_LEVEL)
    return sealed.getvalue()
