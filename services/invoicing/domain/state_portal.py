"""The State's invoicing portal (portail public de facturation, Chorus Pro) as a recipient sees it.

What the portal lists of an invoice, what becomes of it here, its legal day of reception, and what the portal must be
told. Sources: CCP L2192-5 and R2192-3 (exclusive portal), R2192-15 (day of the notification that the invoice is
available); names of statuses: annex « API » of the external specifications of Chorus Pro.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shared.kernel.ids import InvoiceId
from shared.kernel.siret import Siret

FIRST_DELAY: Final = timedelta(seconds=30)
LONGEST_DELAY: Final = timedelta(hours=1)


class PortalStatus(StrEnum):
    """The statuses of an invoice on the portal that change what is done here."""

    DEPOSITED = "DEPOSEE"
    ON_ITS_WAY = "EN_COURS_ACHEMINEMENT"
    AVAILABLE = "MISE_A_DISPOSITION"
    TO_RECYCLE = "A_RECYCLER"
    REJECTED = "REJETEE"
    SUSPENDED = "SUSPENDUE"
    SERVICE_RENDERED = "SERVICE_FAIT"
    ORDERED = "MANDATEE"
    AT_ACCOUNTANT = "MISE_A_DISPOSITION_COMPTABLE"
    ENTERED = "COMPTABILISEE"
    PAID = "MISE_EN_PAIEMENT"
    COMPLETED = "COMPLETEE"


_NOT_YET: Final = frozenset({PortalStatus.DEPOSITED, PortalStatus.ON_ITS_WAY, PortalStatus.TO_RECYCLE})
_SETTLED: Final = (
    PortalStatus.REJECTED,
    PortalStatus.ORDERED,
    PortalStatus.AT_ACCOUNTANT,
    PortalStatus.ENTERED,
    PortalStatus.PAID,
)
_GONE: Final = frozenset({*_SETTLED, PortalStatus.TO_RECYCLE})


class Standing(StrEnum):
    """What becomes here of an invoice of the portal."""

    EXPECTED = "expected"  # known there, not available yet
    TO_TAKE = "to_take"  # available: to be fetched
    TAKEN = "taken"  # received here, once
    SETTLED_THERE = "settled_there"  # dealt with by other means before it could be fetched: never paid twice
    UNREADABLE = "unreadable"  # fetched and not readable or not attributable: an agent looks at it on the portal


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something has not worked: the code of a refusal and its facts, said in French where people read it."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedInvoice:
    """One line of the portal's list of received invoices."""

    portal_id: int
    number: str
    supplier: str | None
    status: str
    status_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One step of an invoice on the portal."""

    status: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalInvoice:
    """An invoice of the portal and what is to be done with it: ``due_at`` is when it is next taken or told."""

    buyer: Siret
    portal_id: int
    number: str
    supplier: str | None
    status: str
    status_at: datetime
    standing: Standing
    seen_at: datetime
    invoice_id: InvoiceId | None = None
    notified_at: datetime | None = None
    due_at: datetime | None = None
    tries: int = 0
    problem: Problem | None = None

    @property
    def is_completed_by_supplier(self) -> bool:
        """Whether the supplier has completed there what was suspended: an agent may then say it complete here."""
        return self.status == PortalStatus.COMPLETED

    def failed(self, problem: Problem, *, at: datetime) -> "PortalInvoice":
        """Give it with a failed try: the next one comes later each time."""
        tries = self.tries + 1
        return replace(self, tries=tries, problem=problem, due_at=at + delay_after(tries, problem))

    def unreadable(self, problem: Problem) -> "PortalInvoice":
        """Give it as something that the machine cannot take in."""
        return replace(self, standing=Standing.UNREADABLE, problem=problem, due_at=None)

    def taken(self, invoice_id: InvoiceId, *, notified_at: datetime) -> "PortalInvoice":
        """Give it as received here."""
        return replace(
            self,
            standing=Standing.TAKEN,
            invoice_id=invoice_id,
            notified_at=notified_at,
            due_at=None,
            tries=0,
            problem=None,
        )

    def told(self, status: str, *, at: datetime) -> "PortalInvoice":
        """Give it as the portal knows it from now on."""
        return replace(self, status=status, status_at=max(at, self.status_at), due_at=None, tries=0, problem=None)

    def asked_again(self, *, at: datetime) -> "PortalInvoice":
        """Give it as to be taken or told again, because somebody asks."""
        standing = Standing.TO_TAKE if self.standing is Standing.UNREADABLE else self.standing
        return replace(self, standing=standing, due_at=at, tries=0)


def delay_after(tries: int, problem: Problem) -> timedelta:
    """Give the pause after so many failed tries; the one that the portal asked for is obeyed."""
    asked = problem.facts.get("seconds", "")
    if asked.isascii() and asked.isdigit():
        return min(max(timedelta(seconds=int(asked[:9])), FIRST_DELAY), LONGEST_DELAY)
    return min(FIRST_DELAY * (1 << min(max(tries, 1) - 1, 10)), LONGEST_DELAY)


def standing_of(status: str) -> Standing:
    """Say what is to be done with an invoice that is seen for the first time; a status not known is taken in."""
    if status in _NOT_YET:
        return Standing.EXPECTED
    return Standing.SETTLED_THERE if status in _SETTLED else Standing.TO_TAKE


def seen(known: PortalInvoice | None, listed: ListedInvoice, *, buyer: Siret, now: datetime) -> PortalInvoice:
    """Give what is known of an invoice after reading a line about it; an older line changes nothing."""
    standing = standing_of(listed.status)
    if known is None:
        return PortalInvoice(
            buyer=buyer,
            portal_id=listed.portal_id,
            number=listed.number,
            supplier=listed.supplier,
            status=listed.status,
            status_at=listed.status_at,
            standing=standing,
            seen_at=now,
            due_at=now if standing is Standing.TO_TAKE else None,
        )
    if listed.status_at < known.status_at or (listed.status, listed.status_at) == (known.status, known.status_at):
        return known
    newer = replace(known, status=listed.status, status_at=listed.status_at)
    match known.standing:
        case Standing.EXPECTED if standing is not Standing.EXPECTED:
            return replace(newer, standing=standing, due_at=now if standing is Standing.TO_TAKE else None)
        case Standing.TO_TAKE if standing is not Standing.TO_TAKE:  # settled there, or sent elsewhere
            return replace(newer, standing=standing, due_at=None, tries=0, problem=None)
        case Standing.TAKEN | Standing.UNREADABLE if (
            known.status == PortalStatus.TO_RECYCLE and standing is Standing.TO_TAKE
        ):
            # given back, corrected and addressed here again: received anew, on the day of its new notification
            again = replace(newer, standing=standing, due_at=now, invoice_id=None, notified_at=None)
            return replace(again, tries=0, problem=None)
        case _:
            return newer


def moved_on(history: Iterable[StatusChange], line: PortalInvoice) -> ListedInvoice | None:
    """Give the later status that the steps of an invoice tell, where it is not to be taken any more; None otherwise.

    Steps may be told to the minute: of those of one minute, what settles an invoice counts, and what gives it back
    does not, since it may have come again at once.
    """
    steps = [step for step in history if step.at >= line.status_at.replace(second=0, microsecond=0)]
    last = max(steps, key=_rank, default=None)
    if last is None or last.status == line.status or last.status not in _GONE:
        return None
    return ListedInvoice(
        portal_id=line.portal_id,
        number=line.number,
        supplier=line.supplier,
        status=last.status,
        status_at=max(last.at, line.status_at),
    )


def _rank(step: StatusChange) -> tuple[datetime, bool, bool]:
    return step.at, step.status in _SETTLED, step.status != PortalStatus.TO_RECYCLE


def notified_at(history: Iterable[StatusChange], listed: PortalInvoice, *, now: datetime) -> datetime:
    """Give the instant of the notification that the invoice is available (R2192-15).

    It is the first one since the invoice was last sent to be recycled (it was not at its recipient before); never
    later than now, since the portal has shown it. Without any such step, what the list said of it, else now.
    """
    steps = sorted(history, key=lambda step: step.at)
    recycled = max((step.at for step in steps if step.status == PortalStatus.TO_RECYCLE), default=None)
    available = [
        step.at for step in steps if step.status == PortalStatus.AVAILABLE and (recycled is None or step.at >= recycled)
    ]
    if not available and listed.status == PortalStatus.AVAILABLE:
        available = [listed.status_at]
    return min(available[0], now) if available else now
