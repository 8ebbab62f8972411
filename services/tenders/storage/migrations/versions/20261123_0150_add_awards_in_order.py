"""Add the order of the acts of an award: decisions, letters, checks, requests, committees, signature, notification."""

from alembic import op

revision = "20261123_0150"
down_revision = "20261123_0145"

_AWARD = """
ALTER TABLE award
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN status text NOT NULL DEFAULT 'informed' CONSTRAINT ck_award_status
        CHECK (status IN ('decided', 'informed', 'signed', 'effective', 'withdrawn')),
    ADD COLUMN decision_id uuid,
    ADD COLUMN decision jsonb,
    ADD COLUMN adjustments jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN withdrawal jsonb,
    ALTER COLUMN standstill_basis DROP NOT NULL,
    ALTER COLUMN sent_on DROP NOT NULL,
    ALTER COLUMN standstill_ends_on DROP NOT NULL,
    ALTER COLUMN notices SET DEFAULT '[]',
    DROP CONSTRAINT uq_award_tender_id_lot_id,
    ADD CONSTRAINT ck_award_standstill CHECK (num_nulls(standstill_basis, sent_on, standstill_ends_on) IN (0, 3)),
    ADD CONSTRAINT ck_award_withdrawal CHECK ((status = 'withdrawn') = (withdrawal IS NOT NULL));
UPDATE award SET decision_id = id, decision = jsonb_build_object(
    'organ', jsonb_build_object('kind', 'person', 'decided_on', sent_on::text, 'function', NULL, 'reference', NULL,
        'session', NULL),
    'standstill', CASE standstill_basis WHEN 'voluntary' THEN 'voluntary' ELSE 'by_law' END,
    'advices', '[]'::jsonb);
UPDATE award SET status = CASE contract.status WHEN 'notified' THEN 'effective' ELSE 'signed' END
    FROM contract WHERE contract.award_id = award.id;
ALTER TABLE award ALTER COLUMN decision_id SET NOT NULL, ALTER COLUMN decision SET NOT NULL;
CREATE INDEX ix_award_tender_id ON award (tender_id);
CREATE UNIQUE INDEX uq_award_lot_id_response_id ON award (tender_id, lot_id, response_id) WHERE status <> 'withdrawn';
"""

_REJECTION = """
CREATE TABLE rejection (
    id uuid CONSTRAINT pk_rejection PRIMARY KEY,
    version integer NOT NULL,
    decision_id uuid NOT NULL,
    tender_id uuid NOT NULL CONSTRAINT fk_rejection_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    response_id uuid NOT NULL,
    siret text NOT NULL,
    name text NOT NULL,
    ground text NOT NULL,
    rank integer,
    total numeric,
    set_aside jsonb,
    content text NOT NULL,
    transmission text,
    sent_on date,
    recorded_at timestamptz,
    message_id text,
    sent_content text,
    CONSTRAINT uq_rejection_decision_id_response_id UNIQUE (decision_id, response_id),
    CONSTRAINT ck_rejection_sending CHECK (num_nulls(transmission, sent_on, recorded_at, sent_content) IN (0, 4))
);
CREATE INDEX ix_rejection_tender_id_siret ON rejection (tender_id, siret);
INSERT INTO rejection (id, version, decision_id, tender_id, lot_id, response_id, siret, name, ground, rank, total,
        set_aside, content, transmission, sent_on, recorded_at, sent_content)
    SELECT gen_random_uuid(), 1, award.id, award.tender_id, award.lot_id, (notice ->> 'response')::uuid,
        notice ->> 'siret', notice ->> 'name',
        CASE WHEN notice -> 'set_aside' = 'null'::jsonb THEN 'ranked' ELSE 'set_aside' END,
        (notice ->> 'rank')::integer, (notice ->> 'total')::numeric, nullif(notice -> 'set_aside', 'null'::jsonb),
        '', 'electronic', award.sent_on, (notice ->> 'sent_at')::timestamptz, ''
    FROM award, jsonb_array_elements(award.notices) AS notice;
CREATE TABLE winner_check (
    id uuid CONSTRAINT pk_winner_check PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_winner_check_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    response_id uuid NOT NULL,
    siret text NOT NULL,
    documents jsonb NOT NULL,
    deadline timestamptz NOT NULL,
    asked_at timestamptz NOT NULL,
    outcome text NOT NULL CONSTRAINT ck_winner_check_outcome CHECK (outcome IN ('asked', 'provided', 'failed')),
    reason text,
    settled_on date,
    CONSTRAINT ck_winner_check_settled CHECK ((outcome = 'asked') = (settled_on IS NULL))
);
CREATE INDEX ix_winner_check_tender_id ON winner_check (tender_id);
CREATE TABLE reason_request (
    id uuid CONSTRAINT pk_reason_request PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_reason_request_tender_id_tender REFERENCES tender,
    rejection_id uuid NOT NULL CONSTRAINT fk_reason_request_rejection_id_rejection REFERENCES rejection,
    siret text NOT NULL,
    received_on date NOT NULL,
    due_on date NOT NULL,
    confidence text NOT NULL,
    answer text,
    answered_on date,
    CONSTRAINT ck_reason_request_answer CHECK (num_nulls(answer, answered_on) IN (0, 2))
);
CREATE INDEX ix_reason_request_tender_id ON reason_request (tender_id);
CREATE UNIQUE INDEX uq_reason_request_rejection_id ON reason_request (rejection_id) WHERE answered_on IS NULL;
"""

