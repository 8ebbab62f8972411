"""Keep what was found in the files that suppliers add through the portal's interface."""

from alembic import op

revision = "20261123_1140"
down_revision = "20261123_0840"

_STATEMENTS = """
ALTER TABLE portal_file ADD COLUMN findings jsonb NOT NULL DEFAULT '[]';
CREATE INDEX ix_portal_file_added_at_waiting ON portal_file (added_at) WHERE invoice_id IS NULL;
"""


def upgrade() -> None:
    """Add what was found, and the way to the oldest files that wait."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
