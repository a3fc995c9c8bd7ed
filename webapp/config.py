"""What the operator may set, read once from the environment."""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LEAVE_URL = "https://www.wikipedia.org/"
PACKAGE = Path(__file__).resolve().parent
# In a wheel the pages and the bundle lie inside the package, in a checkout beside it.
HOME = PACKAGE if (PACKAGE / "templates").exists() else PACKAGE.parent


class SecretMissing(Exception):
    """A production server has no secret of its own: it must not make one up and go on."""


class SettingMalformed(Exception):
    """A setting is there, but is not what it has to be."""


@dataclass(frozen=True)
class Config:
    """The settings of one server. Secrets are never printed: `repr` leaves them out."""

    instance: Path
    database_url: str
    secrets: Mapping[str, str]
    public_url: str = ""
    leave_url: str = LEAVE_URL
    trusted_proxies: int = 0
    # Where the counts behind the participants' limits are: shared, if there are several workers.
    ratelimit_storage: str = "memory://"
    # So many participants that find nothing wrong with a signal suspend it.
    dispute_quorum: int = 2
    demo: bool = False
    built: Path = HOME / "static" / "built"
    templates: Path = HOME / "templates"

    def __repr__(self) -> str:
        return f"Config(instance={self.instance}, demo={self.demo})"

    @property
    def is_production(self) -> bool:
        """A server that names a public address serves real people."""
        host = urlsplit(self.public_url).hostname
        return host not in (None, "localhost", "127.0.0.1", "::1")

    @property
    def leave_origin(self) -> str:
        """The one other origin that a page may go to by itself."""
        parts = urlsplit(self.leave_url)
        return f"{parts.scheme}://{parts.netloc}"


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; make secrets in the instance folder on the first run in development.

    Raises SecretMissing in production, SettingMalformed with the setting's name.
    """
    instance = Path(environ.get("STILLMINE_INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = Config(
        instance=instance,
        database_url=environ.get("STILLMINE_DATABASE_URL")
        or f"sqlite:///{instance / 'stillmine.db'}",
        secrets={},
        public_url=environ.get("STILLMINE_PUBLIC_URL", ""),
        leave_url=_web_address(environ.get("STILLMINE_LEAVE_URL") or LEAVE_URL),
        trusted_proxies=_count(environ, "STILLMINE_TRUSTED_PROXIES", 0),
        ratelimit_storage=environ.get("STILLMINE_RATELIMIT_STORAGE") or "memory://",
        dispute_quorum=max(1, _count(environ, "STILLMINE_DISPUTE_QUORUM", 2)),
        demo=environ.get("STILLMINE_DEMO", "") == "1",
    )
    return Config(**{**vars(config), "secrets": _load_secrets(config, environ)})


SECRETS = ("STILLMINE_SECRET_KEY", "STILLMINE_BANK_KEY", "STILLMINE_PEPPER")


def _load_secrets(config: Config, environ: Mapping[str, str]) -> Mapping[str, str]:
    given = {name: environ[name] for name in SECRETS if environ.get(name)}
    missing = [name for name in SECRETS if name not in given]
    if missing and config.is_production:
        raise SecretMissing(", ".join(missing))
    return {**(_kept_secrets(config.instance) if missing else {}), **given}


def _kept_secrets(instance: Path) -> dict[str, str]:
    """The secrets of a development server; the first process to come makes them for all."""
    kept = instance / "secrets.json"
    made = instance / f"secrets.{secrets.token_hex(4)}.new"
    if not kept.exists():
        made.touch(mode=0o600)
        made.write_text(json.dumps({name: secrets.token_hex(32) for name in SECRETS}))
        with suppress(FileExistsError):
            os.link(made, kept)
        made.unlink()
    loaded: dict[str, str] = json.loads(kept.read_text())
    return loaded


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingMalformed("STILLMINE_LEAVE_URL must be a whole web address")
    return text


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal():
        raise SettingMalformed(f"{name} must be a number")
    return int(text)
