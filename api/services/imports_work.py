"""The two jobs of an import: look at the file, and keep what was shown."""

import hashlib
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from api.services.imports import CONFIRM, KIND, PREVIEW
from api.services.imports_cases import (
    Question,
    digest_of,
    keep_cases,
    plan_cases,
    read_sheet,
    refused_file,
    tell_plan,
)
from api.services.imports_files import (
    build_units,
    keep_layer,
    keep_units,
    read_file,
    tell_layer,
)
from api.services.jobs import Handler, Work
from api.services.uploads import KEPT
from api.store.audit import Entry, append
from api.store.cases import newest_batch
from api.store.engine import Connection, reading, writing
from api.store.uploads import Upload, find_upload, save_upload, upload_content
from boundaries.refusal import Refused

_STEPS: Final = 4


def preview(work: Work) -> Any:
    """Read a file and tell what its import would change; nothing is imported."""
    asked, kind = _question(work), str(work.asked["kind"])
    work.progress(1, _STEPS)
    return _PREVIEWS.get(kind, _preview_layer)(work, asked)


def confirm(work: Work) -> Any:
    """Keep what was shown: all of it, or nothing.

    Raises
    ------
    Refused
        ``import-store-moved`` where the store has learned since what makes this
        another change than the one that was shown; what reading refuses.
    """
    asked, kind = _question(work), str(work.asked["kind"])
    work.progress(1, _STEPS)
    return _CONFIRMS.get(kind, _confirm_layer)(work, asked)


def _preview_cases(work: Work, asked: Question) -> dict[str, Any]:
    sheet = read_sheet(work.engine, asked, _beat(work))
    work.progress(2, _STEPS)
    with reading(work.engine) as connection:
        planned = plan_cases(connection, asked, sheet)
        seen = newest_batch(connection)
    work.progress(3, _STEPS)
    told = {**tell_plan(planned, sheet, asked.today), "seen": seen}
    with writing(work.engine) as connection:
        if len(planned.looked.rows.refused):
            content = refused_file(planned)
            told["refused_file"] = _keep_refused(connection, work, asked, content)
        work.progress(_STEPS, _STEPS)
        work.keep(connection, told)
    return told


def _confirm_cases(work: Work, asked: Question) -> dict[str, Any]:
    sheet = read_sheet(work.engine, asked, _beat(work))
    work.progress(2, _STEPS)
    with writing(work.engine) as connection:
        planned = plan_cases(connection, asked, sheet)
        _require_same(work, digest_of(planned))
        work.progress(3, _STEPS)
        told = keep_cases(connection, planned, work.now)
        _write_down(connection, work, told)
    return told


def _preview_units(work: Work, asked: Question) -> dict[str, Any]:
    found = build_units(read_file("units", asked, _beat(work)), asked)
    work.progress(2, _STEPS)
    with writing(work.engine) as connection:
        with connection.begin_nested() as tried:
            _, told = keep_units(connection, asked, found)
            tried.rollback()
        told["digest"] = _hash(told["changes"], told["counts"])
        work.progress(_STEPS, _STEPS)
        work.keep(connection, told)
    return told


def _confirm_units(work: Work, asked: Question) -> dict[str, Any]:
    found = build_units(read_file("units", asked, _beat(work)), asked)
    work.progress(2, _STEPS)
    with writing(work.engine) as connection:
        done, told = keep_units(connection, asked, found)
        _require_same(work, _hash(told["changes"], told["counts"]))
        work.progress(3, _STEPS)
        kept = {"edition": done.edition.name, "counts": told["counts"]}
        _write_down(connection, work, kept)
    return kept


def _preview_layer(work: Work, asked: Question) -> dict[str, Any]:
    kind = str(work.asked["kind"])
    found = read_file(kind, asked, _beat(work))
    work.progress(2, _STEPS)
    with writing(work.engine) as connection:
        told = tell_layer(connection, kind, asked, found)
        told["digest"] = _hash(told["changes"], told["counts"])
        work.progress(_STEPS, _STEPS)
        work.keep(connection, told)
    return told


def _confirm_layer(work: Work, asked: Question) -> dict[str, Any]:
    kind = str(work.asked["kind"])
    found = read_file(kind, asked, _beat(work))
    work.progress(2, _STEPS)
    with writing(work.engine) as connection:
        told = tell_layer(connection, kind, asked, found)
        _require_same(work, _hash(told["changes"], told["counts"]))
        work.progress(3, _STEPS)
        keep_layer(connection, kind, asked, work.job.author, work.now)
        kept = {"layer": asked.upload.sha256, "counts": told["counts"]}
        _write_down(connection, work, kept)
    return kept


_Part = Callable[[Work, Question], dict[str, Any]]
_PREVIEWS: Mapping[str, _Part] = MappingProxyType(
    {"cases": _preview_cases, "units": _preview_units}
)
_CONFIRMS: Mapping[str, _Part] = MappingProxyType(
    {"cases": _confirm_cases, "units": _confirm_units}
)
HANDLERS: Mapping[str, Handler] = MappingProxyType({PREVIEW: preview, CONFIRM: confirm})


def _question(work: Work) -> Question:
    """Load the file that was handed in; it must be the one that was asked about."""
    with reading(work.engine) as connection:
        upload = find_upload(connection, work.asked["upload"], work.now)
        content = b"" if upload is None else upload_content(connection, upload)
    if upload is None or hashlib.sha256(content).hexdigest() != work.asked["sha256"]:
        raise Refused("upload-unknown", key=work.asked["upload"])
    return Question(upload, content, work.job.unit, work.asked["options"], work.now)


def _beat(work: Work) -> Callable[[], None]:
    return lambda: work.progress(*work.seen())


def _require_same(work: Work, digest: str) -> None:
    if digest != work.asked["digest"]:
        raise Refused("import-store-moved", name=work.asked["name"])


def _hash(*told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _keep_refused(
    connection: Connection, work: Work, asked: Question, content: bytes
) -> str:
    """Keep the file of refused rows as long as an upload; give its key."""
    name = asked.upload.name.rpartition(".")[0] or asked.upload.name
    kept: Upload = save_upload(
        connection,
        f"{name[-100:]}.loi.csv",
        hashlib.sha256(content).hexdigest(),
        content,
        work.job.unit,
        work.job.author,
        work.now + KEPT,
        work.now,
    )
    return kept.key


def _write_down(connection: Connection, work: Work, told: dict[str, Any]) -> None:
    """Tell the audit, and end the job, in the transaction that keeps the import."""
    entry = Entry(
        at=work.now,
        actor=work.job.author,
        via=str(work.asked["via"]),
        action="import.write",
        kind=KIND,
        key=str(work.asked["import"]),
        unit=work.job.unit,
        after={**told, "sha256": work.asked["sha256"]},
        reason=str(work.asked["options"].get("reason", "")),
        request=str(work.asked["request"]),
    )
    append(connection, entry)
    work.progress(_STEPS, _STEPS)
    work.keep(connection, told)
