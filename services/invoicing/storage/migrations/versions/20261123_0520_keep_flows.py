"""Keep the files deposited, with their bytes until they have been dealt with."""

from alembic import op

revision = "20261123_0520"
down_revision = "20261123_0510"

_STATEMENTS = """
CREATE TABLE flow (
    id uuid CONSTRAINT pk_flow PRIMARY KEY,
    number text NOT NULL CONSTRAINT uq_flow_number UNIQUE,
    version integer NOT NULL,
    status text NOT NULL,
    organisation text NOT NULL,
    subject text NOT NULL,
    kind text NOT NULL,
    depositor_name text NOT NULL,
    rights jsonb NOT NULL,
    name text NOT NULL,
    size integer NOT NULL,
    sha256 text NOT NULL,
    received_at timestamptz NOT NULL,
    declared_syntax text,
    ended_at timestamptz,
    entries jsonb NOT NULL,
    CONSTRAINT uq_flow_organisation_sha256 UNIQUE (organisation, sha256)
);
CREATE TABLE flow_document (
    flow_id uuid CONSTRAINT pk_flow_document PRIMARY KEY CONSTRAINT fk_flow_document_flow_id_flow REFERENCES flow,
    content bytea NOT NULL
);
"""


def upgrade() -> None:
    """Create both tables."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
