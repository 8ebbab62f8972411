"""The tables of what companies write and of what buyers ask, as queries see them."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.mps.storage.tables import METADATA

candidacy_form: Final = Table(
    "candidacy_form",
    METADATA,
    Column("candidacy_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
)
candidacy_form_version: Final = Table(
    "candidacy_form_version",
    METADATA,
    Column("candidacy_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("status", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
)
candidacy_paper: Final = Table(
    "candidacy_paper",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("candidacy_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text),
    Column("name", Text, nullable=False),
    Column("blob_id", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("expires_on", Date),
    Column("withdrawn_at", DateTime(timezone=True)),
)
member_consent: Final = Table(
    "member_consent",
    METADATA,
    Column("candidacy_id", Uuid, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("siren", Text, nullable=False),
    Column("composition", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("invited_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    Column("own_candidacy_id", Uuid),
    Column("reason", Text),
    Column("role", Text, nullable=False),
)
tender_requirements: Final = Table(
    "tender_requirements",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("buyer_siret", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("announced_version", Integer, nullable=False),
)
