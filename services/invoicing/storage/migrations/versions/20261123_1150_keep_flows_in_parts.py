"""Keep the bytes of a deposited file in parts, so that a large one never stands whole in the memory of the server."""

from alembic import op

revision = "20261123_1150"
down_revision = "20261123_1140"

_STATEMENTS = """
ALTER TABLE flow_document ADD COLUMN part integer NOT NULL DEFAULT 0;
ALTER TABLE flow_document DROP CONSTRAINT pk_flow_document;
ALTER TABLE flow_document ADD CONSTRAINT pk_flow_document PRIMARY KEY (flow_id, part);
"""


def upgrade() -> None:
    """Number the parts; what is there is the only part of its file."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
