"""An exchange on loopback, and platforms that take part in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.world import Platform, World
from tests.site import make_config, serve
from webapp.app import create_app


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    """A running exchange that nobody takes part in yet."""
    app = create_app(make_config(tmp_path / "instance", database_url=sqlite_url))
    server, url = serve(app)
    yield World(app, url)
    server.shutdown()


@pytest.fixture
def platform(world: World) -> Platform:
    """The first platform."""
    return world.add("acme")


@pytest.fixture
def other(world: World, platform: Platform) -> Platform:
    """Another one."""
    return world.add("bolt")
