"""The exchange: participants pull signals, answer, confirm what they dropped, bring their own.

`/v1` speaks the protocol that platforms' open-source clients know already, to the letter; `/v2` has
all types of signals, receipts and matches, and describes itself. `gate.py` lets in, `schema.py`
holds the words of the first wire, `wire.py`, `asked.py` and `told.py` those of the second; what
happens is the bank's business.
"""

from flask import Flask

from webapp.bank import Bank
from webapp.config import Config
from webapp.exchange import api, developers, edges, gate, matching, sandbox, v1, v2  # noqa: F401 - these hang their calls into `api`


def init_app(app: Flask, config: Config, bank: Bank) -> None:
    """Hang the protocols into the app."""
    # A redirect would carry a participant's keys to wherever it points: so there are none.
    app.url_map.merge_slashes = False
    gate.init_app(app, bank, config.ratelimit_storage)
    matching.init_app(app, bank)
    app.register_blueprint(v1.blueprint)
    app.register_blueprint(api.calls.blueprint)
    app.register_blueprint(developers.blueprint)
