"""Ways to the orders of a buyer and of a company, page by page."""

from alembic import op

revision = "20261123_1200"
down_revision = "20261123_1150"

_STATEMENTS = """
CREATE INDEX ix_purchase_order_buyer_siret_id ON purchase_order (buyer_siret, id);
CREATE INDEX ix_purchase_order_seller_siret_id ON purchase_order (seller_siret text_pattern_ops, id);
"""


def upgrade() -> None:
    """Create the ways."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
