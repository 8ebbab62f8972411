"""Responses on paper of one consultation: which of them is opened (R2132-7, R2132-13, R2151-5, R2151-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.kernel.clock import instant_text
from shared.kernel.deadline import Deadline
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.legal.electronic import ResponseRules
from shared.proof.canonical import Json
from shared.registers.envelope import Envelope, EnvelopeStatus


class PaperStanding(StrEnum):
    """How a response on paper stands; only one in time is opened."""

    IN_TIME = "in_time"
    LATE = "late"
    REPLACED = "replaced"
    MIXED = "mixed"
    NOT_ADMITTED = "not_admitted"


PAPER_REFUSALS: Final[Mapping[PaperStanding, tuple[str, str]]] = MappingProxyType(
    {
        PaperStanding.NOT_ADMITTED: ("ENV-PAPER-NOT-ADMITTED", "R2132-7"),
        PaperStanding.LATE: ("ENV-LATE", "R2151-5"),
        PaperStanding.REPLACED: ("ENV-REPLACED", "R2151-6"),
        PaperStanding.MIXED: ("ENV-MIXED-TRANSMISSION", "R2132-13"),
    }
)


@dataclass(frozen=True, slots=True)
class PaperRegister:
    """The responses on paper of a consultation, against its closing and what was received electronically in time."""

    envelopes: tuple[Envelope, ...]
    rules: ResponseRules
    deadline: Deadline
    electronic: frozenset[Siret]

    def standing(self, envelope: Envelope) -> PaperStanding:
        """Say how an envelope stands: the law's mode, then the hour, then the last one of its company (R2151-6)."""
        if not self.rules.takes_paper:
            return PaperStanding.NOT_ADMITTED
        if not envelope.is_in_time(self.deadline):
            return PaperStanding.LATE
        if any(self._replaces(one, envelope) for one in self.envelopes):
            return PaperStanding.REPLACED
        return PaperStanding.MIXED if envelope.siret in self.electronic else PaperStanding.IN_TIME

    def check(self, envelope: Envelope) -> None:
        """Check that an envelope may be opened.

        Raises:
            Refused: one of ``PAPER_REFUSALS``.
        """
        standing = self.standing(envelope)
        if standing is not PaperStanding.IN_TIME:
            code, article = PAPER_REFUSALS[standing]
            refuse(code, article=article, number=envelope.number)

    @property
    def unopened(self) -> tuple[Envelope, ...]:
        """The envelopes that are still to be opened."""
        sealed = [one for one in self.envelopes if one.status is EnvelopeStatus.SEALED]
        return tuple(one for one in sealed if self.standing(one) is PaperStanding.IN_TIME)

    def told(self, envelope: Envelope, *, is_opened: bool) -> Json:
        """Write an envelope as the minutes of an opening say it."""
        return {
            "envelope_id": str(envelope.record_id),
            "number": envelope.number,
            "medium": envelope.medium.value,
            "siret": str(envelope.siret),
            "name": envelope.name,
            "lots": list(envelope.lots),
            "legal_received_at": instant_text(envelope.received_at),
            "standing": self.standing(envelope).value,
            "opened": is_opened,
        }

    def _replaces(self, later: Envelope, earlier: Envelope) -> bool:
        same = (later.siret, later.lots) == (earlier.siret, earlier.lots)
        is_later = (later.received_at, later.number) > (earlier.received_at, earlier.number)
        return same and is_later and later.is_in_time(self.deadline)
