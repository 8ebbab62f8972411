"""Create what companies write (forms, papers, consents) and what buyers ask; keep the lots of consultations."""

from alembic import op

revision = "20261123_0450"
down_revision = "20261123_0440"

_TABLES = """
ALTER TABLE known_tender ADD COLUMN lots jsonb NOT NULL DEFAULT '[]', ADD COLUMN kind text NOT NULL DEFAULT '';
CREATE TABLE candidacy_form (
    candidacy_id uuid CONSTRAINT pk_candidacy_form PRIMARY KEY
        CONSTRAINT fk_candidacy_form_candidacy_id_candidacy REFERENCES candidacy,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_candidacy_form_status CHECK (status IN ('draft', 'confirmed')),
    content jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    confirmed_at timestamptz
);
CREATE TABLE candidacy_form_version (
    candidacy_id uuid NOT NULL CONSTRAINT fk_candidacy_form_version_candidacy_id_candidacy REFERENCES candidacy,
    version integer NOT NULL,
    status text NOT NULL,
    content jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    CONSTRAINT pk_candidacy_form_version PRIMARY KEY (candidacy_id, version)
);
CREATE TABLE candidacy_paper (
    id uuid CONSTRAINT pk_candidacy_paper PRIMARY KEY,
    candidacy_id uuid NOT NULL CONSTRAINT fk_candidacy_paper_candidacy_id_candidacy REFERENCES candidacy,
    kind text NOT NULL,
    about text,
    name text NOT NULL,
    blob_id text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    added_at timestamptz NOT NULL,
    expires_on date,
    withdrawn_at timestamptz
);
CREATE INDEX ix_candidacy_paper_candidacy_id ON candidacy_paper (candidacy_id);
CREATE TABLE member_consent (
    candidacy_id uuid NOT NULL CONSTRAINT fk_member_consent_candidacy_id_candidacy REFERENCES candidacy,
    member text NOT NULL,
    siren text NOT NULL,
    composition text NOT NULL,
    status text NOT NULL CONSTRAINT ck_member_consent_status CHECK (status IN ('invited', 'given', 'declined')),
    invited_at timestamptz NOT NULL,
    answered_at timestamptz,
    own_candidacy_id uuid,
    reason text,
    CONSTRAINT pk_member_consent PRIMARY KEY (candidacy_id, member)
);
CREATE INDEX ix_member_consent_siren ON member_consent (siren, candidacy_id);
CREATE INDEX ix_candidacy_siren ON candidacy (siren);
CREATE TABLE tender_requirements (
    tender_id uuid CONSTRAINT pk_tender_requirements PRIMARY KEY,
    buyer_siret text NOT NULL,
    version integer NOT NULL,
    items jsonb NOT NULL
);
"""


def upgrade() -> None:
    """Make the tables."""
    op.get_bind().exec_driver_sql(_TABLES)
