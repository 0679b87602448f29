"""The application: settings in, routes out; importing this opens nothing."""

from flask import Flask

from api.services.keeper import Keeper
from api.settings import Settings
from api.web import headers, health, openapi, pages, problems, zones

_LARGEST_BODY = 1 << 20
_LARGEST_FORM = 1 << 16
_MOST_PARTS = 50


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application.

    A database or folder that cannot be read does not stop it: ``/readyz`` says so,
    and it answers as soon as it can.
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
    keeper = Keeper(settings)
    keeper.current()
    app.extensions["settings"] = settings
    app.extensions["keeper"] = keeper
    headers.register(app)
    problems.register(app)
    for part in (health, zones, openapi, pages):
        app.register_blueprint(part.bp)
    return app
