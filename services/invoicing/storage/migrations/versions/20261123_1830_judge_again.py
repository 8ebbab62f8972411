"""Keep which invoices are to be judged again, and what was said of them before."""

from alembic import op

revision = "20261123_1830"
down_revision = "20261123_1815"

_STATEMENTS = """
CREATE TABLE judging (
    invoice_id uuid CONSTRAINT pk_judging PRIMARY KEY
        CONSTRAINT fk_judging_invoice_id_invoice REFERENCES invoice,
    tries integer NOT NULL,
    asked_at timestamptz,
    due_at timestamptz
);
CREATE INDEX ix_judging_due_at ON judging (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX ix_judging_asked_at ON judging (asked_at) WHERE asked_at IS NOT NULL;
CREATE TABLE former_verdict (
    invoice_id uuid NOT NULL CONSTRAINT fk_former_verdict_invoice_id_invoice REFERENCES invoice,
    version integer NOT NULL,
    verdict jsonb NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT pk_former_verdict PRIMARY KEY (invoice_id, version)
);
"""


def upgrade() -> None:
    """Create both tables."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
