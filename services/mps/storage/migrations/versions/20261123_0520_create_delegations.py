"""Create the powers to commit companies."""

from alembic import op

revision = "20261123_0520"
down_revision = "20261123_0510"

_TABLES = """
CREATE TABLE delegation (
    id uuid CONSTRAINT pk_delegation PRIMARY KEY,
    siren text NOT NULL,
    holder text NOT NULL,
    holder_name text NOT NULL,
    given_by text NOT NULL,
    scope text NOT NULL,
    first_day date NOT NULL,
    last_day date,
    recorded_at timestamptz NOT NULL,
    version integer NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX ix_delegation_siren ON delegation (siren);
"""


def upgrade() -> None:
    """Make the table."""
    op.get_bind().exec_driver_sql(_TABLES)
