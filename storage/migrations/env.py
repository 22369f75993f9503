"""Alembic's entry: runs the steps on the connection that `upgrade` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
    # Alembic takes SQLite to commit every DDL statement; with our own BEGIN it does not.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
