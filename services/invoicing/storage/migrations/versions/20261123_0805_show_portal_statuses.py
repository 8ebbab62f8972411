"""Show invoices as the State's portal does: status with its instant, its history, routing returns, names, marks."""

from alembic import op

revision = "20261123_0805"
down_revision = "20261123_0750"

_STATEMENTS = """
ALTER TABLE invoice DROP CONSTRAINT ck_invoice_status;
ALTER TABLE invoice ADD CONSTRAINT ck_invoice_status CHECK (status IN
    ('received', 'validated', 'interrupted', 'accepted', 'payment_ordered', 'with_accountant', 'booked', 'paid',
     'refused', 'returned'));
ALTER TABLE invoice
    ADD COLUMN returned jsonb,
    ADD COLUMN seller_name text,
    ADD COLUMN buyer_name text,
    ADD COLUMN portal_status text,
    ADD COLUMN portal_status_at timestamptz,
    ADD COLUMN fetched_by_buyer_at timestamptz,
    ADD COLUMN rejection_handled_at timestamptz;
CREATE TABLE invoice_step (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_invoice_step PRIMARY KEY,
    invoice_id uuid NOT NULL CONSTRAINT fk_invoice_step_invoice_id_invoice REFERENCES invoice,
    status text NOT NULL,
    passed_at timestamptz NOT NULL,
    comment text NOT NULL
);
CREATE INDEX ix_invoice_step_invoice_id_id ON invoice_step (invoice_id, id);
"""
# What happened before is known from the events; what they no longer tell is dated at the reception.
_PAST = """
INSERT INTO invoice_step (invoice_id, status, passed_at, comment)
SELECT i.id, shown.status, o.recorded_at, coalesce(o.envelope::jsonb -> 'data' ->> shown.said, '')
FROM outbox o
JOIN (VALUES
    ('invoice_received.v1', 'DEPOSEE', ''), ('invoice_validated.v1', 'MISE_A_DISPOSITION', ''),
    ('invoice_interrupted.v1', 'SUSPENDUE', 'reason'), ('invoice_completed.v1', 'MISE_A_DISPOSITION', ''),
    ('invoice_accepted.v1', 'SERVICE_FAIT', ''), ('invoice_partly_accepted.v1', 'SERVICE_FAIT', 'reason'),
    ('payment_ordered.v1', 'MANDATEE', 'payment_order_number'), ('invoice_paid.v1', 'MISE_EN_PAIEMENT', ''),
    ('invoice_refused.v1', 'REJETEE', 'reason')
) AS shown (type, status, said) ON shown.type = o.type
JOIN invoice i ON i.id::text = o.aggregate_id
ORDER BY o.ordinal;
UPDATE invoice SET portal_status = CASE status
    WHEN 'received' THEN 'DEPOSEE' WHEN 'validated' THEN 'MISE_A_DISPOSITION' WHEN 'interrupted' THEN 'SUSPENDUE'
    WHEN 'accepted' THEN 'SERVICE_FAIT' WHEN 'payment_ordered' THEN 'MANDATEE' WHEN 'paid' THEN 'MISE_EN_PAIEMENT'
    ELSE 'REJETEE' END;
INSERT INTO invoice_step (invoice_id, status, passed_at, comment)
SELECT i.id, i.portal_status, i.received_at, '' FROM invoice i
WHERE NOT EXISTS (SELECT 1 FROM invoice_step s WHERE s.invoice_id = i.id AND s.status = i.portal_status);
UPDATE invoice i SET portal_status_at = (
    SELECT max(s.passed_at) FROM invoice_step s WHERE s.invoice_id = i.id AND s.status = i.portal_status);
"""
_AFTERWARDS = """
ALTER TABLE invoice ALTER COLUMN portal_status SET NOT NULL, ALTER COLUMN portal_status_at SET NOT NULL;
CREATE INDEX ix_invoice_buyer_siret_portal_status_at ON invoice (buyer_siret, portal_status_at, id);
CREATE INDEX ix_invoice_seller_siren_portal_status_at ON invoice (left(seller_siret, 9), portal_status_at, id);
CREATE INDEX ix_invoice_seller_siren_number ON invoice (left(seller_siret, 9), number);
CREATE INDEX ix_flow_entries ON flow USING gin (entries jsonb_path_ops);
"""


def upgrade() -> None:
    """Add the columns, write the past down, then hold every invoice to them."""
    for statements in (_STATEMENTS, _PAST, _AFTERWARDS):
        op.get_bind().exec_driver_sql(statements)
