"""A stand-in for Hasher-Matcher-Actioner, which is not on PyPI: its API as it is documented.

GET /c/bank/<BANK>/content/<id>                 the signals of a content, in its metadata
GET /m/lookup?signal=<hex>&signal_type=<type>   matches by bank, with the distance as a string
"""

from typing import Any

from flask import Flask, abort, request


def make_hma(bank: str, held: list[tuple[str, str]]) -> Flask:
    """An HMA with one bank; a content for each signal that it holds, numbered from 1."""
    app = Flask("hma")

    @app.get(f"/c/bank/{bank}/content/<int:id_>")
    def content(id_: int) -> dict[str, Any]:
        if id_ > len(held):
            abort(404)
        return {"id": id_, "metadata": {"collab": {bank: [str(held[id_ - 1])]}}}

    @app.get("/m/lookup")
    def look_up() -> dict[str, Any]:
        asked = request.args["signal_type"], request.args["signal"]
        found = [
            {"bank_content_id": id_, "distance": "0"}
            for id_, signal in enumerate(held, 1)
            if signal == asked
        ]
        return {bank: found} if found else {}

    return app
