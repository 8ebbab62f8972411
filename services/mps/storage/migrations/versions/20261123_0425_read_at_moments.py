"""Let the buyer ask about a candidate at its own moments, in rows that the company never sees."""

from alembic import op

revision = "20261123_0425"
down_revision = "20261122_2200"

_CHANGE = """
ALTER TABLE candidacy ADD COLUMN moment text NOT NULL DEFAULT 'form'
    CONSTRAINT ck_candidacy_moment CHECK (moment IN ('form', 'examination', 'award', 'execution'));
ALTER TABLE candidacy ADD COLUMN buyer_siret text
    CONSTRAINT ck_candidacy_buyer_siret CHECK ((buyer_siret IS NULL) = (moment = 'form'));
ALTER TABLE candidacy DROP CONSTRAINT uq_candidacy_siret_tender_id;
ALTER TABLE candidacy ADD CONSTRAINT uq_candidacy_siret_tender_id_moment UNIQUE (siret, tender_id, moment);
CREATE INDEX ix_candidacy_tender_id ON candidacy (tender_id);
"""


def upgrade() -> None:
    """Add the moment and the buyer; every candidacy of before is a form."""
    op.get_bind().exec_driver_sql(_CHANGE)
