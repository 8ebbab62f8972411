"""Fetch invoices from the State's portal; keep apart those that come by another door than the legal one."""

from alembic import op

revision = "20261123_0815"
down_revision = "20261123_0805"

_STATEMENTS = """
ALTER TABLE invoice
    ADD COLUMN channel text NOT NULL DEFAULT 'platform',
    ADD COLUMN entered_at timestamptz,
    ADD CONSTRAINT ck_invoice_channel CHECK (channel IN ('platform', 'state_portal'));
CREATE TABLE state_portal_connection (
    siret text CONSTRAINT pk_state_portal_connection PRIMARY KEY,
    version integer NOT NULL,
    facts jsonb NOT NULL
);
CREATE TABLE state_portal_poll (
    siret text CONSTRAINT pk_state_portal_poll PRIMARY KEY,
    cursor timestamptz NOT NULL,
    structure bigint,
    due_at timestamptz,
    leased_until timestamptz,
    polled_at timestamptz,
    succeeded_at timestamptz,
    tries integer NOT NULL,
    problem jsonb
);
CREATE INDEX ix_state_portal_poll_due_at ON state_portal_poll (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE state_portal_invoice (
    buyer_siret text NOT NULL,
    portal_id bigint NOT NULL,
    number text NOT NULL,
    supplier text,
    status text NOT NULL,
    status_at timestamptz NOT NULL,
    standing text NOT NULL,
    seen_at timestamptz NOT NULL,
    invoice_id uuid CONSTRAINT fk_state_portal_invoice_invoice_id_invoice REFERENCES invoice,
    notified_at timestamptz,
    due_at timestamptz,
    tries integer NOT NULL,
    problem jsonb,
    CONSTRAINT pk_state_portal_invoice PRIMARY KEY (buyer_siret, portal_id)
);
CREATE INDEX ix_state_portal_invoice_due ON state_portal_invoice (buyer_siret, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX ix_state_portal_invoice_invoice_id ON state_portal_invoice (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE TABLE presented_invoice (
    id uuid CONSTRAINT pk_presented_invoice PRIMARY KEY,
    version integer NOT NULL,
    state text NOT NULL,
    buyer_siret text NOT NULL,
    seller_siret text NOT NULL,
    number text NOT NULL,
    issued_on date NOT NULL,
    type_code text NOT NULL,
    currency text NOT NULL,
    amount_incl_vat numeric NOT NULL,
    amount_due numeric NOT NULL,
    syntax text NOT NULL,
    sha256 text NOT NULL,
    file_name text,
    presented_at timestamptz NOT NULL,
    presented_by text NOT NULL,
    invited_at timestamptz,
    flow_number text,
    due_at timestamptz,
    tries integer NOT NULL,
    problem jsonb,
    errors jsonb NOT NULL,
    invoice_id uuid CONSTRAINT fk_presented_invoice_invoice_id_invoice REFERENCES invoice,
    received_at timestamptz,
    CONSTRAINT uq_presented_invoice_buyer_siret_seller_siret_sha256 UNIQUE (buyer_siret, seller_siret, sha256)
);
CREATE INDEX ix_presented_invoice_buyer_siret_number ON presented_invoice (buyer_siret, number);
CREATE INDEX ix_presented_invoice_buyer_siret_id ON presented_invoice (buyer_siret, id);
CREATE INDEX ix_presented_invoice_seller_siren_id ON presented_invoice (left(seller_siret, 9), id);
CREATE INDEX ix_presented_invoice_due_at ON presented_invoice (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE presented_document (
    presented_id uuid CONSTRAINT pk_presented_document PRIMARY KEY
        CONSTRAINT fk_presented_document_presented_id_presented_invoice REFERENCES presented_invoice,
    content bytea NOT NULL
);
CREATE TABLE portal_invitation (
    buyer_siret text NOT NULL,
    seller_siret text NOT NULL,
    invited_at timestamptz NOT NULL,
    CONSTRAINT pk_portal_invitation PRIMARY KEY (buyer_siret, seller_siret)
);
CREATE TABLE forwarding_mandate (
    siret text CONSTRAINT pk_forwarding_mandate PRIMARY KEY,
    version integer NOT NULL,
    facts jsonb NOT NULL
);
"""


def upgrade() -> None:
    """Create the tables, and say through which door each invoice came and when it entered here."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
