"""The duty of vigilance during a contract (obligation de vigilance, code du travail D8222-5).

The buyer has the contractor's social certificates verified when the contract is concluded, then every six months until
its execution ends, for contracts that reach the threshold of R8222-1. The dates follow the contract's own legal time;
asking the administrations again is a timed act, never a conclusion.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.kernel.ids import ContractId, TenderId
from shared.kernel.money import Money
from shared.kernel.paris import start_of_legal_day
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline

RENEWAL_MONTHS = "vigilance.renouvellement_mois"
THRESHOLD = "vigilance.seuil_contrat"


@dataclass(frozen=True, slots=True)
class WatchedContract:
    """A contract whose contractor's certificates are renewed; ``next_due_on`` is None once it has ended.

    One below the threshold has neither a next day nor an end here: only its notification counts, for retention.
    """

    contract_id: ContractId
    version: int
    tender_id: TenderId
    buyer: Siret
    contractor: Siret
    amount_excl_vat: Money
    notified_on: date
    timeline: Timeline
    next_due_on: date | None
    ended_on: date | None = None

    @property
    def is_watched(self) -> bool:
        """Tell whether its contractor's certificates are, or were, renewed."""
        return self.next_due_on is not None or self.ended_on is not None

    @property
    def due_at(self) -> datetime | None:
        """Give the instant of the clock at which the next renewal is due."""
        if self.next_due_on is None:
            return None
        return self.timeline.instant_of(start_of_legal_day(self.next_due_on))

    def renewed(self, *, months: int) -> "WatchedContract":
        """Count the renewal that is due; the day of the month of the notification is kept."""
        if self.next_due_on is None:
            return self
        return replace(self, next_due_on=months_after(self.notified_on, self.next_due_on, months=months))

    def ended(self, on: date) -> "WatchedContract":
        """Stop at the end of the execution."""
        return replace(self, ended_on=on, next_due_on=None)


def months_after(first: date, last: date, *, months: int) -> date:
    """Give the day some months after another, on the day of the month of the first or the last of the month."""
    count = last.year * 12 + last.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))
