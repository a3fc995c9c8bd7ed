"""Migrations: how the tables came to be. Each has a test that runs it on both databases."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from webapp.bank.bank import Bank


def upgrade(bank: Bank, revision: str = "head") -> None:
    """Bring the tables up to date, all or nothing. Two that run at once wait for each other."""
    with bank.engine.begin() as connection:
        command.upgrade(_config(attributes={"connection": connection}), revision)


def _config(attributes: dict[str, object]) -> Config:
    config = Config(attributes=attributes)
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
