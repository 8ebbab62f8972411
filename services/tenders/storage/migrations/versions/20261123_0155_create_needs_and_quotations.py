"""Create the worksheets of needs, the answers to advices and the requests for quotations."""

from alembic import op

from shared.storage.roles import role_of

revision = "20261123_0155"
down_revision = "20261123_0150"

_NEEDS = """
CREATE TABLE need (
    id uuid CONSTRAINT pk_need PRIMARY KEY,
    organisation text NOT NULL,
    version integer NOT NULL,
    family text NOT NULL,
    content jsonb NOT NULL
);
CREATE INDEX ix_need_organisation_id ON need (organisation, id);
CREATE INDEX ix_need_organisation_family ON need (organisation, family);
CREATE TABLE need_revision (
    need_id uuid NOT NULL CONSTRAINT fk_need_revision_need_id_need REFERENCES need,
    version integer NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT pk_need_revision PRIMARY KEY (need_id, version)
);
CREATE TABLE tender_need (
    tender_id uuid CONSTRAINT pk_tender_need PRIMARY KEY
        CONSTRAINT fk_tender_need_tender_id_tender REFERENCES tender,
    need_id uuid NOT NULL CONSTRAINT fk_tender_need_need_id_need REFERENCES need,
    need_version integer NOT NULL
);
CREATE INDEX ix_tender_need_need_id ON tender_need (need_id);
CREATE TABLE passage (
    tender_id uuid NOT NULL CONSTRAINT fk_passage_tender_id_tender REFERENCES tender,
    act text NOT NULL,
    decided_at timestamptz NOT NULL,
    acknowledged jsonb NOT NULL,
    overrides jsonb NOT NULL
);
CREATE INDEX ix_passage_tender_id_decided_at ON passage (tender_id, decided_at);
"""

_QUOTATIONS = """
CREATE TABLE quotation (
    id uuid CONSTRAINT pk_quotation PRIMARY KEY,
    organisation text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_quotation_status
        CHECK (status IN ('draft', 'sent', 'decided', 'ordered', 'abandoned')),
    buyer_name text NOT NULL,
    buyer_kind text NOT NULL,
    content jsonb NOT NULL,
    audience text NOT NULL,
    family text NOT NULL,
    unit text,
    invited jsonb NOT NULL,
    sent_at timestamptz,
    quotes jsonb NOT NULL,
    choice jsonb,
    made_order jsonb,
    abandoned_reason text,
    estimated_value numeric NOT NULL,
    reference text,
    ordered_on date,
    amount numeric,
    supplier text,
    CONSTRAINT uq_quotation_organisation_reference UNIQUE (organisation, reference),
    CONSTRAINT ck_quotation_ordered CHECK ((status = 'ordered') = (reference IS NOT NULL))
);
CREATE INDEX ix_quotation_organisation_id ON quotation (organisation, id);
CREATE INDEX ix_quotation_organisation_ordered_on ON quotation (organisation, ordered_on)
    WHERE ordered_on IS NOT NULL;
CREATE INDEX ix_quotation_public_id ON quotation (id) WHERE audience = 'public' AND sent_at IS NOT NULL;
CREATE TABLE quotation_company (
    quotation_id uuid NOT NULL CONSTRAINT fk_quotation_company_quotation_id_quotation REFERENCES quotation,
    siret text NOT NULL,
    CONSTRAINT pk_quotation_company PRIMARY KEY (quotation_id, siret)
);
CREATE INDEX ix_quotation_company_siret_quotation_id ON quotation_company (siret, quotation_id);
CREATE TABLE quote_blob (
    blob_id text CONSTRAINT pk_quote_blob PRIMARY KEY,
    quotation_id uuid NOT NULL CONSTRAINT fk_quote_blob_quotation_id_quotation REFERENCES quotation
);
"""

# What was written of a need and what was answered to an advice stay as they were.
_GRANTS = """
REVOKE ALL ON need_revision, passage, quote_blob FROM {role};
GRANT SELECT, INSERT ON need_revision, passage, quote_blob TO {role};
REVOKE DELETE ON need, quotation FROM {role};
"""


def upgrade() -> None:
    """Make the tables."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for statements in (_NEEDS, _QUOTATIONS, _GRANTS.format(role=role_of(schema))):
        connection.exec_driver_sql(statements)
