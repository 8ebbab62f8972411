"""Let evidence go once the law no longer asks for it."""

from alembic import op

from shared.storage.traces import let_evidence_go

revision = "20261123_0832"
down_revision = "20261123_0741"


def upgrade() -> None:
    """Make the function: the service still cannot delete anything itself."""
    let_evidence_go(op.get_bind(), version=1)
