"""Keep what contractors answer to the requests of their subcontractors."""

from alembic import op

revision = "20261123_1450"
down_revision = "20261123_1200"

_STATEMENTS = """
CREATE TABLE contractor_answer (
    invoice_id uuid CONSTRAINT pk_contractor_answer PRIMARY KEY
        CONSTRAINT fk_contractor_answer_invoice_id_invoice REFERENCES invoice,
    id uuid NOT NULL CONSTRAINT uq_contractor_answer_id UNIQUE,
    contractor_siret text NOT NULL,
    decision text NOT NULL,
    reason text NOT NULL,
    answered_at timestamptz NOT NULL,
    answered_on date NOT NULL,
    answered_by text NOT NULL
);
CREATE INDEX ix_contract_contractor_siren ON contract (left(contractor_siret, 9));
"""


def upgrade() -> None:
    """Create the table, and the way to the contracts of a company."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
