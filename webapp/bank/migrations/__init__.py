"""Migrations: how the tables came to be. Each has a test that runs it on both databases."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import func, select

from webapp.bank.bank import Bank

# "stillmin" as a number. It keeps two upgrades apart; SQLite's own lock on writers does that there.
UPGRADE_LOCK = 0x7374696C6C6D696E


def upgrade(bank: Bank, revision: str = "head") -> None:
    """Bring the tables up to date, all or nothing. Two processes that do it wait for each other."""
    with bank.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
        command.upgrade(config, revision)
