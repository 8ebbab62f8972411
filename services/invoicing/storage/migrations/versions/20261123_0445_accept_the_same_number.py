"""Let an invoice of the same number come again: only the same bytes are the same invoice."""

from alembic import op

revision = "20261123_0445"
down_revision = "20261123_0440"

_STATEMENTS = """
ALTER TABLE invoice DROP CONSTRAINT uq_invoice_seller_siret_number_issue_year;
ALTER TABLE invoice
    ADD CONSTRAINT uq_invoice_buyer_siret_seller_siret_sha256 UNIQUE (buyer_siret, seller_siret, sha256);
CREATE INDEX ix_invoice_buyer_siret_number ON invoice (buyer_siret, number);
"""


def upgrade() -> None:
    """Exchange the natural key for the digest of the bytes."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
