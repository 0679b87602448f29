"""The public test suite of CertLogic, read inside its archive."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

ARCHIVE = "certlogic/certlogic_specification.zip"
_HOME = "certlogic/specification"
SKIPPED = "skip"


class Assertion(NamedTuple):
    where: str
    expression: Any
    data: Any
    expected: Any


def read_assertions(realdata: Path) -> list[Assertion]:
    """Give the assertions that the suite does not skip."""
    found = []
    for name, suite in _read(realdata, "testSuite"):
        if suite.get("directive") == SKIPPED:
            continue
        for case in suite["cases"]:
            if case.get("directive") == SKIPPED:
                continue
            for at, one in enumerate(case["assertions"]):
                if one.get("directive") == SKIPPED:
                    continue
                own = one.get("certLogicExpression", case.get("certLogicExpression"))
                where = f"{name}: {case['name']}: {at}"
                found.append(Assertion(where, own, one["data"], one["expected"]))
    return found


def read_validations(realdata: Path) -> list[tuple[Any, bool]]:
    """Give each expression of the validation suite, and whether it is valid."""
    return [
        (case["certLogicExpression"], not case["issues"])
        for _, suite in _read(realdata, "validation-testSuite")
        for case in suite["cases"]
    ]


def read_schema(realdata: Path) -> dict[str, Any]:
    """Give the JSON schema of expressions."""
    ((_, schema),) = _read(realdata, "schemas/CertLogic-expression.json")
    return dict(schema)


def _read(realdata: Path, under: str) -> Iterator[tuple[str, Any]]:
    with ZipFile(realdata / ARCHIVE) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(f"{_HOME}/{under}") and name.endswith(".json"):
                yield name.rpartition("/")[2], json.loads(archive.read(name))
