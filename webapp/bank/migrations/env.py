"""Run by Alembic, with the connection that `upgrade` hands in and a transaction begun."""

from alembic import context

from webapp.bank.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
