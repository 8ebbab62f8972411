"""Create the webhooks, the log of their calls and the events of each organisation."""

from alembic import op

from shared.storage.roles import role_of

revision = "20261123_0200"
down_revision = "20261123_0155"

_WEBHOOKS = """
CREATE TABLE webhook (
    id uuid CONSTRAINT pk_webhook PRIMARY KEY,
    organisation text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_webhook_status CHECK (status IN ('pending', 'active', 'suspended')),
    url text NOT NULL,
    types jsonb NOT NULL,
    generation integer NOT NULL,
    is_secret_shown boolean NOT NULL,
    previous_until timestamptz,
    position bigint NOT NULL,
    last_event_id uuid,
    failures integer NOT NULL,
    next_try_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX ix_webhook_organisation_id ON webhook (organisation, id);
CREATE INDEX ix_webhook_next_try_at ON webhook (next_try_at) WHERE status <> 'suspended';
CREATE TABLE webhook_delivery (
    id uuid CONSTRAINT pk_webhook_delivery PRIMARY KEY,
    webhook_id uuid NOT NULL CONSTRAINT fk_webhook_delivery_webhook_id_webhook REFERENCES webhook,
    event_id uuid,
    event_type text NOT NULL,
    at timestamptz NOT NULL,
    outcome text NOT NULL
        CONSTRAINT ck_webhook_delivery_outcome CHECK (outcome IN ('delivered', 'failed', 'refused')),
    status smallint,
    detail text NOT NULL,
    milliseconds integer NOT NULL
);
CREATE INDEX ix_webhook_delivery_webhook_id_id ON webhook_delivery (webhook_id, id);
CREATE TABLE organisation_event (
    organisation text NOT NULL,
    position bigint NOT NULL,
    event_id uuid NOT NULL CONSTRAINT uq_organisation_event_event_id UNIQUE,
    type text NOT NULL,
    aggregate_id text NOT NULL,
    CONSTRAINT pk_organisation_event PRIMARY KEY (organisation, position)
);
CREATE INDEX ix_organisation_event_aggregate_id ON organisation_event (aggregate_id);
"""

_GRANTS = """
REVOKE ALL ON organisation_event, webhook_delivery FROM {role};
GRANT SELECT, INSERT ON organisation_event TO {role};
GRANT SELECT, INSERT, DELETE ON webhook_delivery TO {role};
"""


def upgrade() -> None:
    """Make the tables of webhooks."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for statements in (_WEBHOOKS, _GRANTS.format(role=role_of(schema))):
        connection.exec_driver_sql(statements)
