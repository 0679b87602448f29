"""A desk at which permits are ordered, and the process that signs them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from api.services.permits_sign import Signed, sign_orders
from api.services.signing_keys import keep_private
from api.settings import Settings
from api.store.engine import writing
from api.store.keys import add_key
from gis.permits.keys import Key, kid_of, make_private
from tests.api.desk import Desk

ORDERS = "/api/v1/permits/orders"
TRUCK: dict[str, Any] = {
    "plate": "68C-123.45",
    "purposes": ["goods"],
    "starts": "2021-09-15",
    "ends": "2021-09-20",
}
IDENTITY = "091085012345"
WORKER: dict[str, Any] = {
    "initials": "Nguyễn Văn An",
    "identity": IDENTITY,
    "purposes": ["work"],
    "starts": "15/09/2021",
    "ends": "2021-09-20",
    "units": "899;30003",
    "hours": "06:00-18:00",
    "weekdays": "T2-T6",
}


def settings_of(desk: Desk) -> Settings:
    found: Settings = desk.app.extensions["settings"]
    return found


def give_keys(desk: Desk, *units: str) -> None:
    """Make a signing key for each unit, as the offline command does."""
    for unit in units or ("91", "82"):
        private = make_private(unit.encode().rjust(40, b"k"))
        public = keep_private(settings_of(desk), private)
        starts = int((desk.clock() - timedelta(days=1)).timestamp())
        ends = starts + 400 * 86400
        key = Key(kid_of(public), unit, "permit", public, starts, ends, ends)
        with writing(desk.engine) as connection:
            add_key(connection, key, desk.clock())


def order(
    desk: Desk,
    *rows: dict[str, Any],
    kind: str = "green_lane",
    who: str = "cap",
    **more: Any,
) -> tuple[int, Any]:
    body = {"unit": "91", "kind": kind, "rows": list(rows) or [TRUCK], **more}
    return desk.person(who).ask("POST", ORDERS, body)


def sign(desk: Desk) -> Signed:
    return sign_orders(desk.engine, settings_of(desk), desk.clock())


def folder_of(desk: Desk) -> Path:
    return Path(settings_of(desk).publications).parent
