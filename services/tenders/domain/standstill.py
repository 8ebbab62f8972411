"""Standstill between award and signature (délai de suspension), CCP R2182-1, R2182-2.

Eleven days between the sending of the rejections and the signature when they are sent electronically, sixteen when
they are not. Each letter has its own delay and the latest end binds. The count is date to date in Paris and the day
of sending counts (CE, 2 August 2011, n° 347526): it is made by ``shared.legal.calendar``, from the dated number of
days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.tenders.domain.errors import Code
from shared.kernel.paris import display_day
from shared.kernel.refusal import Refusal
from shared.legal import LegalTable
from shared.legal.calendar import Transmission, standstill_end


class StandstillChoice(StrEnum):
    """What the buyer asks where the law asks nothing."""

    BY_LAW = "by_law"
    VOLUNTARY = "voluntary"  # an adapted procedure may keep the delay, and close the contractual review


class StandstillBasis(StrEnum):
    """Why there is a standstill, or none."""

    REQUIRED = "required"  # R2182-1
    VOLUNTARY = "voluntary"
    SINGLE_TENDERER = "single_tenderer"  # R2182-2 1°
    SUBSEQUENT_CONTRACT = "subsequent_contract"  # R2182-2 2°
    ADAPTED_PROCEDURE = "adapted_procedure"  # R2182-1 speaks of formal procedures alone

    @property
    def binds(self) -> bool:
        """Say whether the signature has to wait."""
        return self in (StandstillBasis.REQUIRED, StandstillBasis.VOLUNTARY)


@dataclass(frozen=True, slots=True)
class Standstill:
    """The standstill of one award: the legal day of sending and the last legal day without signature.

    Without standstill the last day is the eve of the sending: the contract may be signed at once. ``confidence``
    is that of the number of days in the legal table; None when no day is counted.
    """

    basis: StandstillBasis
    sent_on: date
    ends_on: date
    confidence: str | None

    @property
    def signable_from(self) -> date:
        """The first legal day on which the contract may be signed, which rejections state (R2181-3 2°)."""
        return self.ends_on + timedelta(days=1)


def standstill_basis(
    *, formal: bool, tenderers: int, choice: StandstillChoice, subsequent: bool = False
) -> StandstillBasis:
    """Say whether the law or the buyer's choice asks for a standstill.

    ``tenderers`` took part in the lot; ``subsequent`` says that the contract rests on a framework agreement or on a
    dynamic purchasing system.
    """
    if formal and tenderers > 1 and not subsequent:
        return StandstillBasis.REQUIRED
    if choice is StandstillChoice.VOLUNTARY:
        return StandstillBasis.VOLUNTARY
    if not formal:
        return StandstillBasis.ADAPTED_PROCEDURE
    return StandstillBasis.SUBSEQUENT_CONTRACT if subsequent else StandstillBasis.SINGLE_TENDERER


def standstill_of(
    *, basis: StandstillBasis, sent: Sequence[tuple[date, Transmission]], decided_on: date, law: LegalTable
) -> Standstill:
    """Give the standstill of letters sent on legal days; the one whose delay ends last binds.

    Without any letter the day of the decision stands for that of the sending.

    Raises:
        NoLegalValue: the table does not reach that day.
    """
    sent_on = max((day for day, _ in sent), default=decided_on)
    if not basis.binds or not sent:
        # Nobody to wait for: the eve of the last sending leaves the signature possible at once.
        return Standstill(basis=basis, sent_on=sent_on, ends_on=sent_on - timedelta(days=1), confidence=None)
    counted = [standstill_end(sent_on=day, transmission=means, table=law) for day, means in sent]
    last = max(counted, key=lambda period: period.last_day)
    return Standstill(basis=basis, sent_on=sent_on, ends_on=last.last_day, confidence=last.rule.confidence)


def refuse_signature(*, standstill: Standstill, signed_on: date) -> Refusal | None:
    """A contract is signed from the day after the standstill on, never during it (R2182-1)."""
    if signed_on >= standstill.signable_from:
        return None
    facts = {
        "ends_on": display_day(standstill.ends_on),
        "signable_from": display_day(standstill.signable_from),
        "today": display_day(signed_on),
    }
    return Refusal(code=Code.STANDSTILL_RUNNING, article="R2182-1", facts=facts)
