"""Know the recipients of invoices and the commitments that are no order of a contract."""

from alembic import op

revision = "20261123_0500"
down_revision = "20261123_0445"

_STATEMENTS = """
CREATE TABLE recipient (
    siret text CONSTRAINT pk_recipient PRIMARY KEY,
    version integer NOT NULL,
    facts jsonb NOT NULL
);
CREATE TABLE commitment (
    id uuid CONSTRAINT pk_commitment PRIMARY KEY,
    version integer NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    buyer_siret text NOT NULL,
    seller_siret text,
    subject text NOT NULL,
    ceiling numeric,
    starts_on date NOT NULL,
    ends_on date,
    service_code text,
    closed_on date,
    CONSTRAINT uq_commitment_buyer_siret_number UNIQUE (buyer_siret, number)
);
CREATE INDEX ix_commitment_buyer_siret_id ON commitment (buyer_siret, id);
ALTER TABLE contract ADD COLUMN ended_on date;
ALTER TABLE invoice ADD COLUMN commitment_id uuid CONSTRAINT fk_invoice_commitment_id_commitment REFERENCES commitment,
    ADD COLUMN service_code text, ADD COLUMN contract_reference text, ADD COLUMN frame text;
CREATE INDEX ix_invoice_commitment_id ON invoice (commitment_id) WHERE commitment_id IS NOT NULL;
CREATE INDEX ix_invoice_contract_id ON invoice (contract_id) WHERE contract_id IS NOT NULL;
"""


def upgrade() -> None:
    """Create both tables and what invoices and contracts say of them."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
