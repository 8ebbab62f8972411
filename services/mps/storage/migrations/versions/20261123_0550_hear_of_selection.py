"""Keep which announcement of a consultation its requirements come from."""

from alembic import op

revision = "20261123_0550"
down_revision = "20261123_0540"


def upgrade() -> None:
    """Add the version; what buyers have said before comes from no announcement."""
    op.get_bind().exec_driver_sql(
        "ALTER TABLE tender_requirements ADD COLUMN announced_version integer NOT NULL DEFAULT 0"
    )
