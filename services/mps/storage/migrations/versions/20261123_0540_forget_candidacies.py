"""Note when a candidacy was emptied at the end of its retention."""

from alembic import op

revision = "20261123_0540"
down_revision = "20261123_0530"

_CHANGE = """
ALTER TABLE candidacy ADD COLUMN forgotten_at timestamptz;
CREATE INDEX ix_known_tender_deadline ON known_tender (deadline);
"""


def upgrade() -> None:
    """Add the instant."""
    op.get_bind().exec_driver_sql(_CHANGE)
