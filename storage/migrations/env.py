"""Alembic's way in: on the connection it is handed, inside the transaction that is open there."""

from alembic import context

from storage.schema import METADATA

# SQLite changes schemas transactionally too, once no driver commits behind our back.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
