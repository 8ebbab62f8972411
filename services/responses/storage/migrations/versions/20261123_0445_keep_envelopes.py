"""Keep what a scan said of an opened file, envelopes received by other means, and destructions."""

from typing import cast

from alembic import op
from alembic.operations import Operations

from shared.storage.record_store import create_record_table
from shared.storage.roles import role_of

revision = "20261123_0445"
down_revision = "20261123_0440"

_CHANGES = """
ALTER TABLE opened_file ADD COLUMN scan jsonb;
ALTER TABLE deposit ADD COLUMN destroyed_at timestamptz;
GRANT UPDATE (destroyed_at) ON deposit TO {role};
"""


def upgrade() -> None:
    """Make the table of records and two columns."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_CHANGES.format(role=role_of(schema)))
    create_record_table(cast("Operations", op), version=1)
