"""The tables of messages, of the e-mails that tell of them and of the addresses of organisations."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tenders.storage.tables import METADATA

message: Final = Table(
    "message",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("thread_id", Uuid, nullable=False),
    Column("tender_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("organisation", Text),  # the sender; none when the platform writes
    Column("sender_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("link", Text),
    Column("sent_at", DateTime(timezone=True), nullable=False),
    Column("legal_sent_at", DateTime(timezone=True), nullable=False),
    Column("factor", Integer, nullable=False),
)

addressee: Final = Table(
    "message_addressee",
    METADATA,
    Column("message_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("siret", Text),
    Column("email", Text),
    Column("name", Text, nullable=False),
    Column("read_at", DateTime(timezone=True)),
    Column("told_at", DateTime(timezone=True), nullable=False),
    Column("reminders", Integer, nullable=False),
)

email: Final = Table(
    "email",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("message_id", Uuid, nullable=False),
    Column("addressee", Integer, nullable=False),
    Column("sending", Integer, nullable=False),
    Column("address", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("next_try_at", DateTime(timezone=True), nullable=False),
)

attempt: Final = Table(
    "email_attempt",
    METADATA,
    Column("email_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("identifier", Text, nullable=False),
    Column("code", BigInteger),
    Column("answer", Text, nullable=False),
    Column("queue_id", Text),
)

contact: Final = Table(
    "contact",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("addresses", JSONB, nullable=False),
)
