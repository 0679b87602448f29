"""Perimeters in the service: who may do what to which version, and what is refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import shapely

from api.services.closing import read_closing
from api.services.province import ProvinceFile
from api.store.audit import walk
from api.store.engine import reading
from gis.perimeters.life import standing_at
from gis.perimeters.life.read import read_record
from gis.perimeters.read import read_perimeters
from tests.api.desk import Desk, small_units
from tests.api.perimeters import DEPUTY, PAPER, URL, WHOLE, Paper, box

TODAY = date(2021, 9, 14)


def test_a_perimeter_goes_from_draft_to_force_through_two_people(desk: Desk) -> None:
    paper = Paper(desk)
    assert paper.now["state"] == "draft"
    assert paper.now["draft"]

    assert paper.do("lap", "submit")["state"] == "submitted"
    decided = paper.do("ky", "decide", PAPER)
    assert (decided["state"], decided["draft"]) == ("decided", False)
    assert decided["content"]["record"] is None  # nobody is held yet

    announced = paper.do("ky", "announce")
    assert announced["state"] == "announced"
    assert announced["content"]["decided"] == {
        **PAPER,
        "by": {"name": "Cán bộ ky", "office": "Ban chỉ đạo"},
    }
    first = announced["content"]["record"]["events"][0]
    assert (first["act"], first["number"]) == ("announced", "12/QĐ-UBND")
    assert first["units"] == ["30001", "30002"]


def test_the_drafter_never_decides_even_with_both_roles(light_desk: Desk) -> None:
    light_desk.hire("hai.vai", ("planner", "91"), ("publisher", "91"))
    paper = Paper(light_desk, "hai.vai")
    paper.do("hai.vai", "submit")

    status, refused = paper.try_("hai.vai", "decide", PAPER)

    assert (status, refused["code"]) == (403, "access-own-draft")
    assert "decide" not in paper.see("hai.vai")["may"]
    assert paper.do("ky", "decide", PAPER)["state"] == "decided"


def test_whoever_saved_since_the_last_return_is_an_author_too(
    light_desk: Desk,
) -> None:
    light_desk.hire("hai.vai", ("planner", "91"), ("publisher", "91"))
    paper = Paper(light_desk)
    paper.do("hai.vai", "save", {"clause": "3986/QĐ-BYT"})
    paper.do("lap", "submit")
    assert paper.try_("hai.vai", "decide", PAPER)[0] == 403

    paper.do("ky", "return", {"reason": "thiếu căn cứ"})
    assert paper.see()["content"]["returned"]["reason"] == "thiếu căn cứ"
    paper.do("lap", "save", {"basis": "Biên bản ngày 13/9"})
    paper.do("lap", "submit")

    assert paper.do("hai.vai", "decide", PAPER)["state"] == "decided"


@pytest.mark.parametrize("lacking", ["number", "signer", "day"])
def test_no_number_signer_or_day_is_ever_made_up(
    light_desk: Desk, lacking: str
) -> None:
    paper = Paper(light_desk)
    paper.do("lap", "submit")
    for body in (
        {n: v for n, v in PAPER.items() if n != lacking},
        {**PAPER, lacking: " "},
        {**PAPER, lacking: None},
    ):
        status, refused = paper.try_("ky", "decide", body)
        assert status == 422, refused
    later = {**PAPER, "day": "2021-09-15"}
    assert paper.try_("ky", "decide", later)[1]["code"] == "perimeter-day-later"
    assert paper.see()["state"] == "submitted"


def test_the_second_save_is_told_who_when_and_what(light_desk: Desk) -> None:
    paper = Paper(light_desk)
    light_desk.clock.forward(minutes=3)
    paper.do("lap.hai", "save", {"name": "Cụm chợ và bến xe", "units": ["30001"]})

    status, told = paper.try_("lap", "save", {"name": "Cụm chợ cũ"}, version=1)

    assert (status, told["code"], told["version"]) == (412, "document-moved", 2)
    assert told["by"] == {"name": "Cán bộ lap.hai", "office": "Ban chỉ đạo"}
    assert told["at"] == "2021-09-14T08:03:00+07:00"
    assert set(told["changed"]) == {"name", "units", "shape", "figures"}
    assert told["current"]["name"] == "Cụm chợ và bến xe"
    assert "14/09/2021 08:03" in told["title"]
    status, gone = paper.try_("lap", "save", {"name": "x"}, version=9)
    assert (status, gone["changed"]) == (412, sorted(gone["current"]))
    assert light_desk.person("lap").ask("PUT", paper.url, {"name": "x"})[0] == 428


def test_two_deciders_at_once_one_is_told(desk: Desk) -> None:
    desk.hire("ky.hai", ("publisher", "91"))
    paper = Paper(desk)
    paper.do("lap", "submit")
    people = [desk.person("ky"), desk.person("ky.hai")]
    tokens = [person.forged() for person in people]

    def decide(who: int) -> int:
        answer = people[who].client.post(
            f"{paper.url}/decide",
            json={**PAPER, "number": f"{who}/QĐ"},
            headers={"X-CSRFToken": tokens[who], "If-Match": '"v2"'},
        )
        if answer.status_code == 412:
            assert answer.json["version"] == 3
            assert answer.json["by"]["name"].startswith("Cán bộ ky")
        return answer.status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, range(2))) == [200, 412]
    assert paper.see()["version"] == 3


def test_announcing_twice_announces_once(light_desk: Desk) -> None:
    paper = Paper(light_desk).decided()
    first = paper.do("ky", "announce")
    light_desk.clock.forward(minutes=1)

    assert paper.try_("ky", "announce", version=3)[1]["version"] == first["version"]
    assert paper.try_("ky", "announce", version=4)[1]["version"] == first["version"]
    assert len(paper.see()["content"]["record"]["events"]) == 1


def test_the_figures_are_the_servers(light_desk: Desk) -> None:
    paper = Paper(light_desk)
    for given in ({"figures": {"people": 1}}, {"proofs": {}}, {"decided": PAPER}):
        status, refused = paper.try_("lap", "save", given)
        assert (status, refused["code"]) == (422, "body-member-unknown")
    wrong = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    saved = paper.do("lap", "save", {"shape": wrong})
    shape = shapely.from_geojson(json.dumps(saved["content"]["shape"]))
    square = shapely.union_all(small_units().geometry[["30001", "30002"]].to_numpy())

    assert shapely.symmetric_difference(shape, square).area < 1e-9
    assert saved["content"]["figures"]["km"] == pytest.approx(65.97, abs=0.01)


def test_a_drawing_is_snapped_to_the_units_it_nearly_is(light_desk: Desk) -> None:
    nearly = box(105.00005, 10.00005, 105.09995, 10.1)
    paper = Paper(light_desk, mode="shape", shape=nearly, units=[])
    content = paper.now["content"]

    assert (content["mode"], content["units"]) == ("units", ["30001"])
    half = paper.do(
        "lap", "save", {"mode": "shape", "shape": box(105.02, 10.02, 105.15, 10.05)}
    )
    assert half["content"]["mode"] == "shape"
    assert half["content"]["units"] == []
    assert half["content"]["cut"] == ["30001", "30002"]


def test_nothing_is_drawn_outside_ones_own_unit(light_desk: Desk) -> None:
    for given in (
        {"units": ["28001"]},
        {"mode": "shape", "shape": box(105.4, 10.0, 105.5, 10.1)},
    ):
        body = {"unit": "91", **given}
        status, refused = light_desk.person("lap").ask("POST", URL, body)
        assert status == 422, refused
    status, _ = light_desk.person("lap").ask("POST", URL, {"unit": "82"})
    assert status == 403
    status, _ = light_desk.person("ky").ask("POST", URL, {"unit": "91"})
    assert status == 403  # who decides does not draft


def test_others_do_not_even_know_that_it_is_there(light_desk: Desk) -> None:
    paper = Paper(light_desk)
    light_desk.person("lap.khac").ask("POST", URL, {"unit": "82"})

    for name in ("lap.khac", "ky.khac", "ky.huyen"):
        for url in (paper.url, f"{paper.url}/versions", f"{URL}/91-00000000"):
            assert light_desk.person(name).ask("GET", url)[0] == 404
        assert paper.try_(name, "submit")[0] in {403, 404}
    keys = light_desk.person("lap.khac").ask("GET", URL)[1]["items"]
    assert [one["unit"] for one in keys] == ["82"]
    assert light_desk.person("chot").ask("GET", URL)[0] == 403


def test_what_is_sent_stands_still_and_what_is_decided_for_good(
    light_desk: Desk,
) -> None:
    paper = Paper(light_desk)
    paper.do("lap", "submit")
    back = paper.do("lap", "save", {"name": "Đổi tên"})
    assert back["state"] == "draft"
    assert paper.try_("ky", "decide", PAPER)[1]["code"] == "perimeter-state"

    paper.decided()
    status, refused = paper.try_("lap", "save", {"name": "Đổi nữa"})
    assert (status, refused["code"]) == (409, "perimeter-frozen")


def test_an_unfinished_draft_is_kept_but_not_sent(light_desk: Desk) -> None:
    status, one = light_desk.person("lap").ask("POST", URL, {"unit": "91"})
    assert status == 201
    status, refused = light_desk.person("lap").ask(
        "POST", f"{URL}/{one['key']}/submit", etag='"v1"'
    )

    assert (status, refused["code"]) == (422, "perimeter-incomplete")
    assert len(refused["faults"]) == 6
    same = Paper(light_desk, deputy=WHOLE["head"])
    assert same.try_("lap", "submit")[1]["code"] == "perimeter-deputy-same"
    early = Paper(light_desk, review_day="2021-09-13")
    assert early.try_("lap", "submit")[1]["code"] == "perimeter-review-early"


def test_narrowing_lets_go_and_never_takes_in(light_desk: Desk) -> None:
    paper = Paper(light_desk).announced()
    act = {**PAPER, "number": "13/QĐ-UBND", "reason": "đạt tiêu chí"}

    wider = paper.try_("ky", "narrow", {**act, "units": ["30001", "30003"]})
    assert (wider[0], wider[1]["code"]) == (409, "perimeter-wider")
    assert paper.try_("ky", "narrow", {**act, "units": []})[0] == 409
    same = paper.try_("ky", "narrow", {**act, "units": WHOLE["units"]})
    assert same[1]["code"] == "perimeter-units-same"
    assert paper.try_("ky", "narrow", {"units": ["30001"], "reason": "x"})[0] == 422
    by_shape = paper.try_("ky", "narrow", {**act, "shape": box(105, 10, 105.05, 10.05)})
    assert by_shape[1]["code"] == "perimeter-narrow-by"

    narrowed = paper.do("ky", "narrow", {**act, "units": ["30001"]})
    assert (narrowed["state"], narrowed["units"]) == ("narrowed", ["30001"])
    assert narrowed["content"]["figures"]["km"] == pytest.approx(44.05, abs=0.01)
    assert narrowed["number"] == "12/QĐ-UBND"  # what it rests on
    assert narrowed["content"]["decisions"][-1]["number"] == "13/QĐ-UBND"


def test_a_drawing_is_narrowed_to_a_smaller_one(light_desk: Desk) -> None:
    paper = Paper(
        light_desk, mode="shape", units=[], shape=box(105.02, 10.02, 105.08, 10.08)
    ).announced()
    act = {**PAPER, "reason": "đạt"}

    beyond = paper.try_(
        "ky", "narrow", {**act, "shape": box(105.03, 10.03, 105.09, 10.05)}
    )
    assert beyond[1]["code"] == "perimeter-wider"
    same = paper.try_(
        "ky", "narrow", {**act, "shape": box(105.02, 10.02, 105.08, 10.08)}
    )
    assert same[1]["code"] == "perimeter-units-same"
    narrowed = paper.do(
        "ky", "narrow", {**act, "shape": box(105.03, 10.03, 105.05, 10.05)}
    )

    areas = [event["area"] for event in narrowed["content"]["record"]["events"]]
    assert areas[0] > areas[1] == pytest.approx(4.85, abs=0.02)


def test_lifting_lets_everybody_go_once(light_desk: Desk) -> None:
    paper = Paper(light_desk).announced()
    act = {**PAPER, "number": "15/QĐ-UBND"}

    assert paper.try_("ky", "lift", act)[0] == 422  # no reason
    lifted = paper.do("ky", "lift", {**act, "reason": "14 ngày không có ca"})
    assert (lifted["state"], lifted["may"]) == ("lifted", [])
    light_desk.clock.forward(minutes=1)
    again = paper.try_("ky", "lift", {**act, "reason": "nữa"})
    assert again[1]["code"] == "perimeter-state"


def test_no_ground_is_held_twice_unless_the_second_says_so(light_desk: Desk) -> None:
    Paper(light_desk).announced()
    second = Paper(light_desk, units=["30002", "30003"], name="Rộng hơn").decided()
    assert [one["units"] for one in second.now["overlaps"]] == [["30002"]]

    status, refused = second.try_("ky", "announce")

    assert (status, refused["code"]) == (409, "perimeter-overlaps")
    assert [one["name"] for one in refused["overlaps"]] == ["Cụm chợ"]
    beside = Paper(light_desk, units=["30003"], name="Bên cạnh").announced()
    assert beside.now["state"] == "announced"
    named = [one["key"] for one in refused["overlaps"]] + [beside.key]
    third = Paper(light_desk, units=["30002", "30003"], over=named).decided()
    assert third.do("ky", "announce")["state"] == "announced"


def test_the_list_is_paged_by_key_and_holds_ones_own_units(light_desk: Desk) -> None:
    keys = sorted(Paper(light_desk, units=["30001"]).key for _ in range(5))
    lap = light_desk.person("lap")
    seen: list[str] = []
    after = ""
    for _ in range(4):
        _, page = lap.ask("GET", f"{URL}?limit=2{after}")
        seen += [one["key"] for one in page["items"]]
        after = f"&after={page['next']}"
        if page["next"] is None:
            break
    assert seen == keys
    assert lap.ask("GET", f"{URL}?state=announced")[1]["items"] == []
    assert lap.ask("GET", f"{URL}?unit=82")[1]["items"] == []
    assert len(lap.ask("GET", f"{URL}?unit=91&state=draft")[1]["items"]) == 5
    for query in ("limit=0", "limit=201", "state=x", "unit=%00", "after=%00", "x=1"):
        assert lap.ask("GET", f"{URL}?{query}")[0] in {404, 422}, query


def test_each_act_is_in_the_audit_without_a_name_of_anybody(light_desk: Desk) -> None:
    paper = Paper(light_desk).announced()
    paper.do("ky", "lift", {**PAPER, "reason": "hết dịch"})
    versions = light_desk.person("lap").ask("GET", f"{paper.url}/versions")[1]["items"]

    with reading(light_desk.engine) as connection:
        entries = [w.entry for w in walk(connection) if w.entry.key == paper.key]

    acts = ["create", "submit", "decide", "announce", "lift"]
    assert [one.action for one in entries] == [f"perimeter.{act}" for act in acts]
    assert [one["act"] for one in versions[::-1]] == acts
    assert entries[2].after == {
        "version": 3,
        "state": "decided",
        "units": ["30001", "30002"],
        "number": "12/QĐ-UBND",
    }
    told = json.dumps([[e.before, e.after] for e in entries], ensure_ascii=False)
    assert PAPER["signer"] not in told
    assert DEPUTY["name"] not in told


@pytest.mark.parametrize("drawn", [False, True])
def test_publish_reads_what_the_desk_gives(
    light_desk: Desk, tmp_path: Path, *, drawn: bool
) -> None:
    shape = {"mode": "shape", "units": [], "shape": box(105.02, 10.02, 105.15, 10.05)}
    paper = Paper(light_desk, **(shape if drawn else {})).announced()
    for name in ("perimeter.geojson", "record.json"):
        status, document = light_desk.person("lap").ask("GET", f"{paper.url}/{name}")
        assert status == 200
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    assert light_desk.person("lap").ask("GET", f"{paper.url}/plan.json")[0] == 404

    area = read_perimeters(tmp_path / "perimeter.geojson")
    record = read_record(tmp_path / "record.json")
    assert area.frame["km"][0] == paper.now["content"]["figures"]["km"]
    assert area.units == (frozenset() if drawn else {"30001", "30002"})
    standing = standing_at(record, light_desk.clock())
    assert (standing.state, standing.units) == ("in_force", ("30001", "30002"))
    province = ProvinceFile(
        tmp_path / "province.toml",
        "91",
        "green-red",
        "Ban chỉ đạo",
        tmp_path / "directives.csv",
        perimeters=tmp_path / "perimeter.geojson",
        perimeter_records=(tmp_path / "record.json",),
    )
    units = small_units().query("admin_level == 'commune'")
    closing = read_closing(province, TODAY, units)
    assert closing.perimeters is not None
    assert closing.perimeters[["state", "number"]].to_numpy().tolist() == [
        ["in_force", "12/QĐ-UBND"]
    ]


def test_a_refusal_names_acts_states_and_members_as_the_pages_do(
    light_desk: Desk,
) -> None:
    paper = Paper(light_desk)
    early = paper.try_("ky", "decide", PAPER)[1]
    assert early["title"] == (
        "Việc “Quyết định” không hợp với trạng thái của vùng lúc này: “Đang soạn”."
    )
    paper.do("lap", "submit")
    unsigned = paper.try_("ky", "decide", {**PAPER, "number": " "})[1]
    assert unsigned["title"] == (
        "Mục “Số quyết định” không đúng dạng: phải là một dòng chữ không để trống."
    )
    bare = Paper(light_desk, reason="").try_("lap", "submit")[1]
    (lack,) = bare["faults"]
    assert (lack["what"], lack["member"]) == ("Thiếu mục “Lý do”.", "reason")


@pytest.mark.parametrize("units", [[], ["30001", "30002"]])
def test_narrowing_to_nothing_or_to_the_same_is_refused_in_words_for_a_page(
    light_desk: Desk, units: list[str]
) -> None:
    paper = Paper(light_desk).announced()
    body = {**PAPER, "reason": "âm tính", "units": units}
    status, refused = paper.try_("ky", "narrow", body)
    assert status in {409, 422}
    assert "thì gỡ bỏ vùng" in refused["detail"]
    assert "--" not in refused["detail"]


WRONG: list[dict[str, object]] = [
    {"name": 5},
    {"name": "x" * 201},
    {"name": "hai\ndòng"},
    {"mode": "circle"},
    {"units": "30001"},
    {"units": [5]},
    {"units": ["99999"]},
    {"units": ["30001", "\ud800"]},
    {"units": ["x"] * 2001},
    {"reason": "\ud800"},
    {"head": {"name": "An", "phone": "1"}},
    {"review_day": "14/09/2021"},
    {"review_day": "2021-02-30"},
    {"ring_km": -1},
    {"ring_km": True},
    {"ring_km": 1e300},
    {"posts": []},
    {"posts": {"posts": 5}},
    {"units": ["30001"], "posts": {"posts": [{"lon": "x"}]}},
    {"over": ["x"] * 51},
    {"mode": "shape", "shape": {"type": "Point", "coordinates": [105, 10]}},
    {"mode": "shape", "shape": {"type": "Polygon", "coordinates": []}},
    {"mode": "shape", "shape": {"type": "Polygon", "coordinates": [[[0]]]}},
    {"mode": "shape", "shape": {"type": "Polygon", "coordinates": [[["a", 1]]]}},
    {"mode": "shape", "shape": box(105, 10, 500, 10.1)},
    {"mode": "shape", "shape": {**box(105, 10, 105.1, 10.1), "crs": {}}},
]


def test_a_member_of_the_wrong_form_is_refused_and_nothing_kept(
    light_desk: Desk,
) -> None:
    lap = light_desk.person("lap")
    headers = {"X-CSRFToken": lap.forged(), "Content-Type": "application/json"}
    for given in WRONG:
        body = json.dumps({"unit": "91", **given}).encode()
        answer = lap.client.post(URL, data=body, headers=headers)
        assert answer.status_code in {400, 422}, (given, answer.data)
    assert lap.ask("GET", URL)[1]["items"] == []
