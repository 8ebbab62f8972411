"""Keeping and destroying responses (conservation, destruction), CCP R2184-12 and R2184-13.

Candidacies and bids are kept at least five years from the signature of the contract; whatever belongs to a contract
(the response of its contractor) is not destroyed here. A lot that ended without award has no signature: its responses,
opened or still sealed, are kept as long from the day on which it was given up (R2185-1; instruction on the archives of
28 August 2009). Where neither is known there is no date, and nothing is destroyed. Late and replaced responses stay
sealed until the same day.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.kernel.ids import ContractId, DepositId, Id, TenderId
from shared.kernel.paris import display_day
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


class DestructionId(Id):
    """A destruction of responses, proposed or done."""

    __slots__ = ()


class SignatureStatus(StrEnum):
    """Whether a signed contract still stands."""

    SIGNED = "signed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The signature of a contract: the legal day from which responses are kept."""

    record_id: ContractId
    parent: TenderId
    organisation: Siret
    version: int
    status: SignatureStatus
    lot_number: int
    signed_on: date
    contractor: Siret


class DestructionStatus(StrEnum):
    """Where a destruction stands."""

    PROPOSED = "proposed"
    KEPT = "kept"
    ORDERED = "ordered"
    ERASED = "erased"


class DestructionAction(StrEnum):
    """What an agent decides, and what the service then does."""

    KEEP = "keep"
    DESTROY = "destroy"
    ERASE = "erase"


DESTRUCTION_TRANSITIONS: Final[Mapping[tuple[DestructionStatus, DestructionAction], DestructionStatus]] = (
    MappingProxyType(
        {
            (DestructionStatus.PROPOSED, DestructionAction.KEEP): DestructionStatus.KEPT,
            (DestructionStatus.PROPOSED, DestructionAction.DESTROY): DestructionStatus.ORDERED,
            (DestructionStatus.KEPT, DestructionAction.DESTROY): DestructionStatus.ORDERED,
            (DestructionStatus.ORDERED, DestructionAction.ERASE): DestructionStatus.ERASED,
        }
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """A destruction of deposits of one consultation: proposed by the service, decided by an agent, then done."""

    record_id: DestructionId
    parent: TenderId
    organisation: Siret
    version: int
    status: DestructionStatus
    ground: str
    deposits: tuple[DepositId, ...]
    due_on: date | None
    proposed_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str | None = None

    def moved(self, action: DestructionAction) -> "Destruction":
        """Give the destruction after an act.

        Raises:
            Refused: `KEEP-OVER`.
        """
        following = DESTRUCTION_TRANSITIONS.get((self.status, action))
        if following is None:
            refuse("KEEP-OVER", status=self.status.value, action=action.value)
        return replace(self, status=following, version=self.version + 1)


NONE_ENDED: Final[Mapping[int, date]] = MappingProxyType({})


def kept_until(
    answered: Iterable[int | None],
    lots: Iterable[int],
    signed: Iterable[Signature],
    *,
    years: Callable[[date], int],
    ended: Mapping[int, date] = NONE_ENDED,
) -> date | None:
    """Give the last day on which a response must be kept, None while one of its lots has neither contract nor end.

    Args:
        answered: the lots that it answers; None answers every one.
        lots: every lot of the consultation.
        signed: the contracts of the procedure.
        years: how long responses are kept, for a contract signed on a day.
        ended: until when responses are kept for a lot that ended without award.
    """
    every, answered = list(lots), list(answered)
    numbers = set(every) if None in answered else {lot for lot in answered if lot is not None}
    last = dict(ended)
    for one in signed:
        if one.status is SignatureStatus.SIGNED:
            day = years_later(one.signed_on, years(one.signed_on))
            last[one.lot_number] = max(day, last.get(one.lot_number, day))
    return max(last[lot] for lot in numbers) if numbers and numbers <= last.keys() else None


def check_due(last: date | None, *, is_contractor: bool, today: date) -> date:
    """Check that a response may be destroyed: its legal day, given back, has passed, and it is no part of a contract.

    Raises:
        Refused: `KEEP-CONTRACT` (R2184-13), `KEEP-DATE-UNKNOWN`, `KEEP-EARLY`.
    """
    if is_contractor:
        refuse("KEEP-CONTRACT", article="R2184-13")
    if last is None:
        refuse("KEEP-DATE-UNKNOWN", article="R2184-12")
    if today <= last:
        refuse("KEEP-EARLY", article="R2184-12", day=display_day(last))
    return last


def years_later(day: date, years: int) -> date:
    """Give the same day some years later; the 29th of February gives the day after, never a day too early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # no 29th of February that year
        return date(day.year + years, 3, 1)
