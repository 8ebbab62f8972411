"""Through which way an invoice was received: the platform itself, or the State's portal from which it was fetched."""

from enum import StrEnum


class Channel(StrEnum):
    """The ways by which an invoice counts as received; each has its own legal date of reception (R2192-15)."""

    PLATFORM = "platform"
    STATE_PORTAL = "state_portal"
