"""A temporary lockdown: one minute to begin, 24 hours to the minute, never longer."""

from datetime import UTC, datetime
from typing import Any

from api.store.documents import find_document
from api.store.engine import reading
from tests.api.desk import Desk
from tests.api.perimeters import DEPUTY, PAPER, URL, Paper, box

LOCK = {"unit": "30001", "units": ["30001"], "deputy": DEPUTY, "reason": "Ổ dịch chợ"}


def lock(desk: Desk, name: str = "ky.xa", **more: Any) -> tuple[int, Any]:
    desk.person(name).sign_in(name)  # a session that was idle for long has ended
    return desk.person(name).ask("POST", "/api/v1/lockdowns", {**LOCK, **more})


class Locked(Paper):
    """A lockdown that is running."""

    def __init__(self, desk: Desk, name: str = "ky.xa", **more: Any) -> None:
        status, found = lock(desk, name, **more)
        assert status == 201, found
        self.desk, self.key, self.now = desk, found["key"], found


def test_it_lapses_by_the_clock_alone_to_the_minute(desk: Desk) -> None:
    desk.clock.forward(seconds=37)
    locked = Locked(desk)
    assert locked.now["state"] == "temporary"
    assert locked.now["until"] == "2021-09-15T08:00:00+07:00"
    assert locked.now["content"]["head"]["name"] == "Cán bộ ky.xa"
    assert locked.now["name"] == "Phường Một"

    desk.clock.at = datetime(2021, 9, 15, 0, 59, 59, tzinfo=UTC)
    assert locked.see("ky")["state"] == "temporary"
    desk.clock.forward(seconds=1)
    assert locked.see("ky")["state"] == "lapsed"
    assert locked.now["may"] == []
    status, refused = locked.try_("ky", "confirm", PAPER)

    assert (status, refused["code"]) == (409, "perimeter-state")
    with reading(desk.engine) as connection:
        kept = find_document(connection, "perimeter", locked.key)
    assert kept is not None
    assert kept.ends == datetime(2021, 9, 15, 1, 0, tzinfo=UTC)
    assert kept.recorded_at == datetime(2021, 9, 14, 1, 0, 37, tzinfo=UTC)


def test_only_somebody_else_confirms_it(light_desk: Desk) -> None:
    light_desk.hire("ky.xa.hai", ("publisher", "30001"))
    locked = Locked(light_desk)
    light_desk.clock.forward(minutes=1)

    status, refused = locked.try_("ky.xa", "confirm", PAPER)
    assert (status, refused["code"]) == (403, "access-own-draft")
    assert locked.try_("ky.khac", "confirm", PAPER)[0] == 404
    assert locked.try_("lap", "confirm", PAPER)[0] == 403
    assert locked.try_("ky.huyen", "confirm", {"number": "1/QĐ"})[0] == 422
    sure = locked.do("ky.xa.hai", "confirm", {**PAPER, "review_day": "2021-09-28"})

    assert (sure["state"], sure["until"], sure["draft"]) == ("announced", None, False)
    assert sure["review_day"] == "2021-09-28"
    light_desk.clock.forward(hours=25)
    assert locked.see("ky.huyen")["state"] == "announced"


def test_a_deputy_of_who_began_it_is_not_offered_to_confirm_it(
    light_desk: Desk,
) -> None:
    light_desk.hire("ky.xa.hai", ("publisher", "30001"))
    light_desk.hire("thay.xa", ("viewer", "30001"))
    body = {"deputy": "thay.xa", "role": "publisher", "unit": "30001"}
    body |= {"until": "2021-09-20"}
    named = light_desk.person("ky.xa").ask("POST", "/api/v1/deputies", body)
    assert named[0] == 201, named
    locked = Locked(light_desk)
    light_desk.clock.forward(minutes=1)

    assert locked.see("thay.xa")["may"] == ["narrow", "lift"]
    status, refused = locked.try_("thay.xa", "confirm", PAPER)
    assert (status, refused["code"]) == (403, "access-principals-draft")
    assert "confirm" in locked.see("ky.xa.hai")["may"]


