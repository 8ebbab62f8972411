"""The tables of the invoicing schema, as queries see them; the migrations make them.

An invoice's bytes stand in the same database as its row, so that one commit makes both and the event durable.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.storage.tables import service_metadata, service_tables

METADATA: Final = service_metadata()
SERVICE_TABLES: Final = service_tables(METADATA)

contract: Final = Table(
    "contract",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("tender_id", Uuid, nullable=False),
    Column("reference", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("buyer_name", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("contractor_siret", Text, nullable=False),
    Column("contractor_name", Text, nullable=False),
    Column("amount_excl_vat", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("notified_on", Date, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("legal_start", DateTime(timezone=True), nullable=False),
    Column("factor", Integer, nullable=False),
    Column("ended_on", Date),
    Column("is_works", Boolean),
)

subcontract: Final = Table(
    "subcontract",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("contract_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("siret", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("most_incl_vat", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("pays_directly", Boolean, nullable=False),
)

purchase_order: Final = Table(
    "purchase_order",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("contract_id", Uuid, nullable=False),
    Column("contract_reference", Text, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("buyer_name", Text, nullable=False),
    Column("seller_siret", Text, nullable=False),
    Column("seller_name", Text, nullable=False),
    Column("ordered_on", Date, nullable=False),
    Column("lines", JSONB, nullable=False),
)

invoice: Final = Table(
    "invoice",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("seller_siret", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("issue_year", Integer, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("type_code", Text, nullable=False),
    Column("order_reference", Text),
    Column("order_id", Uuid),
    Column("contract_id", Uuid),
    Column("commitment_id", Uuid),
    Column("service_code", Text),
    Column("contract_reference", Text),
    Column("frame", Text),
    Column("currency", Text, nullable=False),
    Column("amount_excl_vat", Numeric, nullable=False),
    Column("amount_incl_vat", Numeric, nullable=False),
    Column("amount_due", Numeric, nullable=False),
    Column("syntax", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("file_name", Text),
    Column("channel", Text, nullable=False),
    Column("entered_at", DateTime(timezone=True)),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("payer", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("legal_start", DateTime(timezone=True), nullable=False),
    Column("factor", Integer, nullable=False),
    Column("verdict", JSONB(none_as_null=True)),
    Column("differences", JSONB, nullable=False),
    Column("interruption", JSONB(none_as_null=True)),
    Column("refusal", JSONB(none_as_null=True)),
    Column("returned", JSONB(none_as_null=True)),
    Column("acceptance", JSONB(none_as_null=True)),
    Column("payment_order", JSONB(none_as_null=True)),
    Column("payment", JSONB(none_as_null=True)),
    Column("seller_name", Text),
    Column("buyer_name", Text),
    Column("portal_status", Text, nullable=False),
    Column("portal_status_at", DateTime(timezone=True), nullable=False),
    Column("fetched_by_buyer_at", DateTime(timezone=True)),
    Column("rejection_handled_at", DateTime(timezone=True)),
)

invoice_step: Final = Table(
    "invoice_step",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("invoice_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("passed_at", DateTime(timezone=True), nullable=False),
    Column("comment", Text, nullable=False),
)

invoice_document: Final = Table(
    "invoice_document",
    METADATA,
    Column("invoice_id", Uuid, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

recipient: Final = Table(
    "recipient",
    METADATA,
    Column("siret", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("facts", JSONB, nullable=False),
)

commitment: Final = Table(
    "commitment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("seller_siret", Text),
    Column("subject", Text, nullable=False),
    Column("ceiling", Numeric),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("service_code", Text),
    Column("closed_on", Date),
)

seller: Final = Table(
    "seller",
    METADATA,
    Column("siret", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("facts", JSONB, nullable=False),
)

flow: Final = Table(
    "flow",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("depositor_name", Text, nullable=False),
    Column("rights", JSONB, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("declared_syntax", Text),
    Column("ended_at", DateTime(timezone=True)),
    Column("entries", JSONB, nullable=False),
)

flow_document: Final = Table(
    "flow_document",
    METADATA,
    Column("flow_id", Uuid, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
