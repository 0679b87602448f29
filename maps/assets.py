"""Scripts and styles that a page carries inside it, so that it asks no host.

Everything is a file of this package, listed by name in ``vendor/vendor.toml`` with
its version, licence and SHA-256. A name that is not listed is a `KeyError`: a
library that wants more than we ship fails here, not in a reader's browser.
"""

import base64
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_SOURCE_MAP = re.compile(r"^\s*(//|/\*)[#@] sourceMappingURL=.*$", re.MULTILINE)
_URL = re.compile(r"url\(\s*['\"]?([^'\")#][^'\")]*)['\"]?\s*\)")
_HOST = re.compile(r"https?://(?!www\.w3\.org/)[^\s\"'<>)]+")


@dataclass(frozen=True, slots=True)
class Asset:
    """One vendored file.

    Parameters
    ----------
    package, version, licence
        The npm package that it is from.
    member
        Its path inside that package's archive.
    file
        Its path under ``maps/vendor``.
    sha256
        Of its bytes, 64 hex digits.
    """

    package: str
    version: str
    licence: str
    member: str
    file: str
    sha256: str


@cache
def list_assets() -> Mapping[str, Asset]:
    """Read the list of vendored files, by the name that a page asks for."""
    listed = tomllib.loads(read_bytes("vendor.toml").decode("utf-8"))
    return MappingProxyType({name: Asset(**row) for name, row in listed.items()})


def read_bytes(file: str) -> bytes:
    """Read a file under ``maps/vendor``."""
    return files("maps.vendor").joinpath(file).read_bytes()


@cache
def script(name: str) -> str:
    """Give a vendored script as it is written into a page.

    Raises
    ------
    KeyError
        If `name` is not vendored.

    Notes
    -----
    Source maps are left out, and so is every web address but the names of XML
    languages, which nobody asks: what stays cannot be fetched.
    """
    return _quiet(read_bytes(list_assets()[name].file).decode("utf-8"))


@cache
def style(name: str) -> str:
    """Give a vendored style sheet with its pictures inside.

    Raises
    ------
    KeyError
        If the sheet or a picture that it names is not vendored.
    """
    sheet = read_bytes(list_assets()[name].file).decode("utf-8")
    return _quiet(_URL.sub(_inlined, sheet))


def _inlined(found: re.Match[str]) -> str:
    name = found.group(1)
    if name.startswith("data:"):
        return found.group(0)
    picture = base64.b64encode(read_bytes(list_assets()[name].file)).decode("ascii")
    return f"url(data:image/png;base64,{picture})"


def _quiet(text: str) -> str:
    plain = text.replace("\r\n", "\n")  # a browser does, before it hashes
    return _HOST.sub("#", _SOURCE_MAP.sub("", plain))
