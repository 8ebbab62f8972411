"""The connection of a recipient to the State's portal: what it declared, and where the polling of its list stands."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from services.invoicing.domain.portal_frames import WORKS_REQUEST
from services.invoicing.domain.portal_sweep import FIRST_REACH
from services.invoicing.domain.state_portal import Problem, delay_after
from shared.kernel.siret import Siret

EVERY: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalConnection:
    """What a recipient declared: that its invoices are fetched from the portal, or no longer."""

    siret: Siret
    version: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPoll:
    """Where the polling stands: each cursor is the date of status up to which everything of its kind was seen.

    The accounts of works have their own: while the portal refuses them, or one cannot be read, neither kind hides
    anything of the other, and what came meanwhile is read when they open.
    """

    siret: Siret
    cursor: datetime
    works_cursor: datetime
    structure: int | None = None
    due_at: datetime | None = None
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    tries: int = 0
    problem: Problem | None = None

    @classmethod
    def first(cls, siret: Siret, *, now: datetime) -> "PortalPoll":
        """Begin: what came in the last days is looked for too."""
        since = now - FIRST_REACH
        return cls(siret=siret, cursor=since, works_cursor=since, due_at=now)

    def woken(self, *, at: datetime) -> "PortalPoll":
        """Have it looked at now."""
        return replace(self, due_at=at)

    def stopped(self) -> "PortalPoll":
        """Leave the portal alone; the cursors stay, so that nothing is missed when it begins again."""
        return replace(self, due_at=None)

    def found(self, structure: int) -> "PortalPoll":
        """Remember the portal's own identifier."""
        return replace(self, structure=structure)

    def cursor_of(self, kind: str) -> datetime:
        """Give how far the requests for payment of a kind were read."""
        return self.works_cursor if kind == WORKS_REQUEST else self.cursor

    def read_until(self, cursor: datetime, *, kind: str) -> "PortalPoll":
        """Note how far the requests for payment of a kind were read."""
        return replace(self, works_cursor=cursor) if kind == WORKS_REQUEST else replace(self, cursor=cursor)

    def succeeded(self, *, now: datetime, has_more: bool) -> "PortalPoll":
        """Note lists that were read whole."""
        return replace(
            self,
            due_at=now if has_more else now + EVERY,
            polled_at=now,
            succeeded_at=now,
            tries=0,
            problem=None,
        )

    def failed(self, problem: Problem, *, now: datetime) -> "PortalPoll":
        """Note a list that could not be read whole; the next try comes later each time."""
        tries = self.tries + 1
        return replace(self, tries=tries, problem=problem, polled_at=now, due_at=now + delay_after(tries, problem))
