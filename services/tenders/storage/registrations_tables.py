"""The tables of registrations and of the register of downloads."""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, Table, Text, Uuid

from services.tenders.storage.tables import METADATA

registration: Final = Table(
    "registration",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("siret", Text),
    Column("email", Text),
    Column("unconfirmed_email", Text),
    Column("name", Text, nullable=False),
    Column("token_digest", Text),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("asked_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
)

download: Final = Table(
    "download",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("document_id", Uuid),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("siret", Text),
    Column("downloaded_at", DateTime(timezone=True), nullable=False),
)
