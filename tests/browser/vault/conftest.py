"""The vault, served and opened in real Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.vault.frame import Vault
from tests.browser.vault.site import Site, load_site, served
from tests.photos import photo, save_jpeg


@pytest.fixture
def holder() -> Iterator[Site]:
    """The site with a page that holds the vault. A test may change it before it opens the page."""
    with served(load_site()) as site:
        yield site


@pytest.fixture
def vault(page: Page, holder: Site) -> Vault:
    """The vault, not opened yet: `open` waits until it is ready, `visit` does not."""
    return Vault(page, holder)


@pytest.fixture(scope="module")
def shared_vault(chromium: Browser) -> Iterator[Vault]:
    """One vault for tests that only look: started once for the whole file."""
    context = chromium.new_context(locale="en-GB")
    with served(load_site()) as site:
        yield Vault(context.new_page(), site).open()
    context.close()


@pytest.fixture
def make_photo(tmp_path: Path) -> Callable[..., Path]:
    """Writes a JPEG of a picture of its own for every seed."""

    def make(seed: int = 1, width: int = 320, height: int = 240, name: str = "") -> Path:
        return save_jpeg(tmp_path / (name or f"photo-{seed}.jpg"), photo(seed, width, height))

    return make
