"""Create the lanes of fetching, the gates that all workers share, and the answers that may serve again."""

from alembic import op

revision = "20261123_0440"
down_revision = "20261123_0425"

_TABLES = """
CREATE TABLE fetch_task (
    candidacy_id uuid NOT NULL CONSTRAINT fk_fetch_task_candidacy_id_candidacy REFERENCES candidacy,
    source text NOT NULL,
    attempt smallint NOT NULL,
    queued_at timestamptz NOT NULL,
    wanted_by timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    claimed_until timestamptz,
    CONSTRAINT pk_fetch_task PRIMARY KEY (candidacy_id, source)
);
CREATE INDEX ix_fetch_task_source_wanted_by ON fetch_task (source, wanted_by, queued_at);
CREATE TABLE gate (
    name text CONSTRAINT pk_gate PRIMARY KEY,
    calls jsonb NOT NULL,
    paused_until timestamptz,
    failures integer NOT NULL
);
CREATE TABLE certificate (
    id uuid CONSTRAINT pk_certificate PRIMARY KEY,
    source text NOT NULL,
    number text NOT NULL,
    recipient text,
    status text NOT NULL CONSTRAINT ck_certificate_status CHECK (status IN ('found', 'unknown', 'refused')),
    fetched_at timestamptz NOT NULL,
    fresh_until timestamptz NOT NULL,
    valid_until date,
    as_of date,
    facts jsonb NOT NULL,
    detail text,
    payload text NOT NULL,
    document_blob text,
    document_sha256 text,
    document_size bigint,
    document_type text,
    document_problem text,
    unknown_fields jsonb NOT NULL,
    CONSTRAINT ck_certificate_document CHECK ((document_blob IS NULL) = (document_sha256 IS NULL))
);
CREATE INDEX ix_certificate_number_source ON certificate (number, source, fetched_at);
CREATE TABLE block_certificate (
    candidacy_id uuid NOT NULL CONSTRAINT fk_block_certificate_candidacy_id_candidacy REFERENCES candidacy,
    source text NOT NULL,
    certificate_id uuid NOT NULL CONSTRAINT fk_block_certificate_certificate_id_certificate REFERENCES certificate,
    CONSTRAINT pk_block_certificate PRIMARY KEY (candidacy_id, source)
);
INSERT INTO fetch_task (candidacy_id, source, attempt, queued_at, wanted_by, due_at)
SELECT candidacy_id, source, attempt, asked_at, asked_at + interval '4 hours', asked_at
FROM evidence_block WHERE status = 'pending';
"""


def upgrade() -> None:
    """Make the tables, and queue what was being asked when the service stopped."""
    op.get_bind().exec_driver_sql(_TABLES)
