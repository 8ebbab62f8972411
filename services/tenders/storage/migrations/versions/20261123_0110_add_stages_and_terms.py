"""Add the terms, the later stages and the ends of lots to consultations, with the versions of their content."""

from alembic import op

from shared.storage.roles import role_of

revision = "20261123_0110"
down_revision = "20261123_0105"

_TENDER = """
ALTER TABLE tender
    ADD COLUMN terms jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN later_stages jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN ends jsonb NOT NULL DEFAULT '{}';
ALTER TABLE tender
    ALTER COLUMN terms DROP DEFAULT,
    ALTER COLUMN later_stages DROP DEFAULT,
    ALTER COLUMN ends DROP DEFAULT;
ALTER TABLE tender DROP CONSTRAINT ck_tender_status;
ALTER TABLE tender ADD CONSTRAINT ck_tender_status
    CHECK (status IN ('draft', 'published', 'closed', 'opened', 'awarded', 'abandoned'));
UPDATE tender SET ends = awarded.ends FROM (
    SELECT tender_id, jsonb_object_agg(lot_id::text, jsonb_build_object('outcome', 'awarded')) AS ends
    FROM award GROUP BY tender_id
) AS awarded WHERE awarded.tender_id = tender.id;
CREATE TABLE later_stage (
    id uuid CONSTRAINT pk_later_stage PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_later_stage_tender_id_tender REFERENCES tender
);
CREATE TABLE tender_version (
    tender_id uuid NOT NULL CONSTRAINT fk_tender_version_tender_id_tender REFERENCES tender,
    version integer NOT NULL,
    published boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT pk_tender_version PRIMARY KEY (tender_id, version)
);
"""
# A version that somebody has seen stays what it was.
_GRANTS = """
REVOKE UPDATE, DELETE ON tender_version, later_stage FROM {role};
"""


def upgrade() -> None:
    """Add the columns and the two tables."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for statements in (_TENDER, _GRANTS.format(role=role_of(schema))):
        connection.exec_driver_sql(statements)
