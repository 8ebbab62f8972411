"""Alembic's environment, the same for every service: the connection and the schema come from `shared.storage.migrate`.

Alembic runs this file by its path, once per history. One transaction per service: a failed migration leaves nothing.
"""

from alembic import context

_schema = context.config.attributes["schema"]
context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
    version_table_schema=_schema,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
