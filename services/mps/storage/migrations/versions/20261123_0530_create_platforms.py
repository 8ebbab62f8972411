"""Create the editors, their access tokens, markets and applications, and what they are told."""

from alembic import op

revision = "20261123_0530"
down_revision = "20261123_0520"

_TABLES = """
CREATE TABLE editor (
    id uuid CONSTRAINT pk_editor PRIMARY KEY,
    name text NOT NULL,
    is_active boolean NOT NULL,
    secret_digest text,
    generation integer NOT NULL,
    redirect_url text,
    webhook_url text,
    created_at timestamptz NOT NULL,
    failures integer NOT NULL,
    suspended_until timestamptz
);
CREATE TABLE editor_token (
    digest text CONSTRAINT pk_editor_token PRIMARY KEY,
    editor_id uuid NOT NULL CONSTRAINT fk_editor_token_editor_id_editor REFERENCES editor,
    scopes jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ix_editor_token_editor_id ON editor_token (editor_id);
CREATE TABLE public_market (
    identifier text CONSTRAINT pk_public_market PRIMARY KEY,
    editor_id uuid NOT NULL CONSTRAINT fk_public_market_editor_id_editor REFERENCES editor,
    tender_id uuid NOT NULL CONSTRAINT uq_public_market_tender_id UNIQUE,
    version integer NOT NULL,
    name text NOT NULL,
    lots jsonb NOT NULL,
    deadline timestamptz NOT NULL,
    buyer text NOT NULL,
    market_types jsonb NOT NULL,
    provider_user_id text,
    status text NOT NULL CONSTRAINT ck_public_market_status CHECK (status IN ('open', 'completed')),
    created_at timestamptz NOT NULL,
    completed_at timestamptz
);
CREATE TABLE market_application (
    identifier text CONSTRAINT pk_market_application PRIMARY KEY,
    editor_id uuid NOT NULL CONSTRAINT fk_market_application_editor_id_editor REFERENCES editor,
    market_identifier text NOT NULL
        CONSTRAINT fk_market_application_market_identifier_public_market REFERENCES public_market,
    siret text,
    provider_user_id text,
    status text NOT NULL CONSTRAINT ck_market_application_status CHECK (status IN ('open', 'completed')),
    created_at timestamptz NOT NULL,
    candidacy_id uuid CONSTRAINT fk_market_application_candidacy_id_candidacy REFERENCES candidacy,
    completed_at timestamptz
);
CREATE TABLE editor_notification (
    id uuid CONSTRAINT pk_editor_notification PRIMARY KEY,
    editor_id uuid NOT NULL CONSTRAINT fk_editor_notification_editor_id_editor REFERENCES editor,
    event text NOT NULL,
    body text NOT NULL,
    status text NOT NULL CONSTRAINT ck_editor_notification_status
        CHECK (status IN ('sync_pending', 'sync_completed', 'sync_failed')),
    tries integer NOT NULL,
    next_try_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    last_status integer,
    last_detail text NOT NULL
);
CREATE INDEX ix_editor_notification_next_try_at ON editor_notification (next_try_at) WHERE status = 'sync_pending';
"""


def upgrade() -> None:
    """Make the tables."""
    op.get_bind().exec_driver_sql(_TABLES)
