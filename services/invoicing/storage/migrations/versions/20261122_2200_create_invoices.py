"""Create the known contracts, the purchase orders, the invoices with their documents."""

from typing import cast

from alembic import op
from alembic.operations import Operations

from shared.storage.tables import create_service_tables

revision = "20261122_2200"
down_revision = None

_TABLES = """
CREATE TABLE contract (
    id uuid CONSTRAINT pk_contract PRIMARY KEY,
    version integer NOT NULL,
    tender_id uuid NOT NULL,
    reference text NOT NULL,
    subject text NOT NULL,
    buyer_siret text NOT NULL,
    buyer_name text NOT NULL,
    payer text NOT NULL,
    contractor_siret text NOT NULL,
    contractor_name text NOT NULL,
    amount_excl_vat numeric NOT NULL,
    currency text NOT NULL,
    notified_on date NOT NULL,
    started_at timestamptz NOT NULL,
    legal_start timestamptz NOT NULL,
    factor integer NOT NULL
);
CREATE INDEX ix_contract_buyer_siret_contractor_siret ON contract (buyer_siret, contractor_siret);
CREATE INDEX ix_contract_contractor_siret ON contract (contractor_siret);
CREATE TABLE purchase_order (
    id uuid CONSTRAINT pk_purchase_order PRIMARY KEY,
    version integer NOT NULL,
    number text NOT NULL,
    contract_id uuid NOT NULL CONSTRAINT fk_purchase_order_contract_id_contract REFERENCES contract,
    contract_reference text NOT NULL,
    buyer_siret text NOT NULL,
    buyer_name text NOT NULL,
    seller_siret text NOT NULL,
    seller_name text NOT NULL,
    ordered_on date NOT NULL,
    lines jsonb NOT NULL,
    CONSTRAINT uq_purchase_order_buyer_siret_number UNIQUE (buyer_siret, number)
);
CREATE TABLE invoice (
    id uuid CONSTRAINT pk_invoice PRIMARY KEY,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_invoice_status
        CHECK (status IN ('received', 'validated', 'accepted', 'payment_ordered', 'paid')),
    buyer_siret text NOT NULL,
    seller_siret text NOT NULL,
    number text NOT NULL,
    issue_year integer NOT NULL,
    issued_on date NOT NULL,
    type_code text NOT NULL,
    order_reference text,
    order_id uuid CONSTRAINT fk_invoice_order_id_purchase_order REFERENCES purchase_order,
    contract_id uuid CONSTRAINT fk_invoice_contract_id_contract REFERENCES contract,
    currency text NOT NULL,
    amount_excl_vat numeric NOT NULL,
    amount_incl_vat numeric NOT NULL,
    amount_due numeric NOT NULL,
    syntax text NOT NULL,
    size integer NOT NULL,
    sha256 text NOT NULL,
    file_name text,
    received_at timestamptz NOT NULL,
    received_on date NOT NULL,
    due_on date NOT NULL,
    payer text NOT NULL,
    started_at timestamptz NOT NULL,
    legal_start timestamptz NOT NULL,
    factor integer NOT NULL,
    verdict jsonb,
    differences jsonb NOT NULL,
    acceptance jsonb,
    payment_order jsonb,
    payment jsonb,
    CONSTRAINT uq_invoice_seller_siret_number_issue_year UNIQUE (seller_siret, number, issue_year)
);
CREATE INDEX ix_invoice_order_id ON invoice (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ix_invoice_buyer_siret_id ON invoice (buyer_siret, id);
CREATE INDEX ix_invoice_awaiting_rate ON invoice (id) WHERE payment -> 'interest' = 'null'::jsonb;
CREATE TABLE invoice_document (
    invoice_id uuid CONSTRAINT pk_invoice_document PRIMARY KEY
        CONSTRAINT fk_invoice_document_invoice_id_invoice REFERENCES invoice,
    content bytea NOT NULL
);
"""


def upgrade() -> None:
    """Make the common tables, then those of invoicing."""
    create_service_tables(cast("Operations", op), version=1)
    op.get_bind().exec_driver_sql(_TABLES)
