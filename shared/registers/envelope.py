"""Envelopes received by other means (registre des plis): copies de sauvegarde, and responses on paper.

R2132-11 and annexe 6 article 2 (arrêté of 22 March 2019, LEGIARTI000047480156): a copy is opened only when malware was
found in the electronic response, or when that response is incomplete, late or cannot be opened although its sending
had begun before the deadline; a copy that holds malware is set aside; a copy that was not opened is destroyed.
R2132-12, R2132-13, R2151-5, R2151-6: responses on paper where the law excepts a consultation. Read on 2026-11-23.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.kernel.deadline import Deadline
from shared.kernel.ids import Id, OpeningId, TenderId
from shared.kernel.refusal import InvalidValue, refuse
from shared.kernel.siret import Siret


class EnvelopeId(Id):
    """An envelope of the register."""

    __slots__ = ()


class EnvelopeKind(StrEnum):
    """What an envelope is."""

    BACKUP_COPY = "backup_copy"
    RESPONSE = "response"


class Medium(StrEnum):
    """How it came."""

    PAPER = "paper"
    PHYSICAL = "physical"
    ELECTRONIC = "electronic"


class EnvelopeStatus(StrEnum):
    """Where an envelope stands."""

    SEALED = "sealed"
    OPENED = "opened"
    SET_ASIDE = "set_aside"
    DESTROYED = "destroyed"


class PermissionStatus(StrEnum):
    """Whether electronic copies are admitted."""

    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPermission:
    """That the documents of a consultation allow electronic copies by another channel (annexe 6 article 2 I)."""

    record_id: TenderId
    parent: TenderId
    organisation: Siret
    version: int
    status: PermissionStatus
    stated_in: str
    given_at: datetime


class EnvelopeAction(StrEnum):
    """What an agent decides of an envelope."""

    OPEN = "open"
    SET_ASIDE = "set_aside"
    DESTROY = "destroy"


class Reason(StrEnum):
    """The only reasons for which a copie de sauvegarde is opened (annexe 6 article 2 II)."""

    MALWARE = "malware"
    INCOMPLETE = "incomplete"
    LATE = "late"
    UNREADABLE = "unreadable"


ENVELOPE_TRANSITIONS: Final[Mapping[tuple[EnvelopeStatus, EnvelopeAction], EnvelopeStatus]] = MappingProxyType(
    {
        (EnvelopeStatus.SEALED, EnvelopeAction.OPEN): EnvelopeStatus.OPENED,
        (EnvelopeStatus.SEALED, EnvelopeAction.SET_ASIDE): EnvelopeStatus.SET_ASIDE,
        (EnvelopeStatus.SEALED, EnvelopeAction.DESTROY): EnvelopeStatus.DESTROYED,
        (EnvelopeStatus.OPENED, EnvelopeAction.SET_ASIDE): EnvelopeStatus.SET_ASIDE,
        (EnvelopeStatus.OPENED, EnvelopeAction.DESTROY): EnvelopeStatus.DESTROYED,
        (EnvelopeStatus.SET_ASIDE, EnvelopeAction.DESTROY): EnvelopeStatus.DESTROYED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One line of the register; ``parent`` is the consultation, ``received_at`` is in its legal time.

    ``reception`` is where an electronic copy lies sealed; it is opened there, by the same custodians.
    """

    record_id: EnvelopeId
    parent: TenderId
    organisation: Siret
    version: int
    status: EnvelopeStatus
    kind: EnvelopeKind
    medium: Medium
    number: int
    siret: Siret
    name: str
    lots: tuple[int, ...]
    received_at: datetime
    registered_at: datetime
    registered_by: str
    reception: TenderId | None = None
    reason: Reason | None = None
    opening_id: OpeningId | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str | None = None
    opened_at: datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= 200:
            raise InvalidValue("name", "Le nom de l'entreprise a de 1 à 200 caractères.")

    def is_in_time(self, deadline: Deadline) -> bool:
        """Say whether it came in time: the same decision as for electronic responses (R2132-11, R2151-5)."""
        return deadline.admits(self.received_at)

    def decided(self, action: EnvelopeAction, *, by: str, at: datetime, note: str) -> "Envelope":
        """Give the envelope after a decision.

        Raises:
            Refused: `ENV-OVER` when the register says that nothing like this can happen any more.
        """
        following = ENVELOPE_TRANSITIONS.get((self.status, action))
        if following is None or (self.kind is EnvelopeKind.RESPONSE and action is EnvelopeAction.SET_ASIDE):
            refuse("ENV-OVER", status=self.status.value, action=action.value)
        opened_at = at if action is EnvelopeAction.OPEN else self.opened_at
        decided = replace(self, status=following, version=self.version + 1, opened_at=opened_at)
        return replace(decided, decided_at=at, decided_by=by, note=note)
