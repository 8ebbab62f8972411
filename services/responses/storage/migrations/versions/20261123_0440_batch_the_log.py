"""Let the acts of one tick share a leaf of the log; keep published keys and the cosignatures of witnesses."""

from alembic import op

from shared.storage.log_tables import upgrade_log_tables

revision = "20261123_0440"
down_revision = "20261123_0120"


def upgrade() -> None:
    """Bring the tables of the log to their second version."""
    upgrade_log_tables(op.get_bind(), version=2)
