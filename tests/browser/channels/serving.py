"""Serves an application on loopback while a block runs."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.browser.channels.own_site import Application


@contextmanager
def served(make: Callable[[str], Application]) -> Iterator[str]:
    """Serve what `make` returns for the origin it is given; the block gets that origin."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, Response("not yet"), threaded=True)
    origin = f"http://127.0.0.1:{server.server_port}"
    server.app = make(origin)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
