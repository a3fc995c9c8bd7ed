"""Run by Alembic, with the connection that `upgrade` hands in."""

from alembic import context
from sqlalchemy import text

from webapp.bank import tables

# "stillmin" as a number: the lock that keeps two upgrades apart. SQLite has its own.
UPGRADE_LOCK = 0x7374696C6C6D696E

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
context.configure(connection=connection, target_metadata=tables.METADATA, render_as_batch=True)
context.run_migrations()
