"""Judging an invoice again, when official checks of it could not be made: who asks, how often the platform tries alone.

A person asks as often as is useful, once at a time. The platform tries by itself only where the machine failed (a
validator too slow or crashing), later each time and three times in all: a document that no validator can bear occupies
them no longer. What an artefact that is not installed left unchecked waits for a person, or for the operator.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from services.invoicing.domain.matching import Difference
from services.invoicing.domain.received import ReceivedInvoice, advance
from services.invoicing.domain.states import InvoiceAction
from services.invoicing.domain.verdict import OfficialVerdict
from shared.kernel.ids import InvoiceId

PAUSES: Final = (timedelta(minutes=15), timedelta(hours=3), timedelta(hours=20))  # three tries within a day
PATIENCE: Final = timedelta(hours=1)  # an answer that has not come by then may be asked for anew
MOST_AT_ONCE: Final = 20  # asked for by the platform and not answered yet: invoices that arrive do not wait for them


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """Where the judging of an invoice stands: asked for and not answered yet, or to be asked for at an instant.

    ``tries`` counts what the platform has asked by itself since the reception.
    """

    invoice_id: InvoiceId
    tries: int = 0
    asked_at: datetime | None = None
    due_at: datetime | None = None

    def is_awaited(self, *, now: datetime) -> bool:
        """Whether an answer is still expected: asking once more would have the same document judged twice."""
        return self.asked_at is not None and now < self.asked_at + PATIENCE

    def asked(self, *, now: datetime) -> "Judging":
        """Note that a person asks."""
        return replace(self, asked_at=now)

    def tried(self, *, now: datetime) -> "Judging":
        """Note that the platform asks by itself; the next try is set at once, so that a lost answer ends nothing."""
        following = replace(self, tries=self.tries + 1, asked_at=now)
        return replace(following, due_at=following.next_try(now=now))

    def answered(self, verdict: OfficialVerdict, *, now: datetime) -> "Judging":
        """Note the verdict: nothing more is tried alone, unless the machine failed and tries are left."""
        if not verdict.failed_by_machine:
            return self.ended()
        return replace(self, asked_at=None, due_at=self.due_at or self.next_try(now=now))

    def ended(self) -> "Judging":
        """Note that nothing is expected nor tried any more."""
        return replace(self, asked_at=None, due_at=None)

    def next_try(self, *, now: datetime) -> datetime | None:
        """Give when the platform tries by itself; None when it has tried enough."""
        return now + PAUSES[self.tries] if self.tries < len(PAUSES) else None


@dataclass(frozen=True, slots=True)
class FormerVerdict:
    """What was said of an invoice until it was judged again."""

    verdict: OfficialVerdict
    until: datetime


def judged_again(
    invoice: ReceivedInvoice, verdict: OfficialVerdict, differences: tuple[Difference, ...]
) -> ReceivedInvoice:
    """Keep a new verdict of an invoice that nobody has decided about yet; a decision is never judged again."""
    return advance(invoice, InvoiceAction.JUDGE_AGAIN, verdict=verdict, differences=differences)
