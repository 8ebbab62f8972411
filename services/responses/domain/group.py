"""A group of companies (groupement d'opérateurs économiques) as the platform may know it before the opening.

CCP R2142-19 to R2142-27. Its composition is content of the response: it is sealed in the manifest, and here stand only
its digest, the SIRET of its members and their consents, seen by them alone (R2142-23: the lead proves its mandate).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.kernel.ids import Id, TenderId
from shared.kernel.refusal import InvalidValue, refuse
from shared.kernel.siret import Siret

MOST_MEMBERS: Final = 50
_HEX: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class GroupId(Id):
    """A group that answers one consultation."""

    __slots__ = ()


class GroupStatus(StrEnum):
    """Where a group stands; a deposit waits for nobody."""

    PROPOSED = "proposed"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent of one member to the composition, and when; the journal keeps which account gave it."""

    siret: Siret
    at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """A group for one consultation; nothing of it ever changes, consents are added (R2142-26: a new group is made).

    A record (``shared/storage/record_store.py``): it is found by its identifier, and its handlers say who sees it.
    """

    group_id: GroupId
    tender_id: TenderId
    lead: Siret
    members: tuple[Siret, ...]
    composition_sha256: str
    proposed_at: datetime
    consents: tuple[Consent, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        if not _HEX.fullmatch(self.composition_sha256):
            raise InvalidValue("sha256", "Une empreinte SHA-256 a 64 chiffres hexadécimaux.")
        if not 1 <= len(self.members) <= MOST_MEMBERS or len({*self.members, self.lead}) != len(self.members) + 1:
            refuse("RSP-GROUP-MEMBERS", article="R2142-23", most=MOST_MEMBERS)

    @property
    def record_id(self) -> GroupId:
        """Its identifier."""
        return self.group_id

    @property
    def parent(self) -> TenderId:
        """The consultation that it answers."""
        return self.tender_id

    @property
    def organisation(self) -> Siret:
        """Its lead."""
        return self.lead

    @property
    def status(self) -> "GroupStatus":
        """Whether every member has consented."""
        return GroupStatus.PROPOSED if self.awaited else GroupStatus.AGREED

    def with_consent(self, member: Siret, at: datetime) -> "Group":
        """Add the consent of a member; a second one of the same member changes nothing."""
        if member not in self.awaited:
            return self
        return replace(self, consents=(*self.consents, Consent(member, at)), version=self.version + 1)

    def as_of(self, at: datetime) -> "Group":
        """Give the group with the consents that were there at an instant: frozen by a deposit (R2142-26)."""
        return replace(self, consents=tuple(consent for consent in self.consents if consent.at <= at))

    @property
    def awaited(self) -> tuple[Siret, ...]:
        """The members, the lead apart, whose consent is not there."""
        given = {consent.siret for consent in self.consents}
        return tuple(member for member in self.members if member not in given)
