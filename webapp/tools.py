"""What every room has at hand: the settings, the bank, and what is shipped to the browser."""

from dataclasses import dataclass

from flask import Flask, current_app, g, request

from webapp.bank import Bank
from webapp.bank.participant import Participant, active_participants
from webapp.config import Config
from webapp.shipped import Shipped


@dataclass(frozen=True)
class Tools:
    """Made once by the factory; `tools()` finds it again in a request."""

    config: Config
    bank: Bank
    shipped: Shipped

    @property
    def signing_keys(self) -> list[str]:
        """The keys of sealed fields, newest first: a rotation leaves open pages working."""
        return self.config.secrets["STILLMINE_SECRET_KEY"].split(",")


def init_app(app: Flask, tools: Tools) -> None:
    """Hang the tools into the app."""
    app.extensions["stillmine"] = tools


def tools() -> Tools:
    """The tools of the app that answers this request."""
    found: Tools = current_app.extensions["stillmine"]
    return found


def participants() -> list[Participant]:
    """The participants that are active now, asked for once a request."""
    if "participants" not in g:
        g.participants = tools().bank.run(active_participants)
    active: list[Participant] = g.participants
    return active


def protects_nobody() -> bool:
    """True on a copy that cannot help anyone: a demonstration, or one without participants."""
    return tools().config.demo or not participants()


def source_address() -> str:
    """Where the request comes from; only a keyed digest of its network is ever made of it."""
    return request.remote_addr or "0.0.0.0"  # noqa: S104 - a stand-in, nothing is bound to it
