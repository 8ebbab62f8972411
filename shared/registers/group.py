"""A group of companies (groupement d'opérateurs économiques) as the platform may know it before the opening.

CCP R2142-19 to R2142-27. Its composition is content of the response: it is sealed in the manifest, and here stand only
its digest, the SIRET of its members and their consents, seen by them alone (R2142-23: the lead proves its mandate).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.kernel.clock import instant_text
from shared.kernel.ids import Id, TenderId
from shared.kernel.refusal import InvalidValue, refuse
from shared.kernel.siret import Siret
from shared.proof.canonical import Json

MOST_MEMBERS: Final = 50
_MOST_CONSENTS: Final = 500  # given and withdrawn again and again: who needs more proposes another group
_HEX: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class GroupId(Id):
    """A group that answers one consultation."""

    __slots__ = ()


class GroupStatus(StrEnum):
    """Where a group stands; a deposit waits for nobody."""

    PROPOSED = "proposed"
    AGREED = "agreed"


class GroupPlace(StrEnum):
    """Where a company stands in a group."""

    LEAD = "lead"
    AWAITED = "awaited"
    CONSENTED = "consented"


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent of one member to the composition, and when; the journal keeps which account gave it.

    Until the group deposits, a member may withdraw it: it stays written, with the instant of its withdrawal.
    """

    siret: Siret
    at: datetime
    withdrawn_at: datetime | None = None

    def stands_at(self, at: datetime) -> bool:
        """Say whether it was given and not withdrawn at an instant."""
        return self.at <= at and (self.withdrawn_at is None or at < self.withdrawn_at)


@dataclass(frozen=True, slots=True)
class Group:
    """A group for one consultation; its members never change, their consents do (R2142-26: a new group is made).

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
        """Add the consent of a member; a second one of the same member changes nothing.

        Raises:
            Refused: `RSP-GROUP-CONSENTS`.
        """
        if member not in self.awaited:
            return self
        if len(self.consents) >= _MOST_CONSENTS:
            refuse("RSP-GROUP-CONSENTS", most=_MOST_CONSENTS)
        return replace(self, consents=(*self.consents, Consent(member, at)), version=self.version + 1)

    def without_consent(self, member: Siret, at: datetime) -> "Group":
        """Withdraw the consent of a member, if it stands; a receipt keeps what stood when it was given."""
        if self.place_of(member) is not GroupPlace.CONSENTED:
            return self
        withdrawn = tuple(
            replace(one, withdrawn_at=at) if one.siret == member and one.withdrawn_at is None else one
            for one in self.consents
        )
        return replace(self, consents=withdrawn, version=self.version + 1)

    def as_of(self, at: datetime) -> "Group":
        """Give the group with the consents that stood at an instant: frozen by a deposit (R2142-26)."""
        standing = (replace(one, withdrawn_at=None) for one in self.consents if one.stands_at(at))
        return replace(self, consents=tuple(standing))

    def place_of(self, company: Siret) -> GroupPlace | None:
        """Say where a company stands in the group, None where it does not."""
        if company == self.lead:
            return GroupPlace.LEAD
        if company not in self.members:
            return None
        return GroupPlace.AWAITED if company in self.awaited else GroupPlace.CONSENTED

    @property
    def awaited(self) -> tuple[Siret, ...]:
        """The members, the lead apart, whose consent is not there, or was withdrawn."""
        given = {consent.siret for consent in self.consents if consent.withdrawn_at is None}
        return tuple(member for member in self.members if member not in given)


def group_content(group: Group) -> Json:
    """Write the members as the lead declared them, each with the instant of its consent (R2142-23)."""
    given = {consent.siret: instant_text(consent.at) for consent in group.consents}
    return {
        "group_id": str(group.group_id),
        "composition_sha256": group.composition_sha256,
        "members": [{"siret": str(member), "consented_at": given.get(member)} for member in group.members],
    }
