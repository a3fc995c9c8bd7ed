"""gunicorn, set up so that it keeps no record of who came."""

from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http import wsgi

from webapp.app import create_app
from webapp.config import Config

# A verification of a passcode takes 30 ms of one core; the rest of a page is quick.
THREADS = 8


class Nameless(wsgi.Response):  # type: ignore[misc]
    """An answer that does not say which software made it; gunicorn has no setting for that."""

    def default_headers(self) -> list[str]:
        """What gunicorn puts before our own headers, less the line with its name."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]


class Server(BaseApplication):  # type: ignore[misc]
    """One gunicorn, configured from here and not from files or the environment."""

    def __init__(self, config: Config, options: dict[str, Any]) -> None:
        self._config = config
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Our options over gunicorn's own."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made in each worker: a database connection must not cross a fork."""
        return create_app(self._config)


def serve(config: Config, host: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    wsgi.Response = Nameless
    shown = f"http://{host}:{port}/"
    Server(
        config,
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _server: click.echo("\n".join(_greeting(config, shown))),
            "limit_request_line": 2048,
            "limit_request_fields": 60,
        },
    ).run()


def _greeting(config: Config, shown: str) -> list[str]:
    """Where to look first."""
    example = [f"{shown}p/tkdf/tr/", f"{shown}p/tkdf/tr/trial-site"] if config.demo else []
    about = ("An example portal: ", "The same in a frame: ")
    return [f"Stillmine is ready: {shown}", *map("".join, zip(about, example, strict=False))]
