"""The product itself, as its server sends it, with an empty bank."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.browser.channels.column import Column
from tests.site import make_app, make_config

PATH = "/en/case"
# The vault starts hidden, at the first step. What is not painted loads no pictures, so it is shown
# as at the step where files are chosen before anything is tried.
READY = """(() => {
  const frame = document.querySelector("iframe[name=vault]");
  const main = document.getElementById("main");
  if (!frame || frame.hidden) return false;
  if (main.dataset.step !== "choose-files") {
    main.dataset.step = "choose-files";
    document.dispatchEvent(new CustomEvent("step:shown", { detail: { step: "choose-files" } }));
  }
  return frame.checkVisibility();
})()"""


class Product:
    """The whole app. A column without Connection-Allowlist takes that one header away."""

    def __init__(self, folder: Path, column: Column) -> None:
        self._app = make_app(make_config(folder))
        self._column = column

    @property
    def script(self) -> str:
        """The one script of the vault, whose digest its policy lists."""
        vault = self._app.extensions["stillmine"].shipped.vault.decode()
        found = re.search(r"<script>(.*?)</script>", vault, re.DOTALL)
        assert found
        return found[1]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if not self._column.allowlist:
                headers = [line for line in headers if line[0] != "Connection-Allowlist"]
            return start_response(status, headers, *more)

        return self._app(environ, start)
