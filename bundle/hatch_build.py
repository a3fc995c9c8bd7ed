"""What a wheel of the server carries beside its modules: the pages, and what the browser gets."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {"static/built": "webapp/static/built", "templates": "webapp/templates"}


class Carry(BuildHookInterface):  # type: ignore[type-arg]
    """Puts both into a real wheel. An editable one takes them from where they lie."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs. A real wheel without the bundle is refused by it."""
        if version != "editable":
            build_data["force_include"].update(CARRIED)
