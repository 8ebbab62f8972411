"""Keep what deposits confirmed and seals said, groups of companies with their consents, lots that ended alone."""

from alembic import op

from shared.storage.roles import role_of

revision = "20261123_0450"
down_revision = "20261123_0445"

_CHANGES = """
ALTER TABLE deposit ADD COLUMN particulars jsonb NOT NULL DEFAULT '{{}}';
ALTER TABLE abandonment ADD COLUMN lot_number integer NOT NULL DEFAULT 0;
ALTER TABLE abandonment DROP CONSTRAINT pk_abandonment;
ALTER TABLE abandonment ADD CONSTRAINT pk_abandonment PRIMARY KEY (tender_id, lot_number);
ALTER TABLE opened_file ADD COLUMN parts jsonb;
CREATE TABLE response_group (
    group_id uuid CONSTRAINT pk_response_group PRIMARY KEY,
    tender_id uuid NOT NULL,
    lead text NOT NULL,
    members jsonb NOT NULL,
    composition_sha256 text NOT NULL,
    proposed_at timestamptz NOT NULL
);
CREATE INDEX ix_response_group_tender_id ON response_group (tender_id);
CREATE TABLE group_consent (
    group_id uuid NOT NULL CONSTRAINT fk_group_consent_group_id_response_group REFERENCES response_group,
    siret text NOT NULL,
    subject text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_group_consent PRIMARY KEY (group_id, siret)
);
CREATE INDEX ix_deposit_siret_receiving ON deposit (siret) WHERE status = 'receiving';
UPDATE consultation SET facts = jsonb_strip_nulls(facts - ARRAY[
    'deadline', 'deadline_version', 'custodians', 'threshold', 'file_bytes', 'deposit_bytes'
] || jsonb_build_object(
    'tender_id', tender_id::text, 'version', version,
    'known_deadline', jsonb_build_object('deadline', facts -> 'deadline', 'version', facts -> 'deadline_version'),
    'custody', jsonb_build_object('custodians', facts -> 'custodians', 'threshold', facts -> 'threshold'),
    'limits', jsonb_build_object('file_bytes', facts -> 'file_bytes', 'deposit_bytes', facts -> 'deposit_bytes')
));
REVOKE UPDATE, DELETE ON response_group, group_consent FROM {role};
"""


def upgrade() -> None:
    """Make columns and tables, and keep consultations as records; a composition and a consent never change."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_CHANGES.format(role=role_of(schema)))
