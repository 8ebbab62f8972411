"""Standstill between award and signature (délai de suspension), CCP R2182-1, R2182-2.

Eleven days between the sending of the rejections and the signature when they are sent electronically, as they always
are here. The count is date to date in Paris and the day of sending counts (CE, 2 August 2011, n° 347526): it is made
by ``shared.legal.calendar``, from the dated number of days.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.tenders.domain.errors import Code
from services.tenders.domain.model import ProcedureType
from shared.kernel.paris import display_day, legal_day
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


def standstill_basis(*, procedure: ProcedureType, tenderers: int, choice: StandstillChoice) -> StandstillBasis:
    """Say whether the law or the buyer's choice asks for a standstill; ``tenderers`` took part in the lot."""
    if procedure.is_formal and tenderers > 1:
        return StandstillBasis.REQUIRED
    if choice is StandstillChoice.VOLUNTARY:
        return StandstillBasis.VOLUNTARY
    return StandstillBasis.SINGLE_TENDERER if procedure.is_formal else StandstillBasis.ADAPTED_PROCEDURE


def standstill_of(*, basis: StandstillBasis, sent_on: date, law: LegalTable) -> Standstill:
    """Give the standstill of rejections sent electronically on a legal day.

    Raises:
        NoLegalValue: the table does not reach that day.
    """
    if not basis.binds:
        return Standstill(basis=basis, sent_on=sent_on, ends_on=sent_on - timedelta(days=1), confidence=None)
    counted = standstill_end(sent_on=sent_on, transmission=Transmission.ELECTRONIC, table=law)
    return Standstill(basis=basis, sent_on=sent_on, ends_on=counted.last_day, confidence=counted.rule.confidence)


def refuse_signature(*, standstill: Standstill, legal_now: datetime) -> Refusal | None:
    """A contract is signed from the day after the standstill on, never during it (R2182-1)."""
    today = legal_day(legal_now)
    if today >= standstill.signable_from:
        return None
    facts = {
        "ends_on": display_day(standstill.ends_on),
        "signable_from": display_day(standstill.signable_from),
        "today": display_day(today),
    }
    return Refusal(code=Code.STANDSTILL_RUNNING, article="R2182-1", facts=facts)
