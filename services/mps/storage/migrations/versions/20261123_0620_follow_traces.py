"""Let a task of fetching carry the trace of the request that asked."""

from alembic import op

revision = "20261123_0620"
down_revision = "20261123_0550"


def upgrade() -> None:
    """Add the column."""
    op.get_bind().exec_driver_sql("ALTER TABLE fetch_task ADD COLUMN traceparent text")
