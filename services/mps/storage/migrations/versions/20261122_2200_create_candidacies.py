"""Create the candidacies, their blocks of evidence, the known consultations and the cached identities."""

from typing import cast

from alembic import op
from alembic.operations import Operations

from shared.storage.tables import create_service_tables

revision = "20261122_2200"
down_revision = None

_TABLES = """
CREATE TABLE candidacy (
    id uuid CONSTRAINT pk_candidacy PRIMARY KEY,
    siret text NOT NULL,
    siren text NOT NULL,
    tender_id uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    version integer NOT NULL,
    completed_at timestamptz,
    CONSTRAINT uq_candidacy_siret_tender_id UNIQUE (siret, tender_id)
);
CREATE TABLE evidence_block (
    candidacy_id uuid NOT NULL CONSTRAINT fk_evidence_block_candidacy_id_candidacy REFERENCES candidacy,
    source text NOT NULL,
    status text NOT NULL CONSTRAINT ck_evidence_block_status
        CHECK (status IN ('pending', 'found', 'unknown', 'refused', 'unavailable')),
    attempt smallint NOT NULL,
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    as_of date,
    facts jsonb NOT NULL,
    detail text,
    payload text,
    next_try_at timestamptz,
    CONSTRAINT pk_evidence_block PRIMARY KEY (candidacy_id, source)
);
CREATE INDEX ix_evidence_block_next_try_at ON evidence_block (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE TABLE known_tender (
    id uuid CONSTRAINT pk_known_tender PRIMARY KEY,
    version integer NOT NULL,
    buyer_siret text NOT NULL,
    buyer_name text NOT NULL,
    title text NOT NULL,
    deadline timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    legal_start timestamptz NOT NULL,
    factor integer NOT NULL,
    sandbox boolean NOT NULL
);
CREATE TABLE operator_identity (
    siret text CONSTRAINT pk_operator_identity PRIMARY KEY,
    state text NOT NULL,
    facts jsonb NOT NULL,
    messages jsonb NOT NULL,
    read_at timestamptz NOT NULL
);
"""


def upgrade() -> None:
    """Make the common tables and those of the service."""
    create_service_tables(cast("Operations", op), version=1)
    op.get_bind().exec_driver_sql(_TABLES)
