"""Keep a trace of every request of a deposit, what the platform saw of itself, and measures of its clock."""

from alembic import op

from shared.storage.clock_offsets import create_clock_tables
from shared.storage.traces import create_trace_tables

revision = "20261123_0455"
down_revision = "20261123_0450"


def upgrade() -> None:
    """Make the tables: the service adds to them and reads them, nothing else."""
    create_trace_tables(op.get_bind(), version=1)
    create_clock_tables(op.get_bind(), version=1)
