"""A bundle of the whole country stays under 60 kB, and a phone reads it."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gis.permits.bundle import Content, Head, read_bundle, write_bundle
from gis.permits.ground import Ground, Ring, Turn, Zoning
from gis.permits.read import (
    list_policies,
    read_policy,
    read_purposes,
    read_rulebook,
)
from gis.permits.status import StatusList, list_revoked
from tests.permits.bundles import (
    AT,
    BUNDLE_PRIVATE,
    ISSUED,
    ROOT,
    make,
    statement,
)
from tests.twin import Twin

MOST = 60_000
PERMITS, REVOKED = 1_000_000, 20_000
ZONES = ((1, "normal"), (2, "risk"), (3, "high"), (4, "very_high"), (None, "no_report"))
Units = dict[str, tuple[str, str]]


def made_up() -> Units:
    """Give 63 provinces, 703 districts, 11,163 communes, numbered as the GSO does."""
    units: Units = {f"{n + 1:02d}": ("", "province") for n in range(63)}
    units |= {f"{n + 1:03d}": (f"{n % 63 + 1:02d}", "district") for n in range(703)}
    places = np.sort(np.random.default_rng(5).integers(0, 703, 11_163)) + 1
    communes = {
        f"{3 * n + 1:05d}": (f"{place:03d}", "commune")
        for n, place in enumerate(places)
    }
    return units | communes


def real(realdata: Path) -> Units:
    """Give the communes, districts and provinces before July 2025."""
    file = realdata / "vn_communes_pre2025" / "communes_clean.parquet"
    own = ["commune_id7", "district_id5", "province_id3"]
    gso = ["gso_code_2021", "gso_district_code", "gso_province_code"]
    frame = pd.read_parquet(file, columns=[*own, *gso]).astype(object)
    known = [
        frame.dropna(subset=new).groupby(old)[new].first().to_dict()
        for old, new in zip(own, gso)
    ]
    units: Units = {}
    for row in frame[own].itertuples(index=False):
        codes = [str(names.get(o, f"old-{o}")) for o, names in zip(row, known)]
        for (code, above), kind in zip(
            pairwise([*codes, ""]), ("commune", "district", "province")
        ):
            units.setdefault(code, (above, kind))
    return units


def country(units: Units) -> Content:
    """Give a hard day: random zones of two days, directives, perimeters, all keys."""
    numbers = np.random.default_rng(7)
    of_kind = {
        kind: [code for code, unit in units.items() if unit[1] == kind]
        for kind in ("province", "district", "commune")
    }
    communes, provinces = of_kind["commune"], of_kind["province"]
    first = numbers.integers(0, len(ZONES), len(communes))
    changed = numbers.choice(len(communes), 2000, replace=False)
    acts = {c: (("16/CT-TTg", f"{n}/UBND"),) for n, c in enumerate(provinces)}
    acts |= dict.fromkeys(of_kind["district"][::3], (("15/CT-TTg", "7/UBND"),))
    rings = [
        Ring(f"{n:016x}", frozenset(numbers.choice(communes, 4)), frozenset(), AT)
        for n in range(60)
    ]
    ground = Ground(
        units,
        (
            Zoning(AT - 86400, {c: ZONES[z] for c, z in zip(communes, first)}),
            Zoning(AT, {communes[n]: ZONES[(first[n] + 1) % 5] for n in changed}),
        ),
        (Turn(AT - 86400, acts), Turn(AT + 86400, dict(list(acts.items())[:300]))),
        tuple(rings),
        {"zones": {code: f"{code}/2021-09-13/v1" for code in provinces}},
    )
    return Content(
        ground,
        read_rulebook(read_policy(name) for name in list_policies()),
        tuple(make(n, "permit", code)[1] for n, code in enumerate(provinces)),
        tuple(_revoked(provinces, numbers)),
        read_purposes(),
        "a" * 64,
    )


def _revoked(provinces: list[str], numbers: np.random.Generator) -> list[StatusList]:
    """Spread a million permits over the provinces, 20,000 revoked ones at random."""
    whole = numbers.choice(PERMITS, REVOKED, replace=False)
    size = PERMITS // len(provinces) + 1
    return [
        list_revoked(code, (whole[whole // size == n] % size).tolist())
        for n, code in enumerate(provinces)
    ]


def sign(content: Content) -> bytes:
    head = Head(1, "", ISSUED, ISSUED + timedelta(hours=72))
    return write_bundle(content, head, statement(), BUNDLE_PRIVATE)


def check(raw: bytes, content: Content) -> Ground:
    """Read the bundle, compare it, give its ground."""
    found = read_bundle(raw, (ROOT,))
    assert found.ground.units == content.ground.units
    assert found.content.status == content.status
    bits = (int.from_bytes(one.bits).bit_count() for one in content.status)
    assert sum(bits) == REVOKED
    for code in list(content.ground.units)[::997]:
        for at in (AT - 5, AT, AT + 90_000):
            assert found.ground.place(code, at) == content.ground.place(code, at)
    return found.ground


def test_a_made_up_country_fits_and_a_phone_reads_it(twin: Twin) -> None:
    content = country(made_up())
    raw = sign(content)
    assert len(raw) < MOST
    ground = check(raw, content)
    roots = [{"kid": {"hex": ROOT.kid.hex()}, "public": {"hex": ROOT.public.hex()}}]
    there = twin.call("post/bundle.js", "readBundle", {"hex": raw.hex()}, roots, None)
    assert there["ground"] == ground.as_json()
    assert len(there["keys"]) == len(content.keys)


@pytest.mark.realdata
def test_the_real_country_fits(realdata: Path) -> None:
    """11,163 communes, 627 of them under codes of no list."""
    content = country(real(realdata))
    kinds = [kind for _, kind in content.ground.units.values()]
    assert kinds.count("commune") == 11_163
    raw = sign(content)
    assert len(raw) < MOST
    check(raw, content)
