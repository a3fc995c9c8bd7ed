"""The exchange: participants pull signals, answer, confirm what they dropped, bring their own.

`/v1` speaks the protocol that platforms' open-source clients know already, to the letter. `gate.py`
lets in, `schema.py` holds the wire's words; what happens is the bank's business.
"""

from flask import Flask

from webapp.bank import Bank
from webapp.config import Config
from webapp.exchange import gate, v1


def init_app(app: Flask, config: Config, bank: Bank) -> None:
    """Hang the protocols into the app."""
    # A redirect would carry a participant's keys to wherever it points: so there are none.
    app.url_map.merge_slashes = False
    gate.init_app(app, bank, config.ratelimit_storage)
    app.register_blueprint(v1.blueprint)
