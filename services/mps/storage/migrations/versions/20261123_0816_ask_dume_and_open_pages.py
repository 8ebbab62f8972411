"""Keep the errands asked of the DUME service, the links that open pages, and the procedure of consultations."""

from alembic import op

revision = "20261123_0816"
down_revision = "20261123_0812"

_TABLES = """
ALTER TABLE known_tender ADD COLUMN procedure text NOT NULL DEFAULT '';
CREATE TABLE dume_errand (
    id uuid CONSTRAINT pk_dume_errand PRIMARY KEY,
    kind text NOT NULL CONSTRAINT ck_dume_errand_kind CHECK (kind IN ('request', 'response', 'essential_data')),
    tender_id uuid NOT NULL,
    siret text NOT NULL,
    siren text NOT NULL,
    requester text NOT NULL,
    asked_at timestamptz NOT NULL,
    status text NOT NULL
        CONSTRAINT ck_dume_errand_status CHECK (status IN ('waiting', 'done', 'refused', 'given_up')),
    tries integer NOT NULL,
    next_try_at timestamptz,
    candidacy_id uuid CONSTRAINT fk_dume_errand_candidacy_id_candidacy REFERENCES candidacy,
    dume_id text,
    content text,
    detail text,
    answered_at timestamptz,
    CONSTRAINT uq_dume_errand_tender_id UNIQUE (tender_id, kind, siren)
);
CREATE INDEX ix_dume_errand_next_try_at ON dume_errand (next_try_at) WHERE status = 'waiting';
CREATE TABLE page_link (
    subject text NOT NULL CONSTRAINT ck_page_link_subject CHECK (subject IN ('market', 'application')),
    identifier text NOT NULL,
    number integer NOT NULL,
    editor_id uuid NOT NULL CONSTRAINT fk_page_link_editor_id_editor REFERENCES editor,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    session_digest text CONSTRAINT uq_page_link_session_digest UNIQUE,
    session_ends_at timestamptz,
    CONSTRAINT pk_page_link PRIMARY KEY (subject, identifier, number)
);
"""


def upgrade() -> None:
    """Make the tables."""
    op.get_bind().exec_driver_sql(_TABLES)
