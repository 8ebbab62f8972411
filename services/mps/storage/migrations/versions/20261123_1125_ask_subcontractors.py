"""Keep in what quality a company was asked for its consent: member of the group, or subcontractor."""

from alembic import op

revision = "20261123_1125"
down_revision = "20261123_0834"

_TABLES = """
ALTER TABLE member_consent ADD COLUMN role text NOT NULL DEFAULT 'member'
    CONSTRAINT ck_member_consent_role CHECK (role IN ('member', 'subcontractor'));
CREATE INDEX ix_member_consent_own_candidacy_id ON member_consent (own_candidacy_id);
"""


def upgrade() -> None:
    """Add the column."""
    op.get_bind().exec_driver_sql(_TABLES)
