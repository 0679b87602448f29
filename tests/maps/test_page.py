"""The page as a file: nothing from outside, the same bytes, every fact in it."""

import base64
import dataclasses
import hashlib
import html
import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import pandas as pd
import pytest

from maps.page import write_period_page
from maps.page.document import SCRIPTS, STYLES, write_document
from maps.page.folium_map import PeriodMap, draw_map, take_apart
from maps.page.packing import unpack_text
from maps.page.places import find_places, pack_units, rank_names
from maps.publication.record import Publication, page_name
from tests.maps.provinces import province
from tests.maps.publications import publication

HOST = re.compile(r"""(?i)(?:src|href|action|data)\s*=\s*["']?\s*(?:https?:)?//""")
ADDRESS = re.compile(r"(?i)(?<![:\w])(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s\"'<>]*")


@pytest.fixture(scope="module")
def whole() -> Publication:
    return publication()


@pytest.fixture(scope="module")
def page(whole: Publication, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "page.html"
    write_period_page(whole, whole.periods[-1], path)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def facts(page: str) -> dict[str, Any]:
    found = re.search(r'id="page-facts">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def test_h1_a_page_names_no_host(page: str) -> None:
    assert not HOST.search(page)
    assert {found.group() for found in ADDRESS.finditer(page)} <= {
        "http://www.w3.org/2000/svg"
    }


def test_a_page_loads_nothing(page: str) -> None:
    assert not re.search(r"<link|<iframe|<object|<embed|<img|@import", page)
    assert not re.search(r"<script[^>]+src", page)
    assert "sourceMappingURL" not in page
    assert set(re.findall(r"url\(([^)]{0,12})", page)) <= {
        "data:image/p",
        "#default#VML",
        "#fill-${zone",
    }


def test_h2_the_same_publication_gives_the_same_bytes(
    whole: Publication, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    write_period_page(whole, whole.periods[-1], first)
    folium.Map()  # a map of someone else's in between changes nothing
    write_period_page(publication(), publication().periods[-1], second)

    assert first.read_bytes() == second.read_bytes()


def test_h3_what_one_map_asks_for_never_reaches_the_next() -> None:
    before = take_apart(draw_map())
    folium.Map().add_js_link("other", "https://example.org/other.js")

    assert take_apart(draw_map()) == before
    assert PeriodMap.default_js == [("leaflet", "leaflet.js")]
    assert folium.Map()._id != folium.Map()._id


def test_a_plugin_that_is_not_vendored_is_refused() -> None:
    made = draw_map()
    folium.plugins.Fullscreen().add_to(made)

    with pytest.raises(KeyError):
        take_apart(made)


def policy_of(page: str) -> dict[str, list[str]]:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert found
    rules = (rule.split() for rule in html.unescape(found.group(1)).split(";"))
    return {name: values for name, *values in rules}


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


def test_the_policy_lets_run_what_the_page_holds_and_nothing_else(page: str) -> None:
    policy = policy_of(page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == [f"'sha256-{digest(text)}'" for text in scripts]
    assert policy["style-src"] == [f"'sha256-{digest(text)}'" for text in styles]
    assert policy["img-src"] == ["data:"]
    assert not re.search(r"\son\w+\s*=\s*[\"']", page.split("<script", 1)[0])
    assert " style=" not in page.split("<script", 1)[0]


def test_the_page_uses_no_way_to_make_markup_from_text() -> None:
    for name in SCRIPTS:
        own = files("maps.page").joinpath(f"{name}.js").read_text(encoding="utf-8")

        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(", own
        )


def test_no_file_of_the_page_is_over_four_hundred_lines() -> None:
    for name in (*(f"{s}.js" for s in SCRIPTS), *(f"{s}.css" for s in STYLES)):
        text = files("maps.page").joinpath(name).read_text(encoding="utf-8")

        assert len(text.splitlines()) < 400


def _words(name: str) -> dict[str, dict[str, str]]:
    text = files("maps.words").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_every_word_is_there_in_both_languages_and_is_used() -> None:
    words = _words("page.toml") | _words("groups.toml")
    kinds = (".py", ".js", ".html")
    sources = [f for f in files("maps.page").iterdir() if f.name.endswith(kinds)]
    used = "\n".join(f.read_text(encoding="utf-8") for f in sources)

    for key, forms in words.items():
        assert set(forms) == {"vi", "en"}, key
        assert forms["vi"].strip(), key
        assert forms["en"].strip(), key
        marks = [sorted(re.findall(r"\{(\w+)\}", forms[lang])) for lang in ("vi", "en")]
        assert marks[0] == marks[1], key
        whole_key = re.escape(key.removesuffix("-1"))
        assert re.search(rf"""["']{whole_key}["']""", used), key


def test_every_word_that_the_page_asks_for_exists() -> None:
    words = _words("page.toml") | _words("groups.toml")
    own = [f"{name}.js" for name in SCRIPTS] + ["page.html"]
    used = "\n".join(
        files("maps.page").joinpath(name).read_text(encoding="utf-8") for name in own
    )
    asked = set(re.findall(r'\bword\("([\w-]+)"', used))
    asked |= set(re.findall(r'data-(?:word|label|hint)="([\w-]+)"', used))
    asked |= set(re.findall(r'\brow\("([\w-]+)"', used))

    assert asked <= set(words)


def test_the_first_line_says_how_many_communes_have_reported(page: str) -> None:
    body = re.sub(r"<[^>]+>", " ", page.split("<body>", 1)[1])
    lines = [line.strip() for line in body.splitlines() if line.strip()]

    assert lines[2].startswith("11/12 xã đã báo cáo")


def test_a_proposal_is_a_draft_on_every_page(page: str) -> None:
    assert "DỰ THẢO" in page
    assert 'class="state proposed"' in page


def test_a_decision_shows_number_signer_and_day(tmp_path: Path) -> None:
    decided = publication(
        number="123/QĐ-UBND",
        signed_by="Nguyễn Văn A",
        signed_at=pd.Timestamp(2021, 9, 20),
    )
    write_period_page(decided, decided.periods[-1], tmp_path / "p.html")
    top = (tmp_path / "p.html").read_text(encoding="utf-8").split("<main", 1)[0]

    assert "Số 123/QĐ-UBND" in top
    assert "Nguyễn Văn A ký ngày 20/09/2021" in top
    assert "DỰ THẢO" not in top


def test_each_day_has_one_letter_for_each_unit(
    whole: Publication, facts: dict[str, Any]
) -> None:
    zones = whole.zones.set_index(["unit", "day"])["zone"]
    names = {zone["letter"]: zone["id"] for zone in facts["zoneList"]}

    assert [one["day"] for one in facts["days"]] == [
        f"2021-09-{n}" for n in range(14, 21)
    ]
    for one in facts["days"]:
        day = pd.Timestamp(one["day"]).date()
        for code, letter in zip(facts["units"]["code"], one["zones"], strict=True):
            assert names[letter] == zones[code, day]


def test_reasons_are_told_once_and_come_back_whole(
    whole: Publication, facts: dict[str, Any]
) -> None:
    from maps.words.reasons import render

    names = dict(zip(whole.units.index, whole.units["name"]))
    rows = whole.zones[whole.zones["day"] == whole.day].set_index("unit")
    last = facts["days"][-1]
    for n, code in enumerate(facts["units"]["code"]):
        for version, lang in enumerate(("vi", "en")):
            said = unpack_text(facts["reasons"], last["reason"][n], version, whole.day)
            assert said == render(rows["reason"][code], lang, names)


def test_changes_are_the_transitions_of_the_day(
    whole: Publication, facts: dict[str, Any]
) -> None:
    for one in facts["days"]:
        day = pd.Timestamp(one["day"]).date()
        moves = whole.transitions[whole.transitions["day"] == day]
        told = {facts["units"]["code"][move[0]] for move in one["changes"]}

        assert told == set(moves["unit"])


def test_periods_link_each_other_by_the_names_of_their_files(
    whole: Publication, page: str
) -> None:
    links = re.findall(r'<a href="(period-[^"]+)"', page)

    assert links == [page_name(period) for period in whole.periods]
    assert page.count('aria-current="page"') == 1


def test_a_reader_without_scripts_has_the_table_of_the_last_day(
    whole: Publication, page: str
) -> None:
    body = page.split("<tbody", 1)[1].split("</tbody>", 1)[0]

    assert body.count("<tr>") == 12
    for name in whole.units["name"][whole.units["admin_level"] == "commune"]:
        assert f">{name}</td>" in body
    assert "Chưa có báo cáo" in body


def test_t10_names_are_ranked_as_a_vietnamese_dictionary_does() -> None:
    names = ["Xã Ỷ La", "Xã Đa Phước", "Xã Dương Hòa", "Xã Ấp Bắc", "Xã An Biên"]

    ordered = sorted(names, key=dict(zip(names, rank_names(names))).get)
    assert [name.removeprefix("Xã ") for name in ordered] == [
        "An Biên",
        "Ấp Bắc",
        "Dương Hòa",
        "Đa Phước",
        "Ỷ La",
    ]


def test_names_on_the_map_are_short(whole: Publication) -> None:
    packed: Any = pack_units(whole, find_places(whole))

    assert packed["name"][:3] == ["Phường Vĩnh 1", "Xã Vĩnh 2", "Thị trấn Vĩnh 3"]
    assert packed["short"][:3] == ["P. Vĩnh 1", "Vĩnh 2", "TT. Vĩnh 3"]


def test_a_hamlet_without_a_shape_is_listed_inside_its_commune(
    whole: Publication,
) -> None:
    units = whole.units.copy()
    units.loc["30700-1"] = ["Ấp Một", "ấp", "hamlet", "30700", None]
    own = whole.zones[whole.zones["unit"] == "30700"].assign(unit="30700-1")
    more = dataclasses.replace(
        whole, units=units, zones=pd.concat([whole.zones, own], ignore_index=True)
    )
    packed: Any = pack_units(more, find_places(more))
    at = packed["code"].index("30700-1")

    assert packed["inside"][at] == packed["code"].index("30700")
    assert packed["drawn"][at] == -1
    assert packed["counted"][at] == 0
    assert packed["counted"][packed["code"].index("30700")] == 1


def test_a_district_that_is_judged_too_is_listed_but_not_counted(
    whole: Publication,
) -> None:
    own = whole.zones[whole.zones["unit"] == "30700"].assign(unit="899")
    more = dataclasses.replace(
        whole, zones=pd.concat([whole.zones, own], ignore_index=True)
    )
    packed: Any = pack_units(more, find_places(more))
    at = packed["code"].index("899")

    assert packed["counted"][at] == 0
    assert sum(packed["counted"]) == 12
    assert packed["drawn"][at] == -1


def test_a_period_without_figures_is_a_page_that_says_so(
    facts: dict[str, Any],
) -> None:
    empty = facts | {"days": []}

    assert "<tbody" in write_document(empty, state="proposed")


@pytest.mark.realdata
@pytest.mark.parametrize("code", ["82", "91"])
def test_the_page_of_a_real_province_is_at_most_a_megabyte(
    realdata: Path, tmp_path: Path, code: str
) -> None:
    real = province(realdata, code)
    write_period_page(real, real.periods[0], tmp_path / "p.html")

    assert (tmp_path / "p.html").stat().st_size <= 1_000_000
