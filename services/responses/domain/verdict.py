"""What a depositor is told of a response's time: the one decision, what it knew before, what it may still do.

CCP R2143-2, R2151-5 (what is late is eliminated); annexe 6 article 2 II 2° (the copie de sauvegarde of a response that
is late or incomplete may be opened, if its transmission had begun before the deadline). Computed, never stored:
a deadline that moved after a deposit gives an amended receipt.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.responses.domain.closing import is_in_time
from services.responses.domain.consultation import Closing, Consultation, KnownDeadline
from services.responses.domain.deposit import Deposit


class Timeliness(StrEnum):
    """How a response stands against a deadline."""

    IN_TIME = "in_time"
    LATE = "late"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a response stands: against the closing when it is final, else against the deadline known so far.

    ``is_amended``: the receipt of a complete response knew another deadline, or would have said otherwise.
    """

    timeliness: Timeliness
    deadline: KnownDeadline
    is_final: bool
    began_in_time: bool
    is_amended: bool

    @property
    def allows_backup_copy(self) -> bool:
        """Say whether the copie de sauvegarde may be opened for its lateness or its incompleteness (annexe 6)."""
        return self.began_in_time and self.timeliness is not Timeliness.IN_TIME


def verdict(deposit: Deposit, consultation: Consultation, closing: Closing | None) -> Verdict:
    """Judge one response as far as this service knows."""
    decided = closing or _as_closing(consultation, consultation.known_deadline)
    now = _timeliness(deposit, consultation, decided)
    then = _timeliness(deposit, consultation, _as_closing(consultation, deposit.known))
    is_other = then is not now or decided.deadline != deposit.known.deadline
    return Verdict(
        timeliness=now,
        deadline=KnownDeadline(decided.deadline, decided.deadline_version),
        is_final=closing is not None,
        began_in_time=decided.deadline.admits(consultation.legal_at(deposit.declared_at)),
        is_amended=deposit.completed_at is not None and is_other,
    )


def _timeliness(deposit: Deposit, consultation: Consultation, closing: Closing) -> Timeliness:
    if deposit.completed_at is None:
        return Timeliness.INCOMPLETE
    return Timeliness.IN_TIME if is_in_time(deposit, consultation, closing) else Timeliness.LATE


def _as_closing(consultation: Consultation, known: KnownDeadline) -> Closing:
    return Closing(consultation.tender_id, known.deadline, known.version)
