"""Create the contracts whose contractors' certificates are renewed during the execution."""

from alembic import op

revision = "20261123_0510"
down_revision = "20261123_0500"

_TABLES = """
CREATE TABLE watched_contract (
    contract_id uuid CONSTRAINT pk_watched_contract PRIMARY KEY,
    version integer NOT NULL,
    tender_id uuid NOT NULL,
    buyer_siret text NOT NULL,
    contractor_siret text NOT NULL,
    amount numeric NOT NULL,
    currency text NOT NULL,
    notified_on date NOT NULL,
    started_at timestamptz NOT NULL,
    legal_start timestamptz NOT NULL,
    factor integer NOT NULL,
    next_due_on date,
    due_at timestamptz,
    ended_on date,
    CONSTRAINT ck_watched_contract_due CHECK ((next_due_on IS NULL) = (due_at IS NULL))
);
CREATE INDEX ix_watched_contract_due_at ON watched_contract (due_at) WHERE due_at IS NOT NULL;
"""


def upgrade() -> None:
    """Make the table."""
    op.get_bind().exec_driver_sql(_TABLES)
