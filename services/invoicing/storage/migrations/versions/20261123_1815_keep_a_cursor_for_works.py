"""Keep how far the accounts of works were read on the State's portal apart from how far the plain invoices were."""

from alembic import op

revision = "20261123_1815"
down_revision = "20261123_1450"

_STATEMENTS = """
ALTER TABLE state_portal_poll ADD COLUMN works_cursor timestamptz;
UPDATE state_portal_poll SET works_cursor = cursor;
ALTER TABLE state_portal_poll ALTER COLUMN works_cursor SET NOT NULL;
"""


def upgrade() -> None:
    """Both begin where the one cursor stood."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
