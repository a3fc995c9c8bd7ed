"""The Flask app, put together from its rooms."""

import secrets

from flask import Flask
from jinja2 import FileSystemLoader, StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import (
    case,
    casework,
    door,
    errors,
    exchange,
    files,
    i18n,
    pages,
    portal,
    security,
    support,
    tools,
)
from webapp.bank import Bank, BankKeys
from webapp.config import Config, load_config
from webapp.govuk import govuk_macros
from webapp.shipped import Shipped


def create_app(config: Config | None = None) -> Flask:
    """The whole server. The database is brought up to date by `stillmine db upgrade`, not here."""
    config = config or load_config()
    shipped = Shipped(config.built)
    bank = Bank.connect(config.database_url, BankKeys.from_secrets(config.secrets, config.instance))
    app = door.FlaskWithDoors("webapp", static_folder=None)
    # Flask wants one, and uses it for nothing here: no page of ours sets a cookie.
    app.secret_key = secrets.token_bytes(32)
    app.jinja_loader = FileSystemLoader(config.templates)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=shipped.asset, inline=shipped.inline, govuk=govuk_macros())
    tools.init_app(app, tools.Tools(config, bank, shipped))
    i18n.init_app(app)
    door.init_app(app)
    app.register_blueprint(case.blueprint, url_prefix="/<lang>")
    pages.init_app(app)
    exchange.init_app(app, config, bank)
    support.init_app(app)
    rooms = {case.blueprint: "/<lang>", pages.blueprint: "", support.blueprint: "/<lang>"}
    app.register_blueprint(portal.make_door(rooms))
    casework.init_app(app)
    errors.init_app(app)
    security.init_app(app, config, shipped)
    app.wsgi_app = files.serve(app.wsgi_app, config.built)  # type: ignore[method-assign]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app
