"""The house holds: who may look at whom, one home per library, small files."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BELOW = {
    "boundaries": set(),
    "gis": {"boundaries"},
    "maps": {"boundaries", "gis"},
    "api": {"boundaries", "gis", "maps"},
}
HOMES = {
    "sqlalchemy": ("api/store",),
    "geoalchemy2": ("api/store",),
    "alembic": ("api/store",),
    "flask": ("api/web",),
    "waitress": ("api/web",),
    "flask_wtf": ("api/web",),
    "argon2": ("api/services",),
    "cryptography": ("gis/permits",),
    "cbor2": ("gis/permits",),
    "click": ("api/cli",),
    "rich": ("api/cli",),
    "folium": ("maps",),
    "branca": ("maps",),
    "matplotlib": ("maps",),
    "xlsxwriter": ("maps",),
    "segno": ("maps",),
    "docx": ("maps/letters",),
    "openpyxl": ("boundaries/read",),
    "defusedxml": ("boundaries/read",),
    "osmium": ("boundaries/read",),
    "exactextract": ("gis/population",),
    # Cuts of perimeters and of checkpoints have one solver between the two rooms; the
    # solver of whole numbers is asked by checkpoints alone.
    "ortools": ("gis/cuts.py", "gis/checkpoints"),
    "scipy": ("gis/roads", "gis/checkpoints"),
    "rasterio": ("gis/locate", "gis/population", "boundaries/sample/raster.py"),
}
SOURCES = [f for room in BELOW for f in sorted((ROOT / room).rglob("*.py"))]


@cache
def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute here"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("room", BELOW)
def test_a_room_looks_only_to_its_left(room: str) -> None:
    for file in (ROOT / room).rglob("*.py"):
        above = imported(file) & (BELOW.keys() - BELOW[room] - {room})

        assert not above, f"{file.relative_to(ROOT)} imports {sorted(above)}"


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_has_one_home(library: str) -> None:
    for file in SOURCES:
        where = file.relative_to(ROOT).as_posix()

        assert library not in imported(file) or where.startswith(HOMES[library]), where


@pytest.mark.parametrize("room", ["boundaries", "gis"])
def test_judgement_knows_no_clock_no_chance_and_no_environment(room: str) -> None:
    """`boundaries/read` may start its fenced child; nothing in gis may."""
    for file in (ROOT / room).rglob("*.py"):
        words = file.read_text("utf-8")
        banned = ["datetime.now(", "date.today(", "time.time(", "urlopen"]
        if room == "gis":
            banned += ["os.environ", "import random", "subprocess", "socket"]

        assert not [b for b in banned if b in words], file.relative_to(ROOT)


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    code = [
        f
        for room in (*BELOW, "tests")
        for f in (ROOT / room).rglob("*")
        if f.suffix in {".py", ".js", ".css", ".html"} and "vendor" not in f.parts
    ]
    lengths = {f.name: len(f.read_text("utf-8").split("\n")) for f in code}
    long = {name: lines for name, lines in lengths.items() if lines > 500}

    assert code
    assert not long


def test_no_file_is_named_for_nothing() -> None:
    vague = {"utils", "helpers", "manager", "misc", "common"}

    assert not [f for f in SOURCES if f.stem in vague]


def test_the_top_level_holds_four_packages_and_no_fifth() -> None:
    packages = {p.parent.name for p in ROOT.glob("*/__init__.py")}

    assert packages == set(BELOW)
