"""Find groups by their members, and keep when lots were given up: from that day their responses are kept (R2185-1)."""

from typing import cast

from alembic import op
from alembic.operations import Operations

from shared.storage.groups import create_group_index

revision = "20261123_0741"
down_revision = "20261123_0455"


def upgrade() -> None:
    """Make an index and a column."""
    op.get_bind().exec_driver_sql("ALTER TABLE abandonment ADD COLUMN abandoned_at timestamptz")
    create_group_index(cast("Operations", op), version=1)
