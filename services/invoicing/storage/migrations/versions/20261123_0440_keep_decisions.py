"""Keep what agents decide: interruptions, refusals, and the two states that they bring."""

from alembic import op

revision = "20261123_0440"
down_revision = "20261122_2200"

_STATEMENTS = """
ALTER TABLE invoice ADD COLUMN interruption jsonb, ADD COLUMN refusal jsonb;
ALTER TABLE invoice DROP CONSTRAINT ck_invoice_status;
ALTER TABLE invoice ADD CONSTRAINT ck_invoice_status CHECK (status IN
    ('received', 'validated', 'interrupted', 'accepted', 'payment_ordered', 'paid', 'refused'));
"""


def upgrade() -> None:
    """Add the columns and widen the states."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
