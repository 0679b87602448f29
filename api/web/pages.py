"""The front page, and the published folders as they are."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    send_file,
)

from api.services.audit import Yesterday
from api.services.keeper import Keeper
from api.services.published import check_file
from api.services.snapshot import Province
from api.settings import Settings
from api.web.door import now, open_to_all
from api.web.headers import FILE, OWN_PAGE, PUBLISHED_PAGE
from maps.publication.manifest import MANIFEST
from maps.publication.verify import LATEST
from maps.words.phrases import day_words, notice_codes, say_notices

bp = Blueprint("pages", __name__)
_FORMS = (
    re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}", re.ASCII),  # province
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII),  # day
    re.compile(r"v[1-9][0-9]{0,5}", re.ASCII),  # version
    re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}(\.[0-9A-Za-z]{1,9}){1,3}", re.ASCII),
)
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".json": "application/json",
        ".geojson": "application/geo+json",
        ".gpkg": "application/geopackage+sqlite3",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".png": "image/png",
        ".pdf": "application/pdf",
    }
)
_FOREVER = "public, max-age=31536000, immutable"


@bp.get("/")
@open_to_all
def show_front() -> Response:
    """List the provinces and what each has published last."""
    keeper: Keeper = current_app.extensions["keeper"]
    provinces = keeper.current().provinces.values()
    cards = [_card(province) for province in provinces]
    yesterday: Yesterday = current_app.extensions["yesterday"]
    head = yesterday.give(keeper.store, now())
    said = head and (day_words(head[0]), head[1])
    page = make_response(render_template("front.html", cards=cards, head=said))
    page.headers["Content-Security-Policy"] = OWN_PAGE
    page.headers["Cache-Control"] = "no-cache"
    return page


@bp.get("/favicon.ico")
@open_to_all
def show_icon() -> Response:
    """Give the mark that a browser shows beside an address."""
    icon = current_app.send_static_file("icon.svg")
    icon.headers["Cache-Control"] = "public, max-age=86400"
    return icon


@bp.get("/<province>/latest.json")
@open_to_all
def show_latest(province: str) -> Response:
    """Give the pointer to the newest publication of a province."""
    _check(province)
    response = _send(Path(province) / LATEST)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/<province>/<day>/<version>")
@open_to_all
def show_folder(province: str, day: str, version: str) -> Response:
    """Add the slash that the links of a page need; no host is named."""
    _check(province, day, version)
    answer = Response(status=308)
    answer.headers["Location"] = f"/{province}/{day}/{version}/"
    return answer


@bp.get("/<province>/<day>/<version>/")
@open_to_all
def show_index(province: str, day: str, version: str) -> Response:
    """Open the page of the published day."""
    return show_file(province, day, version, "index.html")


@bp.get("/<province>/<day>/<version>/<name>")
@open_to_all
def show_file(province: str, day: str, version: str, name: str) -> Response:
    """Give one file of a publication; it never changes."""
    _check(province, day, version, name)
    place = Path(province) / day / version / name
    response = _send(place, _check_whole)
    response.headers["Cache-Control"] = _FOREVER
    return response


def _check(*parts: str) -> None:
    """Let only names through that a publication can have."""
    if not all(form.fullmatch(text) for form, text in zip(_FORMS, parts)):
        abort(404)


def _check_whole(path: Path) -> None:
    """Look at the bytes once for each state of the file and its manifest."""
    stats = (path.stat(), (path.parent / MANIFEST).stat())
    _checked(path, tuple((s.st_mtime_ns, s.st_ctime_ns, s.st_size) for s in stats))


@lru_cache(maxsize=4096)
def _checked(path: Path, _: tuple[tuple[int, int, int], ...]) -> None:
    check_file(path)


def _send(place: Path, check: Callable[[Path], None] | None = None) -> Response:
    """Send one file below the folder of publications, and no other."""
    settings: Settings = current_app.extensions["settings"]
    root = settings.publications.resolve()
    path = root / place
    try:
        inside = path.resolve(strict=True) == path and path.is_file()
    except OSError:
        inside = False
    kind = _TYPES.get(path.suffix)
    if not inside or kind is None:
        abort(404)
    if check is not None:
        try:
            check(path)
        except OSError:
            abort(404)
    response = send_file(path, mimetype=kind.split(";")[0], conditional=True)
    response.headers["Content-Type"] = kind
    page = path.suffix == ".html"
    response.headers["Content-Security-Policy"] = PUBLISHED_PAGE if page else FILE
    return response


def _notices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Give what nobody may overlook, in both languages, as the map pages say it."""
    known = tuple(code for code in codes if code in notice_codes())
    return list(zip(say_notices(known, "vi"), say_notices(known, "en")))


def _card(province: Province) -> dict[str, Any]:
    head = province.publications[0].head
    manifest = head.manifest
    reported = manifest.get("reported") or {}
    return {
        "code": head.province,
        "name": manifest.get("province_name") or head.province,
        "day": day_words(date.fromisoformat(manifest["day"])),
        "version": head.version,
        "decided": head.state == "decided",
        "folder": f"/{head.path}/",
        "reported": reported,
        "groups": bool(manifest.get("counted")),
        "counts": manifest.get("counts") or {},
        "notices": _notices(manifest.get("notices") or ()),
        "files": {file["path"] for file in manifest.get("files", ())},
    }