_COMMITTEE = """
CREATE TABLE committee (
    id uuid CONSTRAINT pk_committee PRIMARY KEY,
    organisation text NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    members jsonb NOT NULL,
    rules_reference text,
    casting_vote boolean NOT NULL
);
CREATE INDEX ix_committee_organisation_id ON committee (organisation, id);
CREATE TABLE committee_session (
    id uuid CONSTRAINT pk_committee_session PRIMARY KEY,
    organisation text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT ck_committee_session_status
        CHECK (status IN ('convened', 'sitting', 'without_quorum', 'closed')),
    committee_id uuid NOT NULL CONSTRAINT fk_committee_session_committee_id_committee REFERENCES committee,
    convened_on date NOT NULL,
    meets_at timestamptz NOT NULL,
    remote boolean NOT NULL,
    agenda jsonb NOT NULL,
    advices jsonb NOT NULL,
    second_of uuid CONSTRAINT fk_committee_session_second_of_committee_session REFERENCES committee_session,
    attendance jsonb,
    votes jsonb NOT NULL
);
CREATE INDEX ix_committee_session_committee_id_id ON committee_session (committee_id, id);
"""

_CONTRACT = """
ALTER TABLE contract
    ADD COLUMN signature jsonb NOT NULL DEFAULT '{"form": "handwritten", "function": null}',
    ADD COLUMN signed_document jsonb,
    ADD COLUMN notification jsonb,
    ADD COLUMN regime text,
    ALTER COLUMN tender_id DROP NOT NULL,
    ALTER COLUMN award_id DROP NOT NULL,
    ALTER COLUMN legality DROP NOT NULL,
    DROP CONSTRAINT ck_contract_status,
    ADD CONSTRAINT ck_contract_status
        CHECK (status IN ('signed', 'awaiting_acknowledgement', 'acknowledged', 'notified', 'cancelled')),
    ADD CONSTRAINT ck_contract_recorded CHECK (num_nulls(tender_id, award_id, legality) IN (0, 3)),
    ADD CONSTRAINT ck_contract_regime CHECK ((tender_id IS NULL) = (regime IS NOT NULL));
UPDATE contract SET notification = '{"means": "other", "message": null, "note": null}' WHERE notified_on IS NOT NULL;
ALTER TABLE contract ADD CONSTRAINT ck_contract_notification CHECK (num_nulls(notified_on, notification) IN (0, 2));
CREATE INDEX ix_contract_organisation_id ON contract (organisation, id);
CREATE INDEX ix_contract_tender_id ON contract (tender_id);
CREATE UNIQUE INDEX uq_contract_blob ON contract ((signed_document ->> 'blob')) WHERE signed_document IS NOT NULL;
"""


def upgrade() -> None:
    """Make the tables and carry over what was awarded before."""
    connection = op.get_bind()
    for statements in (_AWARD, _REJECTION, _COMMITTEE, _CONTRACT):
        connection.exec_driver_sql(statements)
