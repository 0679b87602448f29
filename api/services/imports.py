"""Imports: asked for, looked at, confirmed; what was shown is what is kept.

An import is a document of two versions: asked, and confirmed. Two jobs do the work, so
that it outlives the page: the first one reads and judges, the second one keeps.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from api.services.access import Actor, may, require
from api.services.chains import chain_of
from api.services.imports_options import KINDS, require_options
from api.services.jobs import ask_job
from api.store.audit import Entry, append
from api.store.cases import Cells, told_since
from api.store.desk import documents
from api.store.documents import Stored, find_document, list_documents, save_version
from api.store.engine import Connection, Engine, reading, writing
from api.store.jobs import Job, find_job
from api.store.uploads import find_upload, upload_content
from boundaries.refusal import Refused

KIND: Final = "import"
WRITE: Final = "import.write"
PREVIEW: Final = "import-preview"
CONFIRM: Final = "import-confirm"


@dataclass(frozen=True, slots=True)
class Import:
    """An import, and the jobs that work on it.

    Parameters
    ----------
    document
        Its newest version.
    preview
        The job that reads and judges.
    confirm
        The job that keeps; None until somebody confirmed.
    """

    document: Stored
    preview: Job
    confirm: Job | None

    @property
    def key(self) -> str:
        """Give its key."""
        return self.document.key

    @property
    def state(self) -> str:
        """Say how far it is.

        ``waiting``, ``reading``, ``previewed``, ``refused``, ``failed``, ``cancelled``;
        after it was confirmed ``importing``, ``imported``, ``import-refused``,
        ``import-failed``, ``import-cancelled``.
        """
        if self.confirm is None:
            return _PREVIEWED.get(self.preview.state, self.preview.state)
        return _CONFIRMED.get(self.confirm.state, f"import-{self.confirm.state}")


_PREVIEWED = {"running": "reading", "done": "previewed"}
_CONFIRMED = {"waiting": "importing", "running": "importing", "done": "imported"}


def ask_import(
    engine: Engine,
    actor: Actor,
    upload: str,
    kind: str,
    unit: str,
    options: Mapping[str, Any],
    now: datetime,
    request: str = "",
) -> Import:
    """Let an upload be read and judged; nothing is imported by it.

    Parameters
    ----------
    engine, actor, now, request
        The store, who asks, when, and in which request.
    upload
        Key of a file that the same account handed in for the same unit.
    kind
        One of `KINDS`.
    unit
        Code of the unit that imports; rows of others will be refused.
    options
        See `require_options`.

    Raises
    ------
    Refused
        ``import-kind-unknown``, ``upload-unknown``, and what `require_options` and
        `require` refuse.
    """
    if kind not in KINDS:
        raise Refused("import-kind-unknown", seen=kind, known=KINDS)
    told = require_options(kind, options)
    with writing(engine) as connection:
        require(actor, WRITE, chain_of(connection, unit) or (unit,))
        found = find_upload(connection, upload, now)
        if found is None or found.author != actor.name or found.unit != unit:
            raise Refused("upload-unknown", key=upload)
        key = f"{unit or 'vn'}-{secrets.token_hex(4)}"
        asked: dict[str, Any] = {"import": key, "upload": upload, "kind": kind}
        asked |= {
            "options": told,
            "name": found.name,
            "sha256": found.sha256,
            "bytes": found.size,
        }
        job = ask_job(connection, PREVIEW, unit, asked, actor, now, request)
        document = Stored(
            kind=KIND,
            key=key,
            version=1,
            unit=unit,
            state="asked",
            content={**asked, "job": job},
            author=actor.name,
            recorded_at=now,
        )
        save_version(connection, document)
        return _load(connection, document)


def find_import(engine: Engine, actor: Actor, key: str) -> Import:
    """Give an import of a unit in which one may import.

    Raises
    ------
    Refused
        ``import-unknown``, also for one that the actor may not know of.
    """
    with reading(engine) as connection:
        found = _find(connection, key)
        unit = found.document.unit
        if not may(actor, WRITE, chain_of(connection, unit) or (unit,)):
            raise Refused("import-unknown", key=key)
        return found


def refused_rows(engine: Engine, found: Import, now: datetime) -> tuple[str, bytes]:
    """Give the file of refused rows: its name and its bytes.

    Raises
    ------
    Refused
        ``upload-unknown`` where there is none, or it has ended.
    """
    kept = str((found.preview.result or {}).get("refused_file") or "")
    with reading(engine) as connection:
        upload = find_upload(connection, kept, now)
        content = b"" if upload is None else upload_content(connection, upload)
    if upload is None or not content:
        raise Refused("upload-unknown", key=kept)
    return upload.name, content


def list_imports(
    engine: Engine, actor: Actor, after: str | None, limit: int
) -> tuple[list[Import], str | None]:
    """Give a page of one's own imports, the newest first.

    Returns
    -------
    tuple
        The imports, and the key that the next page begins after; None for no more.

    Raises
    ------
    Refused
        ``import-unknown`` for an `after` that is none of them.
    """
    with reading(engine) as connection:
        own = list_documents(connection, KIND, documents.c.author == actor.name)
        mine = sorted(own, key=lambda one: one.recorded_at, reverse=True)
        keys = [one.key for one in mine]
        if after is not None and after not in keys:
            raise Refused("import-unknown", key=after)
        start = 0 if after is None else keys.index(after) + 1
        page = mine[start : start + limit]
        found = [_load(connection, one) for one in page]
    more = page[-1].key if start + limit < len(mine) and page else None
    return found, more


def confirm_import(
    engine: Engine,
    actor: Actor,
    key: str,
    now: datetime,
    request: str = "",
    *,
    without_refused: bool = False,
) -> Import:
    """Let what was shown be kept; the same confirmation again is the same one.

    Parameters
    ----------
    engine, actor, now, request
        The store, who confirms, when, and in which request.
    key
        Of the import.
    without_refused
        Keep the good rows although others were refused.

    Raises
    ------
    Refused
        ``import-unknown``, ``import-not-ready``, ``import-rows-refused``,
        ``import-confirmed-otherwise``, ``import-store-moved``, ``upload-unknown`` where
        the file is gone.
    """
    with writing(engine) as connection:
        found = _find(connection, key)
        require(actor, WRITE, chain_of(connection, found.document.unit) or ("",))
        content = found.document.content
        if found.confirm is not None:
            if content["without_refused"] != without_refused:
                raise Refused("import-confirmed-otherwise", key=key)
            return found
        if found.state != "previewed":
            raise Refused("import-not-ready", key=key, state=found.state)
        refused = found.preview.result["counts"]["refused"]
        if refused and not without_refused:
            raise Refused("import-rows-refused", count=refused)
        if find_upload(connection, content["upload"], now) is None:
            raise Refused("upload-unknown", key=content["upload"])
        told = {"without_refused": without_refused, "confirmed_by": actor.name}
        asked = {
            **content,
            **told,
            "digest": found.preview.result["digest"],
            "via": actor.via,
            "request": request,
        }
        _require_unmoved(connection, found)
        unit = found.document.unit
        job = ask_job(connection, CONFIRM, unit, asked, actor, now, request)
        document = replace(
            found.document,
            version=found.document.version + 1,
            state="confirmed",
            content={**content, **told, "confirm": job},
            author=found.document.author,
            recorded_at=now,
        )
        save_version(connection, document)
        entry = Entry(
            at=now,
            actor=actor.name,
            via=actor.via,
            action="import.confirm",
            kind=KIND,
            key=key,
            unit=unit,
            after={"sha256": content["sha256"], "without_refused": without_refused},
            reason=str(content["options"].get("reason", "")),
            request=request,
        )
        append(connection, entry)
        return _load(connection, document)


def _require_unmoved(connection: Connection, found: Import) -> None:
    """Refuse at once where the units and days that would change were told of since.

    The work itself looks again, at every row, in the transaction that keeps them.
    """
    told = found.preview.result["changes"]
    if not told.get("units") or "first" not in told:
        return
    cells = Cells(
        frozenset(row["unit"] for row in told["units"]),
        date.fromisoformat(told["first"]),
        date.fromisoformat(told["last"]),
    )
    if told_since(connection, found.preview.result["seen"], cells):
        raise Refused("import-store-moved", name=found.document.content["name"])


def _find(connection: Connection, key: str) -> Import:
    document = find_document(connection, KIND, key)
    if document is None:
        raise Refused("import-unknown", key=key)
    return _load(connection, document)


def _load(connection: Connection, document: Stored) -> Import:
    preview = find_job(connection, document.content["job"])
    confirm = document.content.get("confirm")
    if preview is None:
        raise Refused("import-unknown", key=document.key)
    return Import(document, preview, find_job(connection, confirm) if confirm else None)
