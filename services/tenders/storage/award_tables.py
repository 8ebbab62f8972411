"""The tables that stand around awards: letters, checks of winners, requests of reasons, committees and sessions."""

from typing import Final

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tenders.storage.tables import METADATA

rejection: Final = Table(
    "rejection",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("decision_id", Uuid, nullable=False),
    Column("tender_id", Uuid, nullable=False),
    Column("lot_id", Uuid, nullable=False),
    Column("response_id", Uuid, nullable=False),
    Column("siret", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("ground", Text, nullable=False),
    Column("rank", Integer),
    Column("total", Numeric),
    Column("set_aside", JSONB(none_as_null=True)),
    Column("content", Text, nullable=False),
    Column("transmission", Text),
    Column("sent_on", Date),
    Column("recorded_at", DateTime(timezone=True)),
    Column("message_id", Text),
    Column("sent_content", Text),
)

winner_check: Final = Table(
    "winner_check",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("lot_id", Uuid, nullable=False),
    Column("response_id", Uuid, nullable=False),
    Column("siret", Text, nullable=False),
    Column("documents", JSONB, nullable=False),
    Column("deadline", DateTime(timezone=True), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("settled_on", Date),
)

reason_request: Final = Table(
    "reason_request",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("rejection_id", Uuid, nullable=False),
    Column("siret", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("confidence", Text, nullable=False),
    Column("answer", Text),
    Column("answered_on", Date),
)

committee: Final = Table(
    "committee",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("members", JSONB, nullable=False),
    Column("rules_reference", Text),
    Column("casting_vote", Boolean, nullable=False),
)

committee_session: Final = Table(
    "committee_session",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("committee_id", Uuid, nullable=False),
    Column("convened_on", Date, nullable=False),
    Column("meets_at", DateTime(timezone=True), nullable=False),
    Column("remote", Boolean, nullable=False),
    Column("agenda", JSONB, nullable=False),
    Column("advices", JSONB, nullable=False),
    Column("second_of", Uuid),
    Column("attendance", JSONB(none_as_null=True)),
    Column("votes", JSONB, nullable=False),
)
