"""Files that are the same for everybody: served beside the app, before any view.

They are named by their content, so a browser may keep them for ever and never asks twice.
"""

from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise
from whitenoise.responders import Headers

YEAR_SECONDS = 365 * 24 * 60 * 60


def serve(application: Any, built: Path) -> WhiteNoise:
    """Wrap a WSGI app so that `/static/...` and `/rt/...` come from the built folder."""
    wrapped = WhiteNoise(
        application,
        max_age=YEAR_SECONDS,
        allow_all_origins=False,
        add_headers_function=_add_headers,
        immutable_file_test=lambda _path, _url: True,
        mimetypes={".whl": "application/zip", ".mjs": "text/javascript"},
    )
    wrapped.add_files(str(built), prefix="static/")
    wrapped.add_files(str(built / "rt"), prefix="rt/")
    for name in ("vault.html", "manifest.json"):
        # The vault is nothing without its headers: only its own route may serve it.
        wrapped.files.pop(f"/static/{name}", None)
    return wrapped


def _add_headers(headers: Headers, path: str, url: str) -> None:
    if url.startswith("/static/offline/"):
        # It is for opening from disk: there it can reach nobody, not even us.
        headers["Content-Disposition"] = "attachment"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
