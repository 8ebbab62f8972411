"""Keep what deposits confirmed and seals said, groups of companies with their consents, lots that ended alone."""

from alembic import op

revision = "20261123_0450"
down_revision = "20261123_0445"

_CHANGES = """
ALTER TABLE deposit ADD COLUMN particulars jsonb NOT NULL DEFAULT '{}';
ALTER TABLE abandonment ADD COLUMN lot_number integer NOT NULL DEFAULT 0;
ALTER TABLE abandonment DROP CONSTRAINT pk_abandonment;
ALTER TABLE abandonment ADD CONSTRAINT pk_abandonment PRIMARY KEY (tender_id, lot_number);
ALTER TABLE opened_file ADD COLUMN parts jsonb;
CREATE INDEX ix_deposit_siret_receiving ON deposit (siret) WHERE status = 'receiving';
UPDATE consultation SET facts = jsonb_strip_nulls(facts - ARRAY[
    'deadline', 'deadline_version', 'custodians', 'threshold', 'file_bytes', 'deposit_bytes'
] || jsonb_build_object(
    'tender_id', tender_id::text, 'version', version,
    'known_deadline', jsonb_build_object('deadline', facts -> 'deadline', 'version', facts -> 'deadline_version'),
    'custody', jsonb_build_object('custodians', facts -> 'custodians', 'threshold', facts -> 'threshold'),
    'limits', jsonb_build_object('file_bytes', facts -> 'file_bytes', 'deposit_bytes', facts -> 'deposit_bytes')
));
"""


def upgrade() -> None:
    """Make columns, and keep consultations as records."""
    op.get_bind().exec_driver_sql(_CHANGES)
