"""Keep who holds an award, and to which consultation a stage belongs: whom to ask about no more."""

from alembic import op

revision = "20261123_0834"
down_revision = "20261123_0816"

_TABLES = """
ALTER TABLE known_tender ADD COLUMN consultation_id uuid;
CREATE TABLE known_award (
    award_id uuid CONSTRAINT pk_known_award PRIMARY KEY,
    version integer NOT NULL,
    tender_id uuid NOT NULL,
    siren text NOT NULL,
    is_withdrawn boolean NOT NULL
);
CREATE INDEX ix_known_award_tender_id ON known_award (tender_id, siren);
"""


def upgrade() -> None:
    """Make the table."""
    op.get_bind().exec_driver_sql(_TABLES)
