"""The support centre: who helps, what to do, and the words for it."""

from flask import Flask

from webapp.support import reading, sharing
from webapp.support.views import blueprint


def init_app(app: Flask) -> None:
    """Hang in the pages, under a language, and the data, which have none."""
    app.register_blueprint(blueprint, url_prefix="/<lang>")
    app.register_blueprint(sharing.data)


__all__ = ["blueprint", "init_app", "reading"]
