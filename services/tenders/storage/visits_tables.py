"""The tables of site visits and of samples."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text, Uuid

from services.tenders.storage.tables import METADATA

site_visit: Final = Table(
    "site_visit",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("mandatory", Boolean, nullable=False),
    Column("place", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("capacity", Integer),
    Column("cancelled_at", DateTime(timezone=True)),
)

visit_booking: Final = Table(
    "visit_booking",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("visit_id", Uuid, nullable=False),
    Column("siret", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("booked_at", DateTime(timezone=True), nullable=False),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("attended_at", DateTime(timezone=True)),
)

sample: Final = Table(
    "sample",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("siret", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("medium", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("lot_number", Integer),
    Column("place", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("note", Text),
)
