"""Keep the files that suppliers add through the portal's interface."""

from alembic import op

revision = "20261123_0840"
down_revision = "20261123_0830"

_STATEMENTS = """
CREATE TABLE portal_file (
    id uuid CONSTRAINT pk_portal_file PRIMARY KEY,
    organisation text NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    added_at timestamptz NOT NULL,
    invoice_id uuid CONSTRAINT fk_portal_file_invoice_id_invoice REFERENCES invoice,
    category text,
    content bytea NOT NULL
);
CREATE INDEX ix_portal_file_invoice_id ON portal_file (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX ix_portal_file_organisation_waiting ON portal_file (organisation) WHERE invoice_id IS NULL;
CREATE INDEX ix_purchase_order_number ON purchase_order (number);
CREATE INDEX ix_commitment_number ON commitment (number);
"""


def upgrade() -> None:
    """Create the table, and the ways to orders and commitments by their number alone."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
