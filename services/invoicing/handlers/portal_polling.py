"""Reading a recipient's list on the State's portal: every line is noted as it is read, the cursors move at the end.

A stop at any point loses nothing: lines noted stay noted, and the windows are read again from the same cursors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_connection import PortalPoll
from services.invoicing.domain.portal_frames import PLAIN_REQUEST, WORKS_REQUEST
from services.invoicing.domain.portal_sweep import (
    MOST_PAGES,
    MOST_READINGS,
    ListedPage,
    Readings,
    Window,
    cursor_after,
    window_from,
)
from services.invoicing.domain.state_portal import seen
from services.invoicing.handlers.state_portal_tools import PortalTools, is_of_portal, problem_of
from services.invoicing.ports import UnitOfWork
from services.invoicing.ports.state_portal import PortalAccount
from shared.kernel.refusal import Refusal, Refused, refuse
from shared.kernel.siret import Siret

_Page = Callable[[Window, int], ListedPage]
_KINDS: Final = (PLAIN_REQUEST, WORKS_REQUEST)
_HOLDING: Final = frozenset({Code.STATE_PORTAL_LINES, Code.STATE_PORTAL_UNSTABLE})
LEASE: Final = timedelta(minutes=2)  # longer than the longest call; renewed at each page


def read_list(poll: PortalPoll, account: PortalAccount, tools: PortalTools) -> PortalPoll:
    """Read what has changed since the cursors; give where the polling stands, with its problem if there is one.

    Raises:
        Refused: ``INV-STATE-PORTAL-…`` when the portal itself does not work.
    """
    structure = poll.structure or tools.portal.structure_of(poll.siret, account=account)
    if structure is None:
        refuse(Code.STATE_PORTAL_STRUCTURE_UNKNOWN, siret=poll.siret)
    poll, now = poll.found(structure), tools.clock.now()
    reads = {
        kind: _read_kind(kind, poll, partial(_page, structure, account, tools, kind), tools, now=now) for kind in _KINDS
    }
    for kind, read in reads.items():
        poll = poll.read_until(read.cursor, kind=kind)
    problem = next((read.problem for read in reads.values() if read.problem is not None), None)
    if problem is not None:
        return poll.failed(problem_of(problem), now=now)
    return poll.succeeded(now=now, has_more=any(read.has_more for read in reads.values()))


@dataclass(frozen=True, slots=True)
class _Read:
    """Where the cursor of a kind stands after its list was read, whether there is more, and why it was not read."""

    cursor: datetime
    has_more: bool = False
    problem: Refusal | None = None


def _read_kind(kind: str, poll: PortalPoll, page: _Page, tools: PortalTools, *, now: datetime) -> _Read:
    """Read the list of a kind; one that could not be read whole hides nothing of the other kind.

    A recipient that the portal lets ask for no accounts of works has none: refused before its first page, and only so.
    """
    is_held = poll.problem is not None and poll.problem.code in _HOLDING
    cursor, readings = poll.cursor_of(kind), Readings()
    window = window_from(cursor, now=now, is_held=is_held)
    try:
        _read_until_stable(poll.siret, window, readings, page, tools)
    except Refused as refused:
        if is_of_portal(refused.refusal):
            raise
        is_without_works = kind == WORKS_REQUEST and refused.refusal.code == Code.STATE_PORTAL_REFUSED
        return _Read(cursor, problem=None if is_without_works and not readings.has_begun else refused.refusal)
    return _Read(cursor_after(cursor, window, readings.latest, now=now), has_more=window.until < now)


def _read_until_stable(siret: Siret, window: Window, readings: Readings, page: _Page, tools: PortalTools) -> None:
    for _ in range(MOST_READINGS):
        number, pages = 1, 1
        while number <= pages:
            found = page(window, number)
            tools.run(partial(_note, siret, found))
            readings.page(found)
            pages, number = found.pages, number + 1
            if pages > MOST_PAGES:
                refuse(Code.STATE_PORTAL_UNSTABLE)
        if readings.finish():
            if not readings.is_whole:
                refuse(Code.STATE_PORTAL_LINES)
            return
    refuse(Code.STATE_PORTAL_UNSTABLE)


def _page(
    structure: int, account: PortalAccount, tools: PortalTools, kind: str, window: Window, number: int
) -> ListedPage:
    return tools.portal.received(window, structure=structure, page=number, kind=kind, account=account)


def _note(siret: Siret, page: ListedPage, uow: UnitOfWork) -> None:
    """Note the lines of a page: each invoice once, whatever the page repeats."""
    now = uow.clock.now()
    uow.portal_polls.extend(siret, until=now + LEASE)
    known = uow.state_portal_invoices.known(siret, tuple({line.portal_id for line in page.invoices}))
    changed = dict(known)
    for line in sorted(page.invoices, key=lambda line: line.portal_id):
        changed[line.portal_id] = seen(changed.get(line.portal_id), line, buyer=siret, now=now)
    uow.state_portal_invoices.keep(*(one for key, one in changed.items() if known.get(key) != one))
