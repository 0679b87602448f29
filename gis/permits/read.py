"""Policy files, and what is built in: what is read from disk."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from boundaries.read.text import read_bytes
from boundaries.refusal import Refused
from gis.permits.build import build_policy
from gis.permits.policies import Notice, Policy, Rulebook

_HERE = Path(__file__).parent
LIBRARY = _HERE / "library"
LARGEST = 1_000_000
_CASES = ".cases.yaml"


def list_policies() -> tuple[str, ...]:
    """Give the ids of the policies that come with the software, sorted."""
    names = sorted(file.name for file in LIBRARY.glob("*.yaml"))
    return tuple(
        name.removesuffix(".yaml") for name in names if not name.endswith(_CASES)
    )


def read_policy(
    id_or_path: str | Path, params: Mapping[str, object] | None = None
) -> Policy:
    """Read a policy by its id, or from a file.

    Parameters
    ----------
    id_or_path
        Of the library, or the path of a file.
    params
        Values of its parameters, as the file counts them.

    Raises
    ------
    Refused
        ``policy-unknown`` (`seen`, `known`); ``policy-id`` where a file of the library
        is not named after its id; what `build_policy` refuses.
    """
    path = find_policy(id_or_path)
    if path.parent == LIBRARY and not params:
        return _of_library(path)
    return _read(path, params)


@cache
def _of_library(path: Path) -> Policy:
    """Read a file that changes only with the software once: it takes long."""
    return _read(path, None)


def _read(path: Path, params: Mapping[str, object] | None) -> Policy:
    policy = build_policy(read_bytes(path, LARGEST), file=path.name, params=params)
    if path.parent == LIBRARY and path.stem != policy.id:
        raise Refused("policy-id", file=path.name, id=policy.id)
    return policy


def find_policy(id_or_path: str | Path) -> Path:
    """Give the file of a policy of the library, or the file that was named.

    Raises
    ------
    Refused
        ``policy-unknown``.
    """
    text = str(id_or_path)
    inside = LIBRARY / f"{text}.yaml"
    if "/" not in text and "\\" not in text and inside.is_file():
        return inside
    path = Path(text)
    if not path.is_file():
        raise Refused("policy-unknown", seen=text, known=", ".join(list_policies()))
    return path


@cache
def read_notices() -> tuple[Notice, ...]:
    """Read what a post says of the permit itself, of its data and of the map."""
    return tuple(Notice.from_json(one) for one in _own("permit.yaml"))


@cache
def read_purposes() -> tuple[Mapping[str, Any], ...]:
    """Read the purposes of a journey: `code`, `vi`, `en`, `icon`, `core`."""
    return tuple(_own("purposes.yaml"))


def read_rulebook(policies: Iterable[Policy]) -> Rulebook:
    """Give the rule book of policies, with what is built in."""
    return Rulebook(policies, read_notices())


def _own(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((_HERE / name).read_text("utf-8"))
    return found
