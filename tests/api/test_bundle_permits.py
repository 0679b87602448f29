"""A permit from its order to a phone, bundle by bundle, in Python and browser (P3)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.services import keys
from api.services.signing import Signing
from api.services.signing_keys import signer_for
from api.store.engine import reading, writing
from api.store.gates import permits, revocations
from boundaries.refusal import Refused
from gis.permits.bundle import Bundle, Seen
from gis.permits.reading import read_permit
from tests.api.desk import Desk
from tests.api.permits import order
from tests.api.signer import Signer
from tests.twin import Twin

TRUCK_TWO = {
    "plate": "68C-999.99",
    "purposes": ["goods"],
    "starts": "2021-09-15",
    "ends": "2021-09-20",
}


class Phone:
    """Takes each bundle in both twins, and reads one permit by it."""

    def __init__(self, signer: Signer, twin: Twin, text: str) -> None:
        self.signer, self.twin, self.text = signer, twin, text
        self.seen: Seen | None = None
        self.held: Bundle | None = None
        self.there: Any = None

    def renew(self) -> int:
        """Take the newest bundle; give its version."""
        client = self.signer.desk.nobody().client
        raw = client.get("/api/v1/bundle").data
        roots = [
            {"kid": {"hex": one["kid"]}, "public": {"hex": one["public"]}}
            for one in client.get("/api/v1/bundle/root").get_json()["items"]
        ]
        self.held = self.signer.fetch(self.seen)
        seen = self.there and self.there["seen"]
        args = {"hex": raw.hex()}, roots, seen
        self.there = self.twin.call("post/bundle.js", "readBundle", *args)
        self.seen = self.held.seen
        assert self.there["seen"] == self.seen.as_json()
        return self.held.head.version

    def read(self, **later: float) -> str:
        """Read the permit so much later."""
        assert self.held is not None
        now = self.signer.desk.clock() + timedelta(**later)
        state = read_permit(self.text, self.held.keys, self.held.status, now).state
        args = self.text, self.there["keys"], self.there["status"], now.timestamp()
        there = self.twin.call("post/reading.js", "readPermit", *args)
        assert there["state"] == state
        return state


def begin(desk: Desk, folder: Path) -> tuple[Signer, str]:
    """Order before there is any key, and let the embedded signer make all of them."""
    status, found = order(desk)
    assert status in {200, 201, 202}, found
    signer = Signer(desk, folder)
    settings = replace(signer.settings, signing_keys=folder / "beside")
    signer.settings = settings
    keeper = desk.app.extensions["keeper"]
    signer.signing = Signing(keeper, settings, desk.clock, make_keys=True)
    desk.clock.forward(minutes=3)
    made = signer.signing.run_once().made
    assert [key.use for key in made] == ["root", "bundle", "permit"]
    assert signer.signing.run_once().made == ()
    with reading(desk.engine) as connection:
        text = connection.scalar(sa.select(permits.c.token))
    return signer, str(text)


def test_a_permit_is_valid_until_a_bundle_says_that_it_is_revoked(
    light_desk: Desk, tmp_path: Path, twin: Twin
) -> None:
    """Ordered, signed, valid in its span; revoked from the bundle on that lists it."""
    signer, text = begin(light_desk, tmp_path)
    phone = Phone(signer, twin, text)
    assert phone.renew() == 1
    assert [phone.read(), phone.read(days=2), phone.read(days=9)] == [
        "not_yet",
        "valid",
        "ended",
    ]
    with writing(light_desk.engine) as connection:
        row = connection.execute(sa.select(permits)).mappings().one()
        asked = {
            "what": "permit",
            "key": row["key"],
            "unit": "91",
            "reason": "Nghỉ việc",
            "asked_by": "cap",
            "recorded_at": light_desk.clock(),
        }
        connection.execute(sa.insert(revocations), asked)
    assert signer.sign() is None  # asked is not decided
    with writing(light_desk.engine) as connection:
        decided = {"decided_by": "ky", "decided_at": light_desk.clock()}
        connection.execute(sa.update(revocations).values(**decided))
    assert signer.sign() == 2
    assert phone.read(days=2) == "valid"  # this phone has not heard yet
    assert phone.renew() == 2
    assert phone.read(days=2) == "revoked"


def test_a_revoked_key_takes_all_its_permits_along_and_the_next_one_serves(
    light_desk: Desk, tmp_path: Path, twin: Twin
) -> None:
    signer, text = begin(light_desk, tmp_path)
    phone = Phone(signer, twin, text)
    phone.renew()
    with reading(light_desk.engine) as connection:
        now = light_desk.clock()
        old = signer_for(connection, signer.settings, "91", now).kid
    keys.revoke(light_desk.engine, old.hex(), "máy ký bị mất", light_desk.clock())
    signer.sign()
    phone.renew()
    assert phone.read(days=2) == "key_revoked"

    signer.permit_key()
    assert order(light_desk, TRUCK_TWO)[0] in {200, 201, 202}
    signer.sign()
    with reading(light_desk.engine) as connection:
        newest = sa.select(permits.c.token).order_by(permits.c.id.desc()).limit(1)
        phone.text = str(connection.scalar(newest))
    phone.renew()
    assert phone.read(days=2) == "valid"


def test_keys_that_are_made_once_are_not_made_again_after_the_last_is_gone(
    light_desk: Desk, tmp_path: Path
) -> None:
    """What an operator revoked stays revoked: the next key is the operator's."""
    signer, _ = begin(light_desk, tmp_path)
    for key in keys.list_all(light_desk.engine):
        if key.use == "permit":
            args = key.kid.hex(), "máy ký bị mất", light_desk.clock()
            keys.revoke(light_desk.engine, *args)
    order(light_desk, TRUCK_TWO)
    done = signer.signing.run_once()
    assert done.made == ()
    with (
        pytest.raises(Refused, match="signing-key-none"),
        reading(light_desk.engine) as connection,
    ):
        signer_for(connection, signer.settings, "91", light_desk.clock())
