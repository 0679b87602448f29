"""The YAML that a rule file may use, and the line on which each thing stands.

A subset that reads the same for people and for every YAML reader: no anchors,
aliases, tags, merges or second document; a key stands once; plain scalars are
whole numbers and decimals of at most 15 digits, ``true``, ``false``, ``null`` or
text. Words that YAML 1.1 and 1.2 read differently (``yes``, ``no``, ``012``, ``1e5``,
``.inf``, ``12:30``) are refused: quoted they are text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from boundaries.refusal import Fault, Refused

Path = tuple[str | int, ...]
LARGEST = 1_000_000
DEEPEST = 40
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_UNCLEAR = re.compile(
    r"yes|no|on|off|y|n|true|false|null|~|[-+]?\.(inf|nan)|\.nan"
    r"|[-+]?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|[-+]?\.[0-9_]+(e[-+]?[0-9]+)?"
    r"|[-+]?0[xob][0-9a-f_]+|[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?",
    re.IGNORECASE,
)
_EXACT: Mapping[str, object] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file says, and where.

    Parameters
    ----------
    data
        Mappings, lists, text (NFC), numbers, booleans and None.
    lines
        Line (from 1) of each key and item, by its path.
    """

    data: object
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Give the line of `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str, *, file: str) -> Tree:
    """Read the subset.

    Parameters
    ----------
    text
        The whole file.
    file
        Its name, for the refusal.

    Raises
    ------
    Refused
        ``ruleset-syntax`` with one fault per finding: ``yaml-too-large``,
        ``yaml-too-deep``, ``yaml-broken``, ``yaml-feature``, ``yaml-key-twice``,
        ``yaml-key-not-text``, ``yaml-unclear``, ``yaml-empty``.
    """
    if len(text) > LARGEST:
        raise _refused(file, Fault("yaml-too-large", {"line": 1, "most": LARGEST}))
    try:
        _refuse_features(text, file)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise _refused(file, Fault("yaml-broken", {"line": line})) from None
    except yaml.YAMLError:  # a control character: the reader gives no line
        raise _refused(file, Fault("yaml-broken", {"line": 1})) from None
    if node is None:
        raise _refused(file, Fault("yaml-empty", {"line": 1}))
    lines: dict[Path, int] = {}
    faults: list[Fault] = []
    data = _plain(node, (), lines, faults)
    if faults:
        raise _refused(file, *faults)
    return Tree(data, lines)


def _refused(file: str, *faults: Fault) -> Refused:
    return Refused("ruleset-syntax", faults=faults, file=file, count=len(faults))


def _refuse_features(text: str, file: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _refused(file, Fault("yaml-too-deep", {"line": line}))
        seen = _feature(event)
        if documents > 1:
            seen = "---"
        if seen:
            raise _refused(file, Fault("yaml-feature", {"line": line, "seen": seen}))


def _feature(event: yaml.Event) -> str:
    if isinstance(event, yaml.AliasEvent):
        return f"*{event.anchor}"
    if isinstance(event, yaml.NodeEvent) and event.anchor:
        return f"&{event.anchor}"
    tag = getattr(event, "tag", None)
    return f"{tag}" if tag else ""


def _plain(
    node: yaml.Node, path: Path, lines: dict[Path, int], faults: list[Fault]
) -> object:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, lines, faults))
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, (*path, place), lines, faults)
            for place, item in enumerate(node.value)
        ]
    return _scalar(str(node.value), node, faults)


def _pairs(
    node: yaml.MappingNode, path: Path, lines: dict[Path, int], faults: list[Fault]
) -> Iterator[tuple[str, object]]:
    seen: dict[str, int] = {}
    for key_node, value in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(Fault("yaml-key-not-text", {"line": line, "seen": "[ ]"}))
            continue
        key = unicodedata.normalize("NFC", key_node.value)
        if key in seen:
            facts = {"line": line, "key": key, "first": seen[key]}
            faults.append(Fault("yaml-key-twice", facts))
            continue
        if key == "<<":
            faults.append(Fault("yaml-feature", {"line": line, "seen": "<<"}))
            continue
        seen[key] = line
        lines[(*path, key)] = line
        yield key, _plain(value, (*path, key), lines, faults)


def _scalar(text: str, node: yaml.Node, faults: list[Fault]) -> object:
    if getattr(node, "style", None) is not None:
        return unicodedata.normalize("NFC", text)
    if text in _EXACT:
        return _EXACT[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if not text or _UNCLEAR.fullmatch(text):
        facts = {"line": node.start_mark.line + 1, "seen": text}
        faults.append(Fault("yaml-unclear", facts))
    return unicodedata.normalize("NFC", text)
