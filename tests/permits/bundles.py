"""Bundles to try: keys that every run makes alike, a small map, a small rule book."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from gis.permits import keys
from gis.permits.bundle import Content, Head, write_bundle
from gis.permits.ground import Ground, Ring, Turn, Zoning
from gis.permits.policies import Rulebook
from gis.permits.root import Statement, write_statement
from gis.permits.status import list_revoked

ISSUED = datetime(2021, 9, 13, 1, tzinfo=UTC)
AT = int(ISSUED.timestamp())
YEAR = 365 * 86400


def make(
    seed: int, use: keys.Use = "permit", unit: str = ""
) -> tuple[keys.Private, keys.Key]:
    """Make a key that every run makes alike."""
    private = keys.make_private(hashlib.sha512(bytes([seed])).digest()[:40])
    public = keys.public_of(private)
    return private, keys.Key(
        keys.kid_of(public), unit, use, public, AT - YEAR, AT + YEAR, AT + 2 * YEAR
    )


ROOT_PRIVATE, ROOT = make(10, "root")
BUNDLE_PRIVATE, BUNDLE = make(11, "bundle")
NEXT_PRIVATE, NEXT = make(12, "bundle")
PERMIT_PRIVATE, PERMIT = make(1, "permit", "91")


def rulebook() -> Rulebook:
    """Give one act of one rule."""
    rule = {
        "id": "test",
        "effect": "require",
        "clause": "2",
        "when": True,
        "hold": {">": [{"var": "vehicle.aboard"}, 0]},
        "text": {"vi": "Cần giấy xét nghiệm.", "en": "A test is needed."},
    }
    policy = {
        "id": "mau",
        "number": "16/CT-TTg",
        "sha256": "0" * 64,
        "starts": AT - YEAR,
        "ends": None,
        "scope": {"end": "to"},
        "rules": [rule],
    }
    return Rulebook.from_json({"format": 1, "notices": [], "policies": [policy]})


def ground() -> Ground:
    """Give two provinces, with codes of every form that lists have."""
    units = {
        "91": ("", "province"),
        "899": ("91", "district"),
        "30001": ("899", "commune"),
        "30004": ("899", "commune"),
        "00004": ("899", "commune"),
        "30001-T1": ("30001", "hamlet"),
        "82": ("", "province"),
        "815": ("82", "district"),
        "28001": ("815", "commune"),
        "old-7": ("815", "commune"),
    }
    zones = {"30001": (2, "red"), "30004": (1, "green"), "28001": (None, "no_report")}
    later = {"30004": (2, "red"), "30001-T1": (4, "very_high")}
    acts = {"91": (("16/CT-TTg", "12/CT-UBND"),), "815": (("15/CT-TTg", ""),)}
    return Ground(
        units,
        (Zoning(AT - 86400, zones), Zoning(AT, later)),
        (Turn(AT - 86400, acts), Turn(AT + 3600, {})),
        (Ring("p1", frozenset({"30004"}), frozenset({"30001"}), AT - 60, None),),
        {"zones": {"91": "2021-09-13/v1"}},
    )


def content(**more: Any) -> Content:
    """Give a small content; `more` replaces parts of it."""
    given: Mapping[str, Any] = {
        "ground": ground(),
        "rulebook": rulebook(),
        "keys": (PERMIT,),
        "status": (list_revoked("91", [3, 700]),),
        "purposes": ({"code": "goods", "vi": "Chở hàng", "en": "Goods"},),
        "names_sha256": "a" * 64,
    }
    return Content(**{**given, **more})


def statement(
    number: int = 1,
    key: keys.Key = BUNDLE,
    *,
    by: keys.Private = ROOT_PRIVATE,
    floor: int = 1,
    ends: int = AT + YEAR,
) -> bytes:
    """Say by the root that a key signs bundles."""
    said = Statement(number, key.public, AT - YEAR, ends, floor)
    return write_statement(said, by, ROOT.kid)


def bundle(
    version: int = 1,
    previous: str = "",
    *,
    said: bytes | None = None,
    private: keys.Private = BUNDLE_PRIVATE,
    issued: datetime = ISSUED,
    **more: Any,
) -> bytes:
    """Sign a bundle of a version."""
    head = Head(version, previous, issued, issued + timedelta(hours=72))
    return write_bundle(content(**more), head, said or statement(), private)


def sha256(raw: bytes) -> str:
    """Hash a file."""
    return hashlib.sha256(raw).hexdigest()
