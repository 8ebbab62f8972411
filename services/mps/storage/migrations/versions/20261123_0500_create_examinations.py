"""Create what the buyer's side needs: opened responses and contradictory procedures."""

from alembic import op

revision = "20261123_0500"
down_revision = "20261123_0450"

_TABLES = """
CREATE TABLE opened_response (
    deposit_id uuid CONSTRAINT pk_opened_response PRIMARY KEY,
    tender_id uuid NOT NULL,
    version integer NOT NULL,
    siret text NOT NULL,
    siren text NOT NULL,
    name text NOT NULL,
    lots jsonb NOT NULL,
    is_examinable boolean NOT NULL,
    completed_at timestamptz NOT NULL
);
CREATE INDEX ix_opened_response_tender_id ON opened_response (tender_id, siren);
CREATE TABLE hearing (
    id uuid CONSTRAINT pk_hearing PRIMARY KEY,
    candidacy_id uuid NOT NULL CONSTRAINT fk_hearing_candidacy_id_candidacy REFERENCES candidacy,
    buyer_siret text NOT NULL,
    siren text NOT NULL,
    content jsonb NOT NULL
);
CREATE INDEX ix_hearing_candidacy_id ON hearing (candidacy_id);
CREATE INDEX ix_hearing_buyer_siret ON hearing (buyer_siret, id);
CREATE INDEX ix_hearing_siren ON hearing (siren, id);
"""


def upgrade() -> None:
    """Make the tables."""
    op.get_bind().exec_driver_sql(_TABLES)
