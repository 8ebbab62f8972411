"""Create the consultations, their documents, grids, awards and contracts, and what is kept of other services."""

from typing import cast

from alembic import op
from alembic.operations import Operations

from shared.storage.tables import create_service_tables

revision = "20261122_2200"
down_revision = None

_TENDER = """
CREATE TABLE tender (
    id uuid CONSTRAINT pk_tender PRIMARY KEY,
    organisation text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_tender_status
        CHECK (status IN ('draft', 'published', 'closed', 'opened', 'awarded')),
    buyer_name text NOT NULL,
    buyer_kind text NOT NULL,
    title text NOT NULL,
    object text NOT NULL,
    kind text NOT NULL,
    procedure text NOT NULL,
    estimated_value numeric NOT NULL,
    lots jsonb NOT NULL,
    criteria jsonb NOT NULL,
    custodian_ids jsonb NOT NULL,
    opening_threshold smallint NOT NULL,
    max_file_bytes bigint NOT NULL,
    max_deposit_bytes bigint NOT NULL,
    deadline timestamptz NOT NULL,
    deadline_version integer NOT NULL,
    closes_at timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    legal_start timestamptz NOT NULL,
    factor integer NOT NULL,
    sandbox boolean NOT NULL,
    published_at timestamptz,
    launched_on date,
    advices jsonb,
    closed_at timestamptz,
    search_words text NOT NULL,
    CONSTRAINT ck_tender_publication CHECK (num_nulls(published_at, launched_on, advices) IN (0, 3)),
    CONSTRAINT ck_tender_published CHECK ((status = 'draft') = (published_at IS NULL))
);
CREATE INDEX ix_tender_organisation_id ON tender (organisation, id);
CREATE INDEX ix_tender_closes_at ON tender (closes_at) WHERE status = 'published';
CREATE INDEX ix_tender_published_at_id ON tender (published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX ix_tender_search_words ON tender USING gin (to_tsvector('simple'::regconfig, search_words))
    WHERE published_at IS NOT NULL;
CREATE TABLE document (
    id uuid CONSTRAINT pk_document PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_document_tender_id_tender REFERENCES tender,
    name text NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    media_type text NOT NULL,
    blob_id text NOT NULL CONSTRAINT uq_document_blob_id UNIQUE,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    added_at timestamptz NOT NULL,
    CONSTRAINT uq_document_tender_id_name_version UNIQUE (tender_id, name, version)
);
"""

_READ_MODELS = """
CREATE TABLE custodian (
    id uuid CONSTRAINT pk_custodian PRIMARY KEY,
    organisation text NOT NULL,
    recipient text NOT NULL,
    version integer NOT NULL
);
CREATE TABLE opening (
    tender_id uuid CONSTRAINT pk_opening PRIMARY KEY,
    opening_id uuid NOT NULL,
    version integer NOT NULL,
    responses jsonb NOT NULL
);
"""

_AWARD = """
CREATE TABLE evaluation (
    tender_id uuid NOT NULL CONSTRAINT fk_evaluation_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    version integer NOT NULL,
    sheets jsonb NOT NULL,
    CONSTRAINT pk_evaluation PRIMARY KEY (tender_id, lot_id)
);
CREATE TABLE award (
    id uuid CONSTRAINT pk_award PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_award_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    response_id uuid NOT NULL,
    ranking jsonb NOT NULL,
    reason text,
    notices jsonb NOT NULL,
    standstill_basis text NOT NULL,
    sent_on date NOT NULL,
    standstill_ends_on date NOT NULL,
    standstill_confidence text,
    awarded_at timestamptz NOT NULL,
    CONSTRAINT uq_award_tender_id_lot_id UNIQUE (tender_id, lot_id)
);
CREATE TABLE contract (
    id uuid CONSTRAINT pk_contract PRIMARY KEY,
    organisation text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_contract_status
        CHECK (status IN ('signed', 'awaiting_acknowledgement', 'acknowledged', 'notified')),
    reference text NOT NULL,
    tender_id uuid NOT NULL CONSTRAINT fk_contract_tender_id_tender REFERENCES tender,
    award_id uuid NOT NULL CONSTRAINT fk_contract_award_id_award REFERENCES award
        CONSTRAINT uq_contract_award_id UNIQUE,
    object text NOT NULL,
    kind text NOT NULL,
    lot jsonb NOT NULL,
    buyer_name text NOT NULL,
    buyer_kind text NOT NULL,
    contractor_siret text NOT NULL,
    contractor_name text NOT NULL,
    amount_excl_vat numeric NOT NULL,
    launched_on date NOT NULL,
    started_at timestamptz NOT NULL,
    legal_start timestamptz NOT NULL,
    factor integer NOT NULL,
    sandbox boolean NOT NULL,
    legality jsonb NOT NULL,
    signed_on date NOT NULL,
    acknowledgement text,
    acknowledged_on date,
    notified_on date,
    CONSTRAINT uq_contract_organisation_reference UNIQUE (organisation, reference),
    CONSTRAINT ck_contract_acknowledgement CHECK (num_nulls(acknowledgement, acknowledged_on) IN (0, 2))
);
CREATE INDEX ix_contract_awaiting ON contract (id) WHERE status = 'awaiting_acknowledgement';
"""


def upgrade() -> None:
    """Make the first schema."""
    create_service_tables(cast("Operations", op), version=1)
    connection = op.get_bind()
    for statements in (_TENDER, _READ_MODELS, _AWARD):
        connection.exec_driver_sql(statements)
