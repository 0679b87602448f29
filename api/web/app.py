"""The application: settings in, routes out; importing this opens nothing."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from api.services.audit import Yesterday
from api.services.bundle import current_content, look_for_news
from api.services.checks.desk import CheckDesk
from api.services.keeper import Keeper
from api.services.known import Known
from api.services.secret import load_secret
from api.services.slowdown import Slowdown
from api.settings import Settings
from api.web import (
    account,
    audit,
    bundles,
    cards,
    checks,
    day,
    days,
    desk,
    devices,
    directives,
    door,
    draw,
    drawing,
    headers,
    health,
    imports,
    jobs,
    lockdown,
    openapi,
    pages,
    people,
    perimeters,
    permits,
    post,
    posts,
    problems,
    proxies,
    shifts,
    size,
    squeeze,
    tokens,
    zones,
)

_LARGEST_BODY = 1 << 20
_LARGEST_FORM = 1 << 18  # of files, too, two chunks of 64 kB may wait to be parted
_MOST_PARTS = 50


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings | None = None, *, now: Callable[[], datetime] = _now
) -> Flask:
    """Build the application.

    A database or folder that cannot be read does not stop it: ``/readyz`` says so,
    and it answers as soon as it can.

    Parameters
    ----------
    settings
        Where the store and the publications are; None for those of the environment.
    now
        The clock: sessions, deputies and temporary lockdowns end by it.
    """
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=_LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=_LARGEST_FORM,
        MAX_FORM_PARTS=_MOST_PARTS,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # of Flask's own provider
    app.url_map.merge_slashes = False
    settings = settings or Settings.from_env()
    proxies.register(app, settings.proxies)
    app.secret_key = load_secret(settings) or secrets.token_hex(32)
    keeper = Keeper(settings, now)
    keeper.current()
    app.extensions["settings"] = settings
    app.extensions["keeper"] = keeper
    app.extensions["yesterday"] = Yesterday()
    app.extensions["clock"] = now
    app.extensions["slowdown"] = Slowdown()
    app.extensions["known"] = Known()
    app.extensions["checks"] = _check_desk(settings, keeper, now)
    headers.register(app)
    problems.register(app)
    size.register(app)
    squeeze.register(app)
    door.register(app)
    for part in (
        health,
        zones,
        openapi,
        pages,
        account,
        day,
        days,
        desk,
        people,
        tokens,
        jobs,
        directives,
        audit,
        bundles,
        cards,
        checks,
        draw,
        drawing,
        perimeters,
        lockdown,
        imports,
        permits,
        post,
        devices,
        shifts,
        posts,
    ):
        app.register_blueprint(part.bp)
    return app


def _check_desk(
    settings: Settings, keeper: Keeper, now: Callable[[], datetime]
) -> CheckDesk:
    desk = CheckDesk(
        keeper.store,
        settings,
        now,
        lambda connection, at: current_content(connection, keeper.current(), at),
        lambda connection, at: look_for_news(connection, keeper.current(), at),
    )
    keeper.before_close(desk.close)
    return desk
