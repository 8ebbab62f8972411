"""Know the accepted subcontractors of contracts, and which contracts are of works."""

from alembic import op

revision = "20261123_0830"
down_revision = "20261123_0815"

_STATEMENTS = """
ALTER TABLE contract ADD COLUMN is_works boolean;
CREATE TABLE subcontract (
    id text CONSTRAINT pk_subcontract PRIMARY KEY,
    contract_id uuid NOT NULL,
    version integer NOT NULL,
    siret text NOT NULL,
    name text NOT NULL,
    most_incl_vat numeric NOT NULL,
    currency text NOT NULL,
    pays_directly boolean NOT NULL
);
CREATE INDEX ix_subcontract_contract_id ON subcontract (contract_id);
CREATE INDEX ix_contract_buyer_siret_reference ON contract (buyer_siret, reference);
CREATE INDEX ix_invoice_seller_siret_contract_reference ON invoice (seller_siret, contract_reference)
    WHERE contract_reference IS NOT NULL;
"""


def upgrade() -> None:
    """Make the table and the column."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
