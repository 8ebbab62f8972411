"""The tables of a contract in force; the value itself is one JSON column, what is looked for is a column of its own."""

from typing import Final

from sqlalchemy import Column, Date, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tenders.storage.tables import METADATA

modification: Final = Table(
    "modification",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", JSONB, nullable=False),
)

service_order: Final = Table(
    "service_order",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", JSONB, nullable=False),
)

subcontract: Final = Table(
    "subcontract",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("waits_until", Date),  # the last day of silence of a declaration that nobody answered
    Column("content", JSONB, nullable=False),
)

duty_record: Final = Table(
    "duty_record",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("done_on", Date, nullable=False),
    Column("reference", Text, nullable=False),
)
