"""Open the interface of the State's portal: applications, tokens, technical accounts, whole numbers."""

from alembic import op

revision = "20261123_0750"
down_revision = "20261123_0520"

_STATEMENTS = """
CREATE TABLE portal_application (
    id uuid CONSTRAINT pk_portal_application PRIMARY KEY,
    name text NOT NULL,
    is_active boolean NOT NULL,
    secret_digest text,
    created_at timestamptz NOT NULL
);
CREATE TABLE portal_token (
    digest text CONSTRAINT pk_portal_token PRIMARY KEY,
    application_id uuid NOT NULL CONSTRAINT fk_portal_token_application_id_portal_application
        REFERENCES portal_application,
    scopes jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ix_portal_token_application_id ON portal_token (application_id);
CREATE TABLE technical_account (
    login text CONSTRAINT pk_technical_account PRIMARY KEY,
    version integer NOT NULL,
    facts jsonb NOT NULL
);
CREATE TABLE portal_number (
    number bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000001) CONSTRAINT pk_portal_number PRIMARY KEY,
    kind text NOT NULL,
    key text NOT NULL,
    CONSTRAINT uq_portal_number_kind_key UNIQUE (kind, key)
);
ALTER TABLE flow DROP CONSTRAINT uq_flow_organisation_sha256,
    ADD CONSTRAINT uq_flow_organisation_sha256_declared_syntax
        UNIQUE NULLS NOT DISTINCT (organisation, sha256, declared_syntax);
"""


def upgrade() -> None:
    """Create the four tables; the same bytes declared otherwise are another flow."""
    op.get_bind().exec_driver_sql(_STATEMENTS)
