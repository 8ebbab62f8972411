"""Keep whether the registers name the holder of an account, so that its deposits can say so."""

from alembic import op

revision = "20261123_0812"
down_revision = "20261123_0620"

_TABLES = """
CREATE TABLE shown_representation (
    id uuid CONSTRAINT pk_shown_representation PRIMARY KEY,
    siren text NOT NULL,
    version integer NOT NULL,
    is_named boolean NOT NULL,
    shown_on date NOT NULL
);
"""


def upgrade() -> None:
    """Make the table."""
    op.get_bind().exec_driver_sql(_TABLES)
