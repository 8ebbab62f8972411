"""Keep what sellers say of themselves for their drafts."""

from alembic import op

revision = "20261123_0510"
down_revision = "20261123_0500"


def upgrade() -> None:
    """Create the table."""
    op.get_bind().exec_driver_sql(
        "CREATE TABLE seller (siret text CONSTRAINT pk_seller PRIMARY KEY,"
        " version integer NOT NULL, facts jsonb NOT NULL)"
    )
