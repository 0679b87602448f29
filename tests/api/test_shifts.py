"""A phone stands at one post in one direction, and its shift is told in counts."""

from tests.api.desk import Desk
from tests.api.drawings import POSTS, ROAD, give_roads
from tests.api.drawings import ask as place_posts
from tests.api.perimeters import PAPER, Paper
from tests.api.phones import GATE, INNER, PERMIT, Phone, code_of, phone_on_shift
from tests.api.test_events import alerts_of, rows_of


def report_of(desk: Desk, key: str, who: str = "ky") -> dict[str, object]:
    desk.person(who).sign_in(who)  # hours have passed
    status, found = desk.person(who).ask("GET", f"/api/v1/shifts/{key}/report")
    assert status == 200, found
    return dict(found)


def test_the_next_shift_on_a_phone_ends_the_one_before(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    first = phone.shift
    desk.hire("chot.hai", ("checkpoint_officer", "91"))
    desk.clock.forward(hours=8)
    status, shift = phone.start("00000000000000aa", "chot.hai", INNER, "both")

    assert status == 201
    assert (shift["officer"], shift["post"]) == ("chot.hai", INNER)
    before, after = report_of(desk, first), report_of(desk, shift["key"])
    assert before["ends"] == shift["starts"]
    assert after["ends"] is None
    assert phone.start("00000000000000aa", "chot.hai", INNER, "both") == (201, shift)
    assert phone.start("00000000000000aa", "chot", INNER, "both")[0] == 422


def test_a_shift_needs_a_post_that_stands_in_the_phones_unit(light_desk: Desk) -> None:
    phone = phone_on_shift(light_desk)

    assert phone.start("0" * 16, post="91.khong-co")[1]["code"] == "post-unknown"
    assert phone.start("0" * 16, direction="up")[1]["code"] == "shift-direction"
    assert phone.start("x")[1]["code"] == "shift-key"
    district = Phone(light_desk, 9)
    assert district.enrol(code_of(light_desk, "899"))[0] == 201
    assert district.start("00000000000000cc", post=GATE)[1]["code"] == "post-unknown"
    assert district.start("00000000000000cc", post=INNER)[0] == 201
    light_desk.hire("chot.xa", ("checkpoint_officer", "30001"))
    assert phone.start("00000000000000dd", "chot.xa")[0] == 404


def test_a_post_of_a_perimeter_stands_while_that_is_in_force(light_desk: Desk) -> None:
    give_roads(light_desk, ROAD)
    phone = phone_on_shift(light_desk)
    ask = light_desk.person("chot").ask
    asked = place_posts(light_desk.person("lap"), POSTS, units=["30002"])
    paper = Paper(light_desk, units=["30002"], posts=asked[1]["plan"])
    paper.do("lap", "submit")
    paper.do("ky", "decide", PAPER)
    before = ask("GET", "/api/v1/posts?unit=91")[1]["items"]
    paper.do("ky", "announce")
    after = ask("GET", "/api/v1/posts?unit=91")[1]["items"]

    own = [one for one in after if one["source"] == paper.key]
    assert len(after) == len(before) + len(own)
    assert {(one["kind"], one["authority"]) for one in own} == {("perimeter", "91")}
    status, _ = phone.start("00000000000000aa", post=own[0]["id"], direction="out")
    assert status == 201
    event = phone.write()
    light_desk.clock.forward(minutes=1)
    paper.do("ky", "lift", {**PAPER, "reason": "hết dịch"})
    phone.send([event])  # it comes after the post is gone, and is kept
    assert rows_of(light_desk)[0].unit == "91"


def test_the_report_counts_what_happened_in_the_shift_and_nothing_else(
    desk: Desk,
) -> None:
    desk.hire("chot.hai", ("checkpoint_officer", "91"))
    phone = phone_on_shift(desk)
    first = phone.shift
    phone.write("shift_on")
    for verdict, rules in (
        ("pass", []),
        ("stop", ["permit/ended"]),
        ("manual", ["permit/mismatch", "permit/stale-list"]),
    ):
        phone.write(verdict=verdict, rules=rules)
    override = {"of": 3, "reason": "medical", "second": "chot.hai"}
    phone.write("override", override=override)
    slip = phone.write()
    assert slip
    phone.write(
        "override", verdict="", override={**override, "of": 6, "second": "self"}
    )
    desk.clock.forward(hours=1)
    phone.write("rush_on", rush=True)
    desk.clock.forward(minutes=10)
    phone.write(rush=True)
    phone.write("rush_off")
    phone.start("00000000000000aa")
    phone.write(verdict="stop", rules=["permit/ended"])
    phone.send([one for one in phone.sent if '"seq":4,' not in one["text"]])

    report = report_of(desk, first)
    assert report["checks"] == 3
    assert report["missing"] == 1
    phone.send(phone.sent)
    report = report_of(desk, first)
    assert report["missing"] == 0
    assert report["verdicts"] == {"pass": 2, "stop": 1, "manual": 1}
    none = {"pass": 0, "stop": 0, "manual": 0}
    assert report["hours"] == [
        {"hour": 8, "pass": 1, "stop": 1, "manual": 1},
        {**none, "hour": 9, "pass": 1},
    ]
    assert report["rules"] == [
        {**none, "rule": "permit/ended", "stop": 1},
        {**none, "rule": "permit/mismatch", "manual": 1},
        {**none, "rule": "permit/stale-list", "manual": 1},
    ]
    assert report["rush"] == {"seconds": 600, "checks": 1}
    assert report["overrides"] == {"shift": 1, "day": 1}
    assert report["taken_back"] == 1
    assert report["bands"] == {"fresh": 4}
    assert report_of(desk, "00000000000000aa")["checks"] == 1
    assert alerts_of(desk) == []
    assert desk.person("ky.khac").ask("GET", f"/api/v1/shifts/{first}/report")[0] == 404


def test_an_override_needs_a_second_officer_who_works_there(light_desk: Desk) -> None:
    light_desk.hire("chot.hai", ("checkpoint_officer", "91"))
    phone = phone_on_shift(light_desk)
    phone.write(verdict="stop")
    seconds = ("chot", "khong.co", "lap", "chot.hai", "ky")
    for second in seconds:
        override = {"of": 1, "reason": "medical", "second": second}
        phone.write("override", override=override)
    phone.send(phone.sent)

    assert alerts_of(light_desk) == ["override_alone"] * 3
    assert len(rows_of(light_desk)) == len(seconds) + 1


def test_who_was_let_pass_before_is_overridden_by_no_word_about_it(
    light_desk: Desk,
) -> None:
    phone = phone_on_shift(light_desk)
    phone.write()
    phone.write(verdict="manual")
    for of, verdict in ((1, "pass"), (1, ""), (2, "stop"), (2, "")):
        override = {"of": of, "reason": "mis-tap", "second": "self"}
        phone.write("override", verdict=verdict, override=override)
    for part in (phone.sent[:2], phone.sent[2:]):
        phone.send(part)

    kinds = [row.kind for row in rows_of(light_desk)]
    assert kinds == ["check", "check", *["amend"] * 4]
    assert alerts_of(light_desk) == []
    report = report_of(light_desk, phone.shift)
    assert (report["checks"], report["taken_back"]) == (0, 2)
    assert report["overrides"] == {"shift": 0, "day": 0}


def test_a_permit_for_one_trip_that_passes_twice_is_told_and_not_refused(
    desk: Desk,
) -> None:
    one, two = phone_on_shift(desk, 7), phone_on_shift(desk, 8)
    two.start("00000000000000aa", post=INNER)
    one.write(permit=PERMIT, single=True)
    desk.clock.forward(minutes=12)
    one.write(permit=PERMIT, single=True)  # read again: the same trip
    one.send(one.sent)
    assert alerts_of(desk) == []
    desk.clock.forward(minutes=40)
    two.write(permit=PERMIT, single=True)
    for _ in range(3):
        assert two.send(two.sent)[0] == 200
    assert alerts_of(desk) == ["used_twice"]


def test_a_shift_ends_by_the_log_too_when_nobody_is_signed_in(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    phone.write("shift_on")
    desk.clock.forward(hours=8)
    phone.write("shift_off")
    desk.clock.forward(hours=5)
    phone.send(phone.sent)

    ends = str(report_of(desk, phone.shift)["ends"])
    assert ends.startswith("2021-09-14T09:00:00")
    url = f"/api/v1/shifts/{phone.shift}/end"
    desk.person("chot").sign_in("chot")
    assert desk.person("chot").ask("POST", url, {})[1]["ends"] == ends
    assert desk.person("ky.khac").ask("POST", url, {})[0] == 404


def test_the_pages_of_posts_and_shifts_tell_what_is_there(light_desk: Desk) -> None:
    phone = phone_on_shift(light_desk)
    page = light_desk.person("ky").client.get("/desk/posts").text
    for words in ("Chốt QL80", "Máy 1", phone.key, "Đang trực", "chot · Chốt QL80"):
        assert words in page
    report = light_desk.person("chot").client.get(f"/desk/shifts/{phone.shift}")
    assert "trống vì chưa có số liệu" in report.text
    phone.write(verdict="stop", rules=["permit/ended"])
    phone.send(phone.sent)
    report = light_desk.person("chot").client.get(f"/desk/shifts/{phone.shift}")
    assert "permit/ended" in report.text
    light_desk.clock.forward(hours=7)
    light_desk.person("ky").sign_in("ky")
    assert "quá 6 giờ" in light_desk.person("ky").client.get("/desk/posts").text
