"""Staff at their desks: workers beside callers, leads with their team, operators of this server.

Addresses begin with /casework, apart from those for everybody: the one cookie of this server goes
nowhere else. `desk.py` guards; each other file is one thing that is done here.
"""

from http import HTTPStatus

from flask import Blueprint, Flask, redirect, url_for
from werkzeug.wrappers import Response

from webapp.casework import (
    account,
    figures,
    handing_over,
    referral,
    referrals,
    setting_up,
    signing_in,
    team,
    words,
    workspace,
)
from webapp.casework import desk as desks
from webapp.casework.desk import PATH
from webapp.countries import country_name
from webapp.i18n import language_links
from webapp.security import DESK_SCRIPTS, PAGE_SCRIPTS

A_REFERRAL = "/r/<uuid:referral>"
WORKERS = ("worker", "lead")
LEADS = ("lead", "operator")
EVERYBODY = ("worker", "lead", "operator")
ANYBODY = (desks.ANYBODY,)
# Address, endpoint, whom it is open to, what shows it, what takes a form of it.
PAGES = (
    ("/sign-in", "sign_in", ANYBODY, signing_in.sign_in, signing_in.take_sign_in),
    ("/passkey", "passkey", ANYBODY, None, signing_in.take_passkey),
    ("/sign-out", "sign_out", ANYBODY, None, signing_in.sign_out),
    (
        "/second-step",
        "second_step",
        ("second-step",),
        signing_in.second_step,
        signing_in.take_second_step,
    ),
    (
        "/new-password",
        "new_password",
        ("new-password", *EVERYBODY),
        setting_up.new_password,
        setting_up.take_new_password,
    ),
    ("/set-up", "set_up", ("set-up", *EVERYBODY), setting_up.set_up, setting_up.take_set_up),
    ("/account", "account", EVERYBODY, account.account, account.take_account),
    ("/team", "team", LEADS, team.team, team.take_team),
    ("/", "list_referrals", EVERYBODY, referrals.list_all, None),
    ("/search", "search", WORKERS, None, referrals.search),
    ("/new", "new", WORKERS, referrals.new, referrals.take_new),
    (A_REFERRAL, "show", WORKERS, referral.show, referral.take_action),
    (f"{A_REFERRAL}/step/<step>", "step", WORKERS, referral.step, referral.take_step),
    (f"{A_REFERRAL}/note", "note", WORKERS, referral.note, referral.take_note),
    (
        f"{A_REFERRAL}/hand-over",
        "hand_over",
        WORKERS,
        handing_over.hand_over,
        handing_over.take_hand_over,
    ),
    (f"{A_REFERRAL}/summary", "summary", WORKERS, handing_over.summary, None),
    (
        "/portal/<part>",
        "workspace",
        ("lead",),
        workspace.workspace,
        workspace.take_workspace,
    ),
    ("/figures", "figures", WORKERS, figures.figures, None),
    ("/figures.csv", "figures_csv", WORKERS, figures.figures_csv, None),
)


def init_app(app: Flask) -> None:
    """Hang the room in, with every page guarded."""
    room = Blueprint("casework", __name__, url_prefix=f"{PATH}/<lang>")
    open_to = {}
    for address, endpoint, who, show, take in PAGES:
        for name, view, method in ((endpoint, show, "GET"), (f"take_{endpoint}", take, "POST")):
            if view:
                room.add_url_rule(address, name, view, methods=[method])
                open_to[name] = who
    desks.guard(room, open_to)
    room.context_processor(_room_context)
    app.register_blueprint(room)
    app.add_url_rule(PATH, "desk", _go_in, methods=["GET"])


def _go_in() -> Response:
    return redirect(url_for("casework.list_referrals"), HTTPStatus.SEE_OTHER)


def _room_context() -> dict[str, object]:
    return {
        "languages": [link for link in language_links() if link["desk"]],
        "desk_scripts": DESK_SCRIPTS[len(PAGE_SCRIPTS) :],
        "country_name": country_name,
        **{
            word: getattr(words, word)
            for word in (
                "step_text",
                "step_hint",
                "todo_text",
                "state_text",
                "participant_text",
                "role_text",
                "role_name",
                "language_name",
                "due_text",
                "day",
            )
        },
    }


__all__ = ["PAGES", "init_app"]
