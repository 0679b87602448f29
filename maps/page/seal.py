"""What keeps a page shut: its policy, and facts that can never become markup.

The policy lets run exactly the scripts and styles that are written in the page, by
their hashes: what comes in with the data is never one of them.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Give the content-security policy of a page with these scripts and styles."""
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; "
        f"style-src {_hashes(styles)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def write_json(facts: object) -> str:
    """Give facts as JSON that cannot close the script element around it."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def read_own(name: str, package: str = "maps.page") -> str:
    """Read a script, style or template that ships with a page's package."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


@cache
def read_template(name: str, package: str = "maps.page") -> Any:
    """Read a page's template; a name without a value is an error, not a gap.

    What it extends, ``shell.html`` or ``frame.html``, lies in ``maps.page``.
    """
    jinja = Environment(
        loader=FunctionLoader(read_own), autoescape=True, undefined=StrictUndefined
    )
    return jinja.from_string(read_own(name, package))


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(d).decode('ascii')}'" for d in digests)
