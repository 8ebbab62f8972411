"""Create the tables of responses: consultations, custodians, deposits, the log, openings."""

from typing import cast

from alembic import op
from alembic.operations import Operations

from shared.storage.tables import create_service_tables

revision = "20261122_2100"
down_revision = None

_TABLES = """
CREATE TABLE consultation (
    tender_id uuid CONSTRAINT pk_consultation PRIMARY KEY,
    version integer NOT NULL,
    buyer_siret text NOT NULL,
    facts jsonb NOT NULL
);
CREATE TABLE closing (
    tender_id uuid CONSTRAINT pk_closing PRIMARY KEY,
    deadline timestamptz NOT NULL,
    deadline_version integer NOT NULL
);
CREATE TABLE custodian (
    custodian_id uuid CONSTRAINT pk_custodian PRIMARY KEY,
    organisation text NOT NULL,
    subject text NOT NULL,
    label text NOT NULL,
    recipient text NOT NULL,
    challenge_sha256 bytea NOT NULL,
    requested_at timestamptz NOT NULL,
    proved_at timestamptz
);
CREATE TABLE deposit (
    deposit_id uuid CONSTRAINT pk_deposit PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_deposit_tender_id_consultation REFERENCES consultation,
    siret text NOT NULL,
    name text NOT NULL,
    subject text NOT NULL,
    declared_at timestamptz NOT NULL,
    known_deadline timestamptz NOT NULL,
    known_version integer NOT NULL,
    content_digest text NOT NULL,
    status text NOT NULL CONSTRAINT ck_deposit_status CHECK (status IN ('receiving', 'complete', 'abandoned')),
    completed_at timestamptz,
    CONSTRAINT ck_deposit_completed CHECK ((status = 'complete') = (completed_at IS NOT NULL))
);
CREATE INDEX ix_deposit_tender_id_siret ON deposit (tender_id, siret, deposit_id);
CREATE INDEX ix_deposit_receiving ON deposit (tender_id) WHERE status = 'receiving';
CREATE TABLE deposit_file (
    file_id uuid CONSTRAINT pk_deposit_file PRIMARY KEY,
    deposit_id uuid NOT NULL CONSTRAINT fk_deposit_file_deposit_id_deposit REFERENCES deposit,
    ordinal integer NOT NULL,
    blob_id text NOT NULL CONSTRAINT uq_deposit_file_blob_id UNIQUE,
    role text NOT NULL CONSTRAINT ck_deposit_file_role CHECK (role IN ('candidacy', 'bid')),
    lot_number integer,
    name text NOT NULL,
    size bigint NOT NULL CONSTRAINT ck_deposit_file_size CHECK (size > 0),
    sha256 text NOT NULL,
    nonce text NOT NULL,
    documents jsonb NOT NULL,
    completed_at timestamptz
);
CREATE INDEX ix_deposit_file_deposit_id ON deposit_file (deposit_id);
CREATE TABLE file_wrap (
    file_id uuid NOT NULL CONSTRAINT fk_file_wrap_file_id_deposit_file REFERENCES deposit_file,
    subset text NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT pk_file_wrap PRIMARY KEY (file_id, subset)
);
CREATE TABLE transmission (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_transmission PRIMARY KEY,
    file_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    first_byte bigint NOT NULL,
    end_byte bigint NOT NULL,
    outcome text NOT NULL
);
CREATE INDEX ix_transmission_file_id ON transmission (file_id);
CREATE TABLE log_leaf (
    key bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_log_leaf PRIMARY KEY,
    object_id text NOT NULL CONSTRAINT uq_log_leaf_object_id UNIQUE,
    leaf bytea NOT NULL CONSTRAINT ck_log_leaf_leaf CHECK (octet_length(leaf) = 32),
    salt bytea NOT NULL,
    content bytea NOT NULL,
    position bigint CONSTRAINT uq_log_leaf_position UNIQUE
);
CREATE INDEX ix_log_leaf_pending ON log_leaf (key) WHERE position IS NULL;
CREATE TABLE log_tile (
    level integer NOT NULL,
    index bigint NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT pk_log_tile PRIMARY KEY (level, index)
);
CREATE TABLE log_checkpoint (
    size bigint CONSTRAINT pk_log_checkpoint PRIMARY KEY,
    note text NOT NULL,
    signed_at timestamptz NOT NULL,
    holds_acts boolean NOT NULL,
    stamp_token bytea,
    stamp_authority text,
    stamp_root text
);
CREATE TABLE opening (
    opening_id uuid CONSTRAINT pk_opening PRIMARY KEY,
    tender_id uuid NOT NULL,
    organisation text NOT NULL,
    status text NOT NULL
        CONSTRAINT ck_opening_status CHECK (status IN ('in_progress', 'interrupted', 'completed')),
    node text NOT NULL,
    recipient text NOT NULL,
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    decided_deadline timestamptz NOT NULL,
    decided_version integer NOT NULL,
    ended_at timestamptz
);
CREATE UNIQUE INDEX uq_opening_tender_id ON opening (tender_id) WHERE status IN ('in_progress', 'completed');
CREATE TABLE opening_custodian (
    opening_id uuid NOT NULL,
    custodian_id uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_opening_custodian PRIMARY KEY (opening_id, custodian_id)
);
CREATE TABLE opening_layer (
    opening_id uuid NOT NULL,
    file_id uuid NOT NULL,
    subset text NOT NULL,
    peeled integer NOT NULL,
    data bytea NOT NULL,
    custodian_id uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_opening_layer PRIMARY KEY (opening_id, file_id, subset)
);
CREATE TABLE opened_file (
    file_id uuid CONSTRAINT pk_opened_file PRIMARY KEY,
    tender_id uuid NOT NULL,
    opening_id uuid NOT NULL,
    outcome text NOT NULL,
    detail text NOT NULL,
    at timestamptz NOT NULL,
    blob_id text
);
CREATE INDEX ix_opened_file_tender_id ON opened_file (tender_id);
"""

# What was received stays received: the service can neither remove a deposit nor change what its leaf says.
_RIGHTS = """
REVOKE DELETE ON deposit, deposit_file, file_wrap, closing, opening, opening_custodian, opened_file FROM plis_responses;
REVOKE UPDATE, DELETE ON transmission, log_leaf, file_wrap, closing FROM plis_responses;
GRANT UPDATE (position) ON log_leaf TO plis_responses;
REVOKE DELETE ON log_leaf, log_tile FROM plis_responses;
REVOKE UPDATE ON deposit, deposit_file, log_checkpoint FROM plis_responses;
GRANT UPDATE (status, completed_at) ON deposit TO plis_responses;
GRANT UPDATE (blob_id, completed_at) ON deposit_file TO plis_responses;
GRANT UPDATE (stamp_token, stamp_authority, stamp_root) ON log_checkpoint TO plis_responses;
"""


def upgrade() -> None:
    """Make the tables and say what the service may never do to them."""
    create_service_tables(cast("Operations", op), version=1)
    connection = op.get_bind()
    connection.exec_driver_sql(_TABLES)
    connection.exec_driver_sql(_RIGHTS)
