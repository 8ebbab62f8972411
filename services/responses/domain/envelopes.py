"""When an envelope of the register may be opened: the reasons of annexe 6 for a copy, the law's order for paper.

Annexe 6 article 2 II (copie de sauvegarde); R2132-7, R2132-13, R2151-5, R2151-6 (responses on paper).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.responses.domain.consultation import Closing, Consultation
from services.responses.domain.deposit import Deposit
from services.responses.domain.opening import OpenedFile
from services.responses.domain.verdict import Timeliness, verdict
from shared.kernel.ids import DepositId, FileId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.registers.envelope import Envelope, EnvelopeStatus, Reason
from shared.sealing.outcome import Outcome


def reasons_found(
    deposits: Iterable[Deposit], outcomes: Mapping[FileId, OpenedFile], consultation: Consultation, closing: Closing
) -> Mapping[Reason, DepositId]:
    """Give each reason of annexe 6 that the facts of one company's deposits establish, with the deposit that does.

    A place that another response of the company fills in time needs no copy for lateness or incompleteness.
    """
    verdicts = [(deposit, verdict(deposit, consultation, closing)) for deposit in deposits]
    filled = {slot for deposit, one in verdicts if one.timeliness is Timeliness.IN_TIME for slot in deposit.slots}
    found: dict[Reason, DepositId] = {}
    for deposit, one in verdicts:
        if one.timeliness is not Timeliness.IN_TIME:
            if one.allows_backup_copy and not filled.issuperset(deposit.slots):
                found[Reason(one.timeliness.value)] = deposit.deposit_id
            continue
        opened = [outcomes[file.file_id] for file in deposit.files if file.file_id in outcomes]
        if any(file.is_infected for file in opened):
            found[Reason.MALWARE] = deposit.deposit_id
        if any(file.outcome is not Outcome.OPENED for file in opened):
            found[Reason.UNREADABLE] = deposit.deposit_id
    return found


class PaperStanding(StrEnum):
    """How a response on paper stands; only one in time is opened."""

    IN_TIME = "in_time"
    LATE = "late"
    REPLACED = "replaced"
    MIXED = "mixed"
    NOT_ADMITTED = "not_admitted"


PAPER_REFUSALS: Final[Mapping[PaperStanding, tuple[str, str]]] = MappingProxyType(
    {
        PaperStanding.NOT_ADMITTED: ("RSP-PAPER-NOT-ADMITTED", "R2132-7"),
        PaperStanding.LATE: ("RSP-ENVELOPE-LATE", "R2151-5"),
        PaperStanding.REPLACED: ("RSP-ENVELOPE-REPLACED", "R2151-6"),
        PaperStanding.MIXED: ("RSP-MIXED-TRANSMISSION", "R2132-13"),
    }
)


@dataclass(frozen=True, slots=True)
class PaperRegister:
    """The responses on paper of a consultation, against its closing and what was received electronically in time."""

    envelopes: tuple[Envelope, ...]
    consultation: Consultation
    closing: Closing
    electronic: frozenset[Siret]

    def standing(self, envelope: Envelope) -> PaperStanding:
        """Say how an envelope stands: the law's mode, then the hour, then the last one of its company (R2151-6)."""
        if not self.consultation.rules.takes_paper:
            return PaperStanding.NOT_ADMITTED
        if not envelope.is_in_time(self.closing.deadline):
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

    def _replaces(self, later: Envelope, earlier: Envelope) -> bool:
        same = (later.siret, later.lots) == (earlier.siret, earlier.lots)
        is_later = (later.received_at, later.number) > (earlier.received_at, earlier.number)
        return same and is_later and later.is_in_time(self.closing.deadline)
