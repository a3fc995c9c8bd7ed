"""Pages for everyone: what this is, how it works, what is shipped, and the vault itself."""

from flask import Flask

from webapp.pages import context, vault, views
from webapp.pages.views import blueprint

__all__ = ["blueprint", "init_app"]


def init_app(app: Flask) -> None:
    """Hang in the pages, the vault's document, and what every template knows."""
    app.register_blueprint(blueprint)
    app.register_blueprint(views.signs)
    app.register_blueprint(vault.blueprint)
    app.context_processor(context.page_context)
