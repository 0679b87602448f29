"""The patterns of the palette as SVG, ten units square, so that colour is not alone."""

from collections.abc import Callable, Mapping
from types import MappingProxyType


def _plain(ink: str) -> str:
    del ink
    return ""


def _dashes(ink: str) -> str:
    return f'<path d="M0 2.5H4M5 7.5H9" {_stroke(ink, 0.35)}/>'


def _dots(ink: str) -> str:
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="1" fill="{ink}" fill-opacity="0.5"/>'
        for x, y in ((2.5, 2.5), (7.5, 7.5))
    )


def _lines(ink: str) -> str:
    return f'<path d="M-1 11 11-1M-6 6 6-6M4 16 16 4" {_stroke(ink, 0.42)}/>'


def _cross(ink: str) -> str:
    return (
        f'<path d="M0 0 10 10M10 0 0 10" stroke-linecap="square" {_stroke(ink, 0.32)}/>'
    )


def _back(ink: str) -> str:
    return f'<path d="M-1-1 11 11M4-6 16 6M-6 4 6 16" {_stroke(ink, 0.6)}/>'


def _stroke(ink: str, strength: float) -> str:
    return f'stroke="{ink}" stroke-opacity="{strength}" stroke-width="1.1"'


HATCHES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "plain": _plain,
        "dashes": _dashes,
        "dots": _dots,
        "lines": _lines,
        "cross": _cross,
        "back": _back,
    }
)
