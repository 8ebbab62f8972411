"""Create the messages with proof, the e-mails that tell of them and the addresses of organisations."""

from alembic import op

from shared.storage.roles import role_of

revision = "20261123_0105"
down_revision = "20261123_0100"

_MESSAGES = """
CREATE TABLE message (
    id uuid CONSTRAINT pk_message PRIMARY KEY,
    thread_id uuid NOT NULL,
    tender_id uuid CONSTRAINT fk_message_tender_id_tender REFERENCES tender,
    kind text NOT NULL,
    organisation text,
    sender_name text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    link text,
    sent_at timestamptz NOT NULL,
    legal_sent_at timestamptz NOT NULL,
    factor integer NOT NULL
);
CREATE INDEX ix_message_organisation_id ON message (organisation, id);
CREATE INDEX ix_message_thread_id ON message (thread_id, id);
CREATE TABLE message_addressee (
    message_id uuid NOT NULL CONSTRAINT fk_message_addressee_message_id_message REFERENCES message,
    number integer NOT NULL,
    siret text,
    email text,
    name text NOT NULL,
    read_at timestamptz,
    told_at timestamptz NOT NULL,
    reminders integer NOT NULL,
    CONSTRAINT pk_message_addressee PRIMARY KEY (message_id, number),
    CONSTRAINT ck_message_addressee_reachable CHECK (num_nonnulls(siret, email) > 0)
);
CREATE INDEX ix_message_addressee_siret_message_id ON message_addressee (siret, message_id);
CREATE INDEX ix_message_addressee_unread ON message_addressee (told_at) WHERE read_at IS NULL AND siret IS NOT NULL;
"""

_EMAILS = """
CREATE TABLE email (
    id uuid CONSTRAINT pk_email PRIMARY KEY,
    message_id uuid NOT NULL,
    addressee integer NOT NULL,
    sending integer NOT NULL,
    address text NOT NULL,
    status text NOT NULL
        CONSTRAINT ck_email_status CHECK (status IN ('waiting', 'accepted', 'bounced', 'invalid', 'abandoned')),
    tries integer NOT NULL,
    created_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    CONSTRAINT fk_email_message_id_addressee_message_addressee
        FOREIGN KEY (message_id, addressee) REFERENCES message_addressee,
    CONSTRAINT uq_email_message_id_addressee_sending_address UNIQUE (message_id, addressee, sending, address)
);
CREATE INDEX ix_email_next_try_at ON email (next_try_at, id) WHERE status = 'waiting';
CREATE TABLE email_attempt (
    email_id uuid NOT NULL CONSTRAINT fk_email_attempt_email_id_email REFERENCES email,
    number integer NOT NULL,
    at timestamptz NOT NULL,
    outcome text NOT NULL
        CONSTRAINT ck_email_attempt_outcome CHECK (outcome IN ('accepted', 'deferred', 'refused')),
    host text NOT NULL,
    identifier text NOT NULL,
    code bigint,
    answer text NOT NULL,
    queue_id text,
    CONSTRAINT pk_email_attempt PRIMARY KEY (email_id, number)
);
CREATE TABLE contact (
    organisation text CONSTRAINT pk_contact PRIMARY KEY,
    version integer NOT NULL,
    addresses jsonb NOT NULL
);
"""

# What was sent and what a mail server answered stay as they were; a reading is written once, by its column alone.
_GRANTS = """
REVOKE ALL ON message, message_addressee, email_attempt FROM {role};
GRANT SELECT, INSERT ON message, message_addressee, email_attempt TO {role};
GRANT UPDATE (read_at, told_at, reminders) ON message_addressee TO {role};
REVOKE DELETE ON email FROM {role};
"""


def upgrade() -> None:
    """Make the tables of messages."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for statements in (_MESSAGES, _EMAILS, _GRANTS.format(role=role_of(schema))):
        connection.exec_driver_sql(statements)
