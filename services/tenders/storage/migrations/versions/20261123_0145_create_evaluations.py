"""Create what the analysis of candidacies and bids needs: methods, rounds, notes, inquiries, price schedules."""

from alembic import op

from shared.storage.roles import role_of

revision = "20261123_0145"
down_revision = "20261123_0140"

_GRIDS = """
ALTER TABLE evaluation ADD COLUMN stage_id uuid;
CREATE TABLE evaluation_round (
    tender_id uuid NOT NULL CONSTRAINT fk_evaluation_round_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    stage_id uuid NOT NULL,
    version integer NOT NULL,
    sheets jsonb NOT NULL,
    ended_at timestamptz NOT NULL,
    CONSTRAINT pk_evaluation_round PRIMARY KEY (tender_id, lot_id, stage_id)
);
CREATE TABLE evaluation_note (
    tender_id uuid NOT NULL CONSTRAINT fk_evaluation_note_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    version integer NOT NULL,
    response_id uuid NOT NULL,
    entry text NOT NULL,
    score numeric NOT NULL,
    justification text,
    author text NOT NULL,
    noted_at timestamptz NOT NULL,
    CONSTRAINT pk_evaluation_note PRIMARY KEY (tender_id, lot_id, version, response_id, entry)
);
CREATE TABLE evaluation_method (
    tender_id uuid CONSTRAINT pk_evaluation_method PRIMARY KEY
        CONSTRAINT fk_evaluation_method_tender_id_tender REFERENCES tender,
    version integer NOT NULL,
    formula text NOT NULL CONSTRAINT ck_evaluation_method_formula CHECK (formula IN ('inverse_proportional',
        'linear_to_highest', 'linear_to_average', 'gap_from_lowest', 'quantised_steps')),
    step numeric,
    weights jsonb NOT NULL,
    amount_basis text NOT NULL,
    published boolean NOT NULL
);
"""

_INQUIRIES = """
CREATE TABLE inquiry (
    id uuid CONSTRAINT pk_inquiry PRIMARY KEY,
    tender_id uuid NOT NULL CONSTRAINT fk_inquiry_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL CONSTRAINT ck_inquiry_kind
        CHECK (kind IN ('completion', 'regularisation', 'justification', 'clarification')),
    response_ids jsonb NOT NULL,
    text text NOT NULL,
    sent_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    partial_reason text,
    answers jsonb NOT NULL
);
CREATE INDEX ix_inquiry_tender_id_id ON inquiry (tender_id, id);
CREATE TABLE candidacy_examination (
    tender_id uuid NOT NULL CONSTRAINT fk_candidacy_examination_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    version integer NOT NULL,
    examination_order text NOT NULL CONSTRAINT ck_candidacy_examination_order
        CHECK (examination_order IN ('before_bids', 'after_bids')),
    sheets jsonb NOT NULL,
    selection jsonb,
    CONSTRAINT pk_candidacy_examination PRIMARY KEY (tender_id, lot_id)
);
"""

_PRICES = """
CREATE TABLE price_schedule (
    tender_id uuid NOT NULL CONSTRAINT fk_price_schedule_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL CONSTRAINT ck_price_schedule_kind CHECK (kind IN ('unit_prices', 'quantities', 'lump_sum')),
    lines jsonb NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT pk_price_schedule PRIMARY KEY (tender_id, lot_id, version)
);
CREATE TABLE priced_offer (
    tender_id uuid NOT NULL CONSTRAINT fk_priced_offer_tender_id_tender REFERENCES tender,
    lot_id uuid NOT NULL,
    response_id uuid NOT NULL,
    schedule_version integer NOT NULL,
    lines jsonb NOT NULL,
    findings jsonb NOT NULL,
    amount numeric,
    CONSTRAINT pk_priced_offer PRIMARY KEY (tender_id, lot_id, response_id)
);
"""
# What was noted, and the grid of a round that is over, stay what they were; so does a schedule that was read.
_GRANTS = """
REVOKE UPDATE, DELETE ON evaluation_note, evaluation_round, price_schedule FROM {role};
"""


def upgrade() -> None:
    """Make the tables."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for statements in (_GRIDS, _INQUIRIES, _PRICES, _GRANTS.format(role=role_of(schema))):
        connection.exec_driver_sql(statements)
