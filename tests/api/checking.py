"""A desk with posts and permits, and the questions that gateways ask of it."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from api.services.checks.desk import CheckDesk
from api.services.permits_subject import identity_key, plate_subject
from api.store.engine import writing
from api.store.gates import permits
from api.store.keys import add_key
from api.store.layers import save_layer
from boundaries.spans import VIETNAM
from gis.permits.claims import sign_permit
from gis.permits.codes import code_of
from gis.permits.keys import Key, kid_of, make_private, public_of
from gis.permits.records import Claims
from tests.api.desk import Desk
from tests.api.permits import settings_of

PRIVATE = make_private(bytes(range(40)))
KID = kid_of(public_of(PRIVATE))
HERE, FAR, NEAR = "91.cau", "91.bien", "91.cho"
THERE = "82.xa"
CHECKS = "/api/v1/checks"
# 30001 lies at 105.0-105.1, 10.0-10.1; a degree of longitude here is 109.6 km.
_POSTS = {
    "91": [
        ("cau", "Cầu Một", "gateway", "91", 105.05, 10.05),
        ("bien", "Biên giới xa", "gateway", "91", 107.8, 10.05),
        ("cho", "Chợ Hai", "inner", "30002", 105.12, 10.05),
    ],
    "82": [("xa", "Bến Năm", "gateway", "82", 105.45, 10.05)],
}


def stand_posts(desk: Desk) -> None:
    """Let both provinces hand in their posts."""
    for unit, posts in _POSTS.items():
        features = [
            {
                "type": "Feature",
                "properties": {
                    "id": key,
                    "name": name,
                    "kind": kind,
                    "authority": authority,
                    "direction": "both",
                },
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
            }
            for key, name, kind, authority, lon, lat in posts
        ]
        content = json.dumps({"type": "FeatureCollection", "features": features})
        with writing(desk.engine) as connection:
            save_layer(
                connection,
                "posts",
                unit,
                "posts.geojson",
                content.encode(),
                "ky",
                desk.clock(),
            )


def believe_key(desk: Desk) -> None:
    """Let the service believe the key of province 91."""
    starts = int((desk.clock() - timedelta(days=30)).timestamp())
    ends = starts + 400 * 86400
    key = Key(KID, "91", "permit", public_of(PRIVATE), starts, ends, ends)
    with writing(desk.engine) as connection:
        add_key(connection, key, desk.clock())


def open_posts(desk: Desk) -> CheckDesk:
    """Make a desk ready for checks, and give what answers them."""
    stand_posts(desk)
    believe_key(desk)
    found: CheckDesk = desk.app.extensions["checks"]
    return found


def claims(at: datetime, number: int = 1, **changes: Any) -> Claims:
    """Say what a permit of a truck of 91 says."""
    now = int(at.timestamp())
    made = Claims(
        id=number.to_bytes(8),
        issuer="91",
        issued=now - 3600,
        starts=now - 3600,
        ends=now + 5 * 86400,
        kind="green_lane",
        purposes=("goods",),
        plate="68C12345",
        index=number,
    )
    return replace(made, **changes)


def signed(made: Claims) -> str:
    return sign_permit(made, PRIVATE, KID)


def keep_permit(desk: Desk, made: Claims) -> str:
    """Keep a permit as the service does once it is signed; give its code."""
    subject = plate_subject(identity_key(settings_of(desk)), made.plate)
    row = {
        "key": made.id.hex(),
        "code": code_of(made.id),
        "order_key": "x",
        "unit": made.issuer,
        "kind": made.kind,
        "subject": subject,
        "status_index": made.index,
        "starts": datetime.fromtimestamp(made.starts, VIETNAM),
        "ends": datetime.fromtimestamp(made.ends, VIETNAM),
        "token": signed(made),
        "author": "cap",
        "recorded_at": desk.clock(),
    }
    names = {column.name for column in permits.columns} - {"id"}
    row = {name: row.get(name, "") for name in names}
    with writing(desk.engine) as connection:
        connection.execute(permits.insert(), row)
    return code_of(made.id)


def question(desk: Desk, **changes: Any) -> dict[str, Any]:
    """Ask about goods from a commune of 91 to one of 82, now."""
    at = changes.pop("when", desk.clock()).astimezone(VIETNAM)
    asked = {
        "purpose": "goods",
        "from": "30001",
        "to": "28001",
        "post": HERE,
        "at": at.isoformat(),
        "vehicle": "truck",
    }
    return {**asked, **changes}


def check(desk: Desk, who: str = "chot", **changes: Any) -> tuple[int, Any]:
    return desk.person(who).ask("POST", CHECKS, question(desk, **changes))
