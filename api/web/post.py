"""The checkpoint page: a shell without data, that opens and works without a network.

The shell and its scripts are the same for everybody, so that a browser keeps them;
what they judge with is the signed bundle, and what a shift needs of an account is
asked for by itself.
"""

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request
from flask_wtf.csrf import generate_csrf

from api.services.accounts import actor_of
from api.web.body import give
from api.web.door import now, open_to_all, secret_of_session, store
from api.web.headers import DESK_PAGE
from maps.assets import list_assets, read_bytes
from maps.words.desk_words import page_words

bp = Blueprint("post", __name__)
_CAMERA = "camera=(self), geolocation=(), microphone=(), payment=()"
_VENDORED = ("qr/", "cborg/")
_WORKER = "worker.js"
_DECODER = "decoder.js"
_NAME = {"vi": "Vùng Xanh · Chốt", "en": "Vùng Xanh · Post"}


class Shell(NamedTuple):
    """What a phone keeps to open the page without a network.

    Parameters
    ----------
    version
        Changes when a byte of a file does.
    files
        SHA-256 of each by its address.
    page
        HTML of ``/post``.
    """

    version: str
    files: dict[str, str]
    page: str


@bp.get("/post")
@open_to_all
def show_post() -> Response:
    """Give the shell; ``?v=`` and the like change nothing."""
    shell = _shell()
    response = Response(shell.page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = DESK_PAGE
    response.headers["Permissions-Policy"] = _CAMERA
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(shell.files["/post"])
    response.make_conditional(request)
    return response


@bp.get("/post/sw.js")
@open_to_all
def show_worker() -> Response:
    """Give the service worker, with the list of what it keeps."""
    shell = _shell()
    kept = {"version": shell.version, "files": shell.files}
    script = f"const SHELL = {json.dumps(kept)};\n{_static(_WORKER).decode('utf-8')}"
    response = Response(script, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/post"
    response.headers["Content-Security-Policy"] = DESK_PAGE
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(script.encode()).hexdigest())
    response.make_conditional(request)
    return response


@bp.get("/post/decoder.js")
@open_to_all
def show_decoder() -> Response:
    """Give the script that reads QR pictures.

    It runs beside the page, and a browser asks for such a script by its own address:
    only below ``/post`` does the service worker answer, network or not.
    """
    body = _static(_DECODER)
    response = Response(body, content_type="text/javascript; charset=utf-8")
    response.headers["Content-Security-Policy"] = DESK_PAGE
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.make_conditional(request)
    return response


@bp.get("/post/manifest.webmanifest")
@open_to_all
def show_manifest() -> Response:
    """Say how the page is installed on a phone."""
    response = Response(_manifest(), content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _manifest() -> bytes:
    icon = {"src": "/static/post/icon.svg", "sizes": "any", "type": "image/svg+xml"}
    drawn = [
        {"src": f"/static/post/icon-{n}.png", "sizes": f"{n}x{n}", "type": "image/png"}
        for n in (192, 512)
    ]
    manifest = {
        "id": "/post",
        "name": _NAME["vi"],
        "short_name": "Chốt",
        "lang": "vi",
        "start_url": "/post",
        "scope": "/post",
        "display": "standalone",
        "background_color": "#0c1a1d",
        "theme_color": "#0c1a1d",
        "icons": [
            {**icon, "purpose": "any"},
            *drawn,
            {**drawn[-1], "purpose": "maskable"},
        ],
    }
    return json.dumps(manifest, ensure_ascii=False).encode()


@bp.get("/post/session")
@open_to_all
def show_session() -> Response:
    """Say who is signed in on this phone, with the token that its forms need.

    Kept apart from the shell, which is the same for everybody.
    """
    secret = secret_of_session()
    person = actor_of(store(), secret, now()) if secret else None
    return give(
        {
            "name": None if person is None else person.name,
            "full_name": None if person is None else person.full_name,
            "csrf": generate_csrf(),
        }
    )


@cache
def _shell() -> Shell:
    """Gather the page and its files; they are those of the installed package."""
    words = {lang: dict(page_words("post", lang)) for lang in ("vi", "en")}
    page = render_template("post.html", words=words, w=words["vi"])
    contents = {
        "/post": page.encode("utf-8"),
        f"/post/{_DECODER}": _static(_DECODER),
        "/post/manifest.webmanifest": _manifest(),
    }
    for name in _names():
        contents[f"/static/post/{name}"] = _static(name)
    for name, asset in list_assets().items():
        if name.startswith(_VENDORED) and name.endswith(".js"):
            contents[f"/static-vendor/{name}"] = read_bytes(asset.file)
    sums = {at: hashlib.sha256(body).hexdigest() for at, body in contents.items()}
    told = json.dumps(sums, sort_keys=True).encode()
    return Shell(hashlib.sha256(told).hexdigest()[:16], sums, page)


def _folder() -> Any:
    return files("api.web").joinpath("static", "post")


def _names() -> list[str]:
    """Give scripts and sheets, without what has an address of its own."""
    own = {_WORKER, _DECODER}
    found = {entry.name for entry in _folder().iterdir()} - own
    return sorted(name for name in found if name.endswith((".js", ".css", ".svg")))


def _static(name: str) -> bytes:
    body: bytes = _folder().joinpath(name).read_bytes()
    return body
