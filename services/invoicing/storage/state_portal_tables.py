"""The tables of the connection to the State's portal and of other doors, as queries see them."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, LargeBinary, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.invoicing.storage.tables import METADATA

connection: Final = Table(
    "state_portal_connection",
    METADATA,
    Column("siret", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("facts", JSONB, nullable=False),
)
poll: Final = Table(
    "state_portal_poll",
    METADATA,
    Column("siret", Text, primary_key=True),
    Column("cursor", DateTime(timezone=True), nullable=False),
    Column("works_cursor", DateTime(timezone=True), nullable=False),
    Column("structure", BigInteger),
    Column("due_at", DateTime(timezone=True)),
    Column("leased_until", DateTime(timezone=True)),
    Column("polled_at", DateTime(timezone=True)),
    Column("succeeded_at", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False),
    Column("problem", JSONB(none_as_null=True)),
)
portal_invoice: Final = Table(
    "state_portal_invoice",
    METADATA,
    Column("buyer_siret", Text, primary_key=True),
    Column("portal_id", BigInteger, primary_key=True),
    Column("number", Text, nullable=False),
    Column("supplier", Text),
    Column("status", Text, nullable=False),
    Column("status_at", DateTime(timezone=True), nullable=False),
    Column("standing", Text, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("invoice_id", Uuid),
    Column("notified_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False),
    Column("problem", JSONB(none_as_null=True)),
)
presented: Final = Table(
    "presented_invoice",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("seller_siret", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("type_code", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_incl_vat", Numeric, nullable=False),
    Column("amount_due", Numeric, nullable=False),
    Column("syntax", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("file_name", Text),
    Column("presented_at", DateTime(timezone=True), nullable=False),
    Column("presented_by", Text, nullable=False),
    Column("invited_at", DateTime(timezone=True)),
    Column("flow_number", Text),
    Column("due_at", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False),
    Column("problem", JSONB(none_as_null=True)),
    Column("errors", JSONB, nullable=False),
    Column("invoice_id", Uuid),
    Column("received_at", DateTime(timezone=True)),
)
presented_document: Final = Table(
    "presented_document",
    METADATA,
    Column("presented_id", Uuid, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
invitation: Final = Table(
    "portal_invitation",
    METADATA,
    Column("buyer_siret", Text, primary_key=True),
    Column("seller_siret", Text, primary_key=True),
    Column("invited_at", DateTime(timezone=True), nullable=False),
)
mandate: Final = Table(
    "forwarding_mandate",
    METADATA,
    Column("siret", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("facts", JSONB, nullable=False),
)
