"""What a unit may issue now, and the form in which it is ordered."""

from datetime import datetime
from typing import Any

from api.services.chains import chain_of
from api.services.permits_kinds import PermitKind, find_kind, kinds_in_force
from api.store.engine import Engine, reading
from gis.permits.read import read_purposes
from maps.tables import compose_form
from maps.tables.permits import Offered, permits_form


def kinds_of(engine: Engine, unit: str, now: datetime) -> list[dict[str, Any]]:
    """Give the kinds that a unit may issue now, as documents."""
    with reading(engine) as connection:
        chain = chain_of(connection, unit) or (unit,)
        found = kinds_in_force(connection, chain, now)
    return [_document(one) for one in found]


def form_of(engine: Engine, unit: str, kind: str, now: datetime) -> bytes:
    """Compose the workbook in which permits of a kind are ordered.

    Raises
    ------
    Refused
        ``permit-kind-unknown``, ``permit-act-ended``.
    """
    with reading(engine) as connection:
        chain = chain_of(connection, unit) or (unit,)
        found = find_kind(connection, chain, kind, now)
    words = _words("vi")
    offered = Offered(
        found.vi,
        found.bind,
        [(code, words.get(code, code)) for code in found.purposes],
        found.longest_days,
    )
    return compose_form(permits_form(offered))


def _document(kind: PermitKind) -> dict[str, Any]:
    vi, en = _words("vi"), _words("en")
    return {
        "kind": kind.kind,
        "name": {"vi": kind.vi, "en": kind.en},
        "bind": kind.bind,
        "purposes": [
            {"code": code, "vi": vi.get(code, code), "en": en.get(code, code)}
            for code in kind.purposes
        ],
        "longest_days": kind.longest_days,
        "hours": kind.minutes and list(kind.minutes),
        "policy": kind.policy,
        "number": kind.number,
        "ends": kind.ends and kind.ends.isoformat(),
    }


def _words(lang: str) -> dict[str, str]:
    return {one["code"]: one[lang] for one in read_purposes()}
