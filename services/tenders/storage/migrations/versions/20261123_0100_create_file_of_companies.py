"""Create what surrounds the documents: registrations, downloads, changes, questions, visits and samples."""

from alembic import op

revision = "20261123_0100"
down_revision = "20261122_2200"

_DOCUMENTS = """
ALTER TABLE document
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawal_reason text,
    ADD COLUMN withheld boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT ck_document_withdrawal CHECK (num_nulls(withdrawn_at, withdrawal_reason) IN (0, 2)),
    ADD CONSTRAINT ck_document_withheld CHECK (NOT withheld OR withdrawn_at IS NOT NULL);
CREATE TABLE elsewhere_document (
    id uuid CONSTRAINT pk_elsewhere_document PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_elsewhere_document_tender_id_tender REFERENCES tender,
    name text NOT NULL,
    reason text NOT NULL,
    means text NOT NULL,
    added_at timestamptz NOT NULL,
    CONSTRAINT uq_elsewhere_document_tender_id_name UNIQUE (tender_id, name)
);
CREATE TABLE registration (
    id uuid CONSTRAINT pk_registration PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_registration_tender_id_tender REFERENCES tender,
    siret text,
    email text,
    unconfirmed_email text,
    name text NOT NULL,
    token_digest text,
    registered_at timestamptz NOT NULL,
    asked_at timestamptz,
    ended_at timestamptz
);
CREATE UNIQUE INDEX uq_registration_tender_id_siret ON registration (tender_id, siret)
    WHERE ended_at IS NULL AND siret IS NOT NULL;
CREATE UNIQUE INDEX uq_registration_tender_id_email ON registration (tender_id, coalesce(email, unconfirmed_email))
    WHERE ended_at IS NULL AND siret IS NULL;
CREATE UNIQUE INDEX uq_registration_token_digest ON registration (token_digest) WHERE token_digest IS NOT NULL;
CREATE INDEX ix_registration_tender_id_id ON registration (tender_id, id);
CREATE INDEX ix_registration_unconfirmed_email ON registration (unconfirmed_email, asked_at)
    WHERE unconfirmed_email IS NOT NULL;
CREATE TABLE download (
    id uuid CONSTRAINT pk_download PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_download_tender_id_tender REFERENCES tender,
    document_id uuid CONSTRAINT fk_download_document_id_document REFERENCES document,
    name text NOT NULL,
    version integer NOT NULL,
    visitor text NOT NULL CONSTRAINT ck_download_visitor CHECK (visitor IN ('anonymous', 'company', 'buyer', 'other')),
    siret text,
    downloaded_at timestamptz NOT NULL
);
CREATE INDEX ix_download_tender_id_id ON download (tender_id, id);
"""

_CHANGES = """
CREATE TABLE rectification (
    id uuid CONSTRAINT pk_rectification PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_rectification_tender_id_tender REFERENCES tender,
    number integer NOT NULL,
    made_at timestamptz NOT NULL,
    items jsonb NOT NULL,
    importance text NOT NULL,
    importance_reason text,
    deadline_before timestamptz NOT NULL,
    deadline_after timestamptz NOT NULL,
    deadline_proposed timestamptz,
    override_reason text,
    CONSTRAINT uq_rectification_tender_id_number UNIQUE (tender_id, number)
);
CREATE TABLE question (
    id uuid CONSTRAINT pk_question PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_question_tender_id_tender REFERENCES tender,
    organisation text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_question_status CHECK (status IN ('asked', 'answered', 'refused', 'withdrawn')),
    author_siret text,
    registration_id uuid CONSTRAINT fk_question_registration_id_registration REFERENCES registration,
    content text NOT NULL,
    asked_at timestamptz NOT NULL,
    too_late boolean NOT NULL,
    number integer,
    published_text text,
    answer text,
    refusal_reason text,
    settled_at timestamptz,
    CONSTRAINT ck_question_author CHECK (num_nonnulls(author_siret, registration_id) = 1),
    CONSTRAINT uq_question_tender_id_number UNIQUE (tender_id, number)
);
CREATE INDEX ix_question_tender_id_id ON question (tender_id, id);
"""

_VISITS = """
CREATE TABLE site_visit (
    id uuid CONSTRAINT pk_site_visit PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_site_visit_tender_id_tender REFERENCES tender,
    organisation text NOT NULL,
    mandatory boolean NOT NULL,
    place text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    capacity integer,
    cancelled_at timestamptz
);
CREATE INDEX ix_site_visit_tender_id_starts_at ON site_visit (tender_id, starts_at);
CREATE TABLE visit_booking (
    id uuid CONSTRAINT pk_visit_booking PRIMARY KEY,
    visit_id uuid NOT NULL CONSTRAINT fk_visit_booking_visit_id_site_visit REFERENCES site_visit,
    siret text NOT NULL,
    name text NOT NULL,
    booked_at timestamptz NOT NULL,
    cancelled_at timestamptz,
    attended_at timestamptz
);
CREATE UNIQUE INDEX uq_visit_booking_visit_id_siret ON visit_booking (visit_id, siret) WHERE cancelled_at IS NULL;
CREATE TABLE sample (
    id uuid CONSTRAINT pk_sample PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_sample_tender_id_tender REFERENCES tender,
    organisation text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_sample_status CHECK (status IN ('held', 'returned', 'destroyed')),
    number integer NOT NULL,
    siret text NOT NULL,
    name text NOT NULL,
    medium text NOT NULL,
    description text NOT NULL,
    lot_number integer,
    place text NOT NULL,
    received_at timestamptz NOT NULL,
    late boolean NOT NULL,
    settled_at timestamptz,
    note text,
    CONSTRAINT uq_sample_tender_id_number UNIQUE (tender_id, number)
);
"""


def upgrade() -> None:
    """Make the tables."""
    connection = op.get_bind()
    for statements in (_DOCUMENTS, _CHANGES, _VISITS):
        connection.exec_driver_sql(statements)
