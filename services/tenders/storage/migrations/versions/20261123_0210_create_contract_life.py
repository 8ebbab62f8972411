"""Create what happens to a contract in force: modifications, service orders, subcontracts, its end, duties done."""

from alembic import op

from shared.storage.roles import role_of

revision = "20261123_0210"
down_revision = "20261123_0200"

_LIFE = """
CREATE TABLE modification (
    id uuid CONSTRAINT pk_modification PRIMARY KEY,
    contract_id uuid NOT NULL CONSTRAINT fk_modification_contract_id_contract REFERENCES contract,
    version integer NOT NULL,
    number integer NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT uq_modification_contract_id_number UNIQUE (contract_id, number)
);
CREATE TABLE service_order (
    id uuid CONSTRAINT pk_service_order PRIMARY KEY,
    contract_id uuid NOT NULL CONSTRAINT fk_service_order_contract_id_contract REFERENCES contract,
    number integer NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT uq_service_order_contract_id_number UNIQUE (contract_id, number)
);
CREATE TABLE subcontract (
    id uuid CONSTRAINT pk_subcontract PRIMARY KEY,
    contract_id uuid NOT NULL CONSTRAINT fk_subcontract_contract_id_contract REFERENCES contract,
    version integer NOT NULL,
    waits_until date,
    content jsonb NOT NULL
);
CREATE INDEX ix_subcontract_contract_id ON subcontract (contract_id);
CREATE INDEX ix_subcontract_waits_until ON subcontract (waits_until) WHERE waits_until IS NOT NULL;
CREATE TABLE duty_record (
    id uuid CONSTRAINT pk_duty_record PRIMARY KEY,
    organisation text NOT NULL,
    code text NOT NULL,
    object_id text NOT NULL,
    done_on date NOT NULL,
    reference text NOT NULL
);
CREATE INDEX ix_duty_record_organisation_object_id ON duty_record (organisation, object_id);
ALTER TABLE contract
    ADD COLUMN ending jsonb,
    DROP CONSTRAINT ck_contract_status,
    ADD CONSTRAINT ck_contract_status CHECK (status IN
        ('signed', 'awaiting_acknowledgement', 'acknowledged', 'notified', 'cancelled', 'completed', 'terminated')),
    ADD CONSTRAINT ck_contract_ending CHECK ((ending IS NOT NULL) = (status IN ('completed', 'terminated')));
CREATE INDEX ix_contract_contractor_siret_id ON contract (contractor_siret, id);
"""

# What was ordered and what was declared done stays as it was written.
_GRANTS = """
REVOKE ALL ON service_order, duty_record FROM {role};
GRANT SELECT, INSERT ON service_order, duty_record TO {role};
REVOKE DELETE ON modification, subcontract FROM {role};
"""


def upgrade() -> None:
    """Make the tables."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for statements in (_LIFE, _GRANTS.format(role=role_of(schema))):
        connection.exec_driver_sql(statements)