def test_nobody_extends_it_by_locking_again_or_narrowing(light_desk: Desk) -> None:
    locked = Locked(light_desk, unit="899", name="ky.huyen", units=["30001", "30002"])
    light_desk.clock.forward(hours=20)
    status, refused = lock(light_desk)
    assert (status, refused["code"]) == (409, "perimeter-overlaps")

    eased = locked.do("ky.huyen", "narrow", {"units": ["30001"], "reason": "âm tính"})

    assert (eased["state"], eased["units"]) == ("temporary", ["30001"])
    assert eased["until"] == "2021-09-15T08:00:00+07:00"
    light_desk.clock.forward(hours=4)
    assert locked.see("ky.huyen")["state"] == "lapsed"
    assert lock(light_desk)[0] == 201  # drawn anew, with its own reason


def test_whoever_began_it_lifts_it_at_once_without_a_paper(light_desk: Desk) -> None:
    light_desk.clock.forward(seconds=20)
    locked = Locked(light_desk)
    light_desk.clock.forward(seconds=5)

    lifted = locked.do("ky.xa", "lift", {"reason": "bấm nhầm"})

    assert lifted["state"] == "lifted"
    assert lifted["draft"]  # no number was made up on the way


def test_a_district_is_its_communes_and_a_hamlet_its_name(light_desk: Desk) -> None:
    locked = Locked(light_desk, unit="899", name="ky.huyen", units=["899"])
    assert locked.now["units"] == ["30001", "30002"]
    drawn = Locked(
        light_desk,
        "ky",
        unit="900",
        units=None,
        shape=box(105.21, 10.01, 105.24, 10.04),
    )
    assert drawn.now["content"]["cut"] == ["30003"]


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("ky", {"unit": "91"}, "lockdown-level"),
    ("ky.huyen", {"unit": "900", "units": ["30003"]}, "access-denied"),
    ("ky.xa", {"units": ["30002"]}, "perimeter-unit-elsewhere"),
    ("ky.xa", {"units": None}, "lockdown-ground"),
    ("ky.xa", {"shape": box(105, 10, 105.1, 10.1)}, "lockdown-ground"),
    ("ky.xa", {"units": []}, "perimeter-incomplete"),
    ("ky.xa", {"reason": " "}, "perimeter-incomplete"),
    ("ky.xa", {"deputy": {"name": "An"}}, "perimeter-incomplete"),
    ("ky.xa", {"head": DEPUTY}, "body-member-unknown"),
    ("ky.xa", {"review_day": "2021-09-30"}, "body-member-unknown"),
    ("lap", {}, "access-denied-anywhere"),
]


def test_what_is_no_lockdown_of_ones_own_is_refused(light_desk: Desk) -> None:
    for name, given, code in WRONG:
        body = {**LOCK, **given}
        status, refused = light_desk.person(name).ask("POST", "/api/v1/lockdowns", body)
        assert refused["code"] == code, given
        assert status in {403, 422}
    assert light_desk.person("ky").ask("GET", URL)[1]["items"] == []


def test_places_are_chosen_by_name_inside_ones_own_unit(light_desk: Desk) -> None:
    url = "/api/v1/lockdowns/places?unit="
    status, found = light_desk.person("ky.huyen").ask("GET", f"{url}899")
    assert status == 200
    assert (found["name"], found["lockable"]) == ("Thành phố Rạch Giá", True)
    assert [one["name"] for one in found["below"]] == ["Phường Một", "Phường Hai"]
    assert [one["code"] for one in found["above"]] == ["91"]
    assert light_desk.person("ky.huyen").ask("GET", f"{url}900")[0] == 403
    assert not light_desk.person("ky").ask("GET", f"{url}91")[1]["lockable"]
