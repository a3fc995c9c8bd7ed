"""Partners: the rooms for everyone a second time, behind an organisation's door and in its look."""

from flask import Blueprint

from webapp.door import PORTAL
from webapp.portal import look, trial

__all__ = ["make_door"]


def make_door(rooms: dict[Blueprint, str]) -> Blueprint:
    """A blueprint with these rooms behind it, each at its prefix; the rooms know nothing of it."""
    door = Blueprint(PORTAL, __name__, url_prefix="/p/<partner>")
    door.context_processor(look.look_context)
    for room, prefix in rooms.items():
        door.register_blueprint(room, url_prefix=prefix)
    door.register_blueprint(look.blueprint)
    door.register_blueprint(trial.blueprint)
    return door
