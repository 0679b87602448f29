"""What the papers say is what the code does."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    path = ROOT / "docs" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_code_says_today(reference: ModuleType) -> None:
    for name, page in reference.PAGES.items():
        kept = (reference.HERE / name).read_text("utf-8")

        assert kept == page(), f"{name} is behind: python docs/make_reference.py"


def test_every_command_in_a_paper_exists(reference: ModuleType) -> None:
    page = reference.command_page()
    known = set(re.findall(r"^## vungxanh ?(.*)$", page, re.MULTILINE))
    for paper in PAPERS:
        words_of = paper.read_text("utf-8")
        for line in re.findall(r"^vungxanh (.+)$", words_of, re.MULTILINE):
            words = [w for w in line.split() if re.fullmatch(r"[a-z][a-z-]*", w)]

            assert words[0] in known, f"{paper.name}: vungxanh {line}"
            if f"{words[0]} {words[1] if len(words) > 1 else ''}".strip() not in known:
                assert not any(k.startswith(f"{words[0]} ") for k in known), line


def test_every_link_between_papers_leads_somewhere() -> None:
    for paper in PAPERS:
        for target in re.findall(r"\]\(([^)#]+)\)", paper.read_text("utf-8")):
            if "://" not in target:
                assert (paper.parent / target).exists(), f"{paper.name} -> {target}"


def test_no_lock_names_a_host() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        words = lock.read_text("utf-8")

        assert "--hash=sha256:" in words
        assert "://" not in words
        assert "setuptools==" in words


def test_no_paper_and_no_source_holds_a_path_of_one_machine() -> None:
    for path in ROOT.rglob("*"):
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".js", ".css", ".html"}:
            parts = path.relative_to(ROOT).parts
            if parts[0] in {".venv", "demo", "data", "build"}:
                continue
            found = re.findall(r"/(?:root|home|work)/\w+", path.read_text("utf-8"))

            assert not found, f"{path}: {found}"
