"""The demo's permits are real ones: ordered, signed, printed, believed by a bundle."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from pypdf import PdfReader

from api.services.demo_permits import BUNDLE, CARD, ROOTS, Issued, issue_sample
from api.settings import Settings
from boundaries.sample import Sample
from gis.permits.bundle import Bundle, read_bundle
from gis.permits.keys import Key, kid_of

AT = datetime.fromisoformat("2021-09-20T08:00+07:00")
POST = {"id": "P001", "kind": "staffed", "units": ["91", "92"], "lon": 105, "lat": 10}
PLAN = {"posts": [{**POST, "name": "Cầu Cái Sắn"}]}
COUNTS = ("read", "accepted", "refused", "duplicate")


@pytest.fixture(scope="module")
def issued(bundled: Sample, tmp_path_factory: pytest.TempPathFactory) -> list[Issued]:
    out = tmp_path_factory.mktemp("permits")
    nowhere = replace(Settings(), publications=out / "nothing")
    units = bundled.folder / "units.parquet"
    plan = out / "plan.json"
    plan.write_text(json.dumps(PLAN))
    done = issue_sample(bundled.provinces, units, {"91": plan}, nowhere, out, AT)
    plan.unlink()
    return done


def bundle_of(issued: list[Issued]) -> Bundle:
    folder = issued[0].folder.parent
    at = int(AT.timestamp())
    roots = [
        Key(kid_of(public), "", "root", public, at, at + 1, at + 1)
        for public in map(bytes.fromhex, json.loads((folder / ROOTS).read_text()))
    ]
    return read_bundle((folder / BUNDLE).read_bytes(), roots)


def test_every_row_is_a_permit_a_refusal_or_asked_for_twice(
    issued: list[Issued],
) -> None:
    for province in issued:
        found = {
            kind: tuple(counts[name] for name in COUNTS)
            for kind, counts in province.counts.items()
        }
        assert found == {"green_lane": (6, 4, 1, 1), "work": (4, 3, 1, 0)}


def test_the_sheet_shows_what_a_permit_is_bound_to_and_nothing_more(
    issued: list[Issued],
) -> None:
    of_vehicles, of_people = (
        "".join(
            page.extract_text()
            for page in PdfReader(issued[1].folder / f"{kind}.pdf").pages
        )
        for kind in ("green_lane", "work")
    )
    assert "68C11235" in of_vehicles
    assert "HTL" in of_people
    assert "0551" in of_people
    assert "000000000551" not in of_people


def test_what_was_refused_comes_back_with_the_reason(issued: list[Issued]) -> None:
    told = (issued[1].folder / "green_lane-refused.csv").read_text("utf-8-sig")
    assert "68C-?" in told
    assert "không phải là biển số xe" in told


def test_a_bundle_goes_with_them_and_no_private_key(issued: list[Issued]) -> None:
    bundle = bundle_of(issued)
    assert {key.unit for key in bundle.keys} == {"82", "91"}
    names = {path.suffix for path in issued[0].folder.parent.rglob("*")}
    assert names == {"", ".pdf", ".csv", ".bundle", ".json"}


def test_the_rule_card_of_a_post_is_one_page(issued: list[Issued]) -> None:
    card = PdfReader(issued[1].folder / CARD)
    assert len(card.pages) == 1
    assert "Cầu Cái Sắn" in card.pages[0].extract_text()
