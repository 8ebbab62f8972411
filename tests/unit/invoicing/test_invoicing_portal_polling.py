"""Polling the State's portal, whatever its pages do and wherever it stops: every invoice is noted, each one once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain.portal_connection import PortalPoll
from services.invoicing.domain.portal_frames import PLAIN_REQUEST, WORKS_REQUEST
from services.invoicing.domain.portal_sweep import ListedPage, Window
from services.invoicing.domain.state_portal import ListedInvoice, PortalInvoice, Standing
from services.invoicing.handlers.portal_polling import read_list
from services.invoicing.handlers.state_portal_tools import PortalTools
from shared.kernel.clock import FixedClock
from shared.kernel.refusal import Refused, refuse
from shared.kernel.siret import Siret
from tests.unit.invoicing.builders import BUYER
from tests.unit.invoicing.portal_standin import BUYER_ACCOUNT, NOW


class Stopped(BaseException):
    """The process was killed here."""


class MemoryLines:
    """The lines noted, as the table keeps them."""

    def __init__(self) -> None:
        self.lines: dict[int, PortalInvoice] = {}
        self.added: list[int] = []

    def known(self, _buyer: Siret, portal_ids: Sequence[int]) -> dict[int, PortalInvoice]:
        return {each: self.lines[each] for each in portal_ids if each in self.lines}

    def keep(self, *invoices: PortalInvoice) -> None:
        self.added += [each.portal_id for each in invoices if each.portal_id not in self.lines]
        self.lines |= {each.portal_id: each for each in invoices}


class ScriptedPortal:
    """A portal whose pages come in any size, with lines repeated, and that stops or fails where it is told."""

    def __init__(self, count: int, size: int, repeats: list[int], stops: list[int]) -> None:
        self.size, self.repeats, self.stops, self.calls = size, list(repeats), set(stops), 0
        self.lines = [
            ListedInvoice(
                portal_id=number + 1,
                number=f"F-{number}",
                supplier=None,
                status="MISE_A_DISPOSITION",
                status_at=NOW - timedelta(minutes=count - number),
            )
            for number in range(count)
        ]

    def structure_of(self, _siret: Siret, **_named: object) -> int:
        return 7

    def received(self, window: Window, *, structure: int, page: int, kind: str, account: object) -> ListedPage:
        assert (structure, account) == (7, BUYER_ACCOUNT)
        if kind != PLAIN_REQUEST:
            return ListedPage(invoices=(), pages=0)
        self.calls += 1
        if self.calls in self.stops:
            if self.calls % 2:
                raise Stopped
            refuse("INV-STATE-PORTAL-SILENT", detail="essai")
        found = [line for line in self.lines if window.since <= line.status_at <= window.until]
        shown = found[(page - 1) * self.size : page * self.size]
        repeated = [found[each % len(found)] for each in self.repeats[: self.calls % 4] if found]
        pages = max(-(-len(found) // self.size), 1)
        return ListedPage(invoices=tuple([*shown, *repeated][:: -1 if self.calls % 3 else 1]), pages=pages)


def tools_for(portal: Any, lines: MemoryLines, clock: FixedClock) -> PortalTools:
    uow = SimpleNamespace(
        clock=clock, portal_polls=SimpleNamespace(extend=lambda *_a, **_n: None), state_portal_invoices=lines
    )

    def run(work: Callable[[Any], Any]) -> Any:
        return work(uow)

    nothing: Any = None
    return PortalTools(portal=portal, accounts=nothing, run=run, reader=nothing, law=nothing, clock=clock)


@given(
    count=st.integers(0, 40),
    size=st.integers(1, 9),
    repeats=st.lists(st.integers(0, 99), max_size=6),
    stops=st.lists(st.integers(1, 60), max_size=8),
)
def test_every_invoice_is_noted_once_wherever_it_stops(
    count: int, size: int, repeats: list[int], stops: list[int]
) -> None:
    portal, lines, clock = ScriptedPortal(count, size, repeats, stops), MemoryLines(), FixedClock(NOW)
    tools = tools_for(portal, lines, clock)
    poll = replace(PortalPoll.first(BUYER.siret, now=NOW), cursor=NOW - timedelta(days=2))
    for _ in range(40):
        before = poll.cursor
        try:
            poll = read_list(poll, BUYER_ACCOUNT, tools)
        except (Stopped, Refused):
            assert poll.cursor == before
        clock.advance(timedelta(minutes=1))
    assert sorted(lines.lines) == sorted(lines.added) == list(range(1, count + 1))
    assert all(line.standing is Standing.TO_TAKE for line in lines.lines.values())
    assert poll.problem is None
    assert poll.succeeded_at is not None


def test_a_line_that_cannot_be_read_keeps_the_cursor_and_not_the_others() -> None:
    portal, lines, clock = ScriptedPortal(3, 9, [], []), MemoryLines(), FixedClock(NOW)
    page = portal.received

    def broken(window: Window, **named: Any) -> ListedPage:
        return replace(page(window, **named), unreadable=1)

    portal.received = broken  # type: ignore[method-assign]
    poll = PortalPoll.first(BUYER.siret, now=NOW)
    after = read_list(poll, BUYER_ACCOUNT, tools_for(portal, lines, clock))
    assert (after.cursor, after.tries, len(lines.lines)) == (poll.cursor, 1, 3)
    assert after.problem is not None
    assert after.problem.code == "INV-STATE-PORTAL-LINES"


def test_an_organisation_that_the_portal_does_not_know_is_said() -> None:
    portal, lines, clock = ScriptedPortal(0, 1, [], []), MemoryLines(), FixedClock(NOW)
    portal.structure_of = lambda *_a, **_n: None  # type: ignore[method-assign,assignment,return-value]
    with pytest.raises(Refused) as refused:
        read_list(PortalPoll.first(BUYER.siret, now=NOW), BUYER_ACCOUNT, tools_for(portal, lines, clock))
    assert refused.value.refusal.code == "INV-STATE-PORTAL-STRUCTURE-UNKNOWN"


def test_works_are_noted_where_a_plain_line_cannot_be_read_even_for_months() -> None:
    plain, lines, clock = ScriptedPortal(0, 9, [], []), MemoryLines(), FixedClock(NOW)
    works, asked = ScriptedPortal(2, 9, [], []), list[Window]()

    def received(window: Window, *, kind: str, **named: Any) -> ListedPage:
        asked.append(window)
        if kind == PLAIN_REQUEST:
            return ListedPage(invoices=(), pages=1, unreadable=1)
        return works.received(window, kind=PLAIN_REQUEST, **named)

    plain.received = received  # type: ignore[method-assign]
    since = NOW - timedelta(days=90)
    poll = replace(PortalPoll.first(BUYER.siret, now=NOW), cursor=since, works_cursor=since)
    for _ in range(2):  # the first time by slices, then up to the present
        poll = read_list(poll, BUYER_ACCOUNT, tools_for(plain, lines, clock))
        assert poll.cursor == since
        assert poll.problem is not None
    assert asked[0].until < NOW < asked[-1].until
    assert sorted(lines.lines) == [1, 2]
    assert poll.works_cursor > since


def test_works_refused_after_their_first_page_hold_the_cursor() -> None:
    plain, lines, clock = ScriptedPortal(1, 9, [], []), MemoryLines(), FixedClock(NOW)
    works, of_plain = ScriptedPortal(4, 2, [], []), plain.received

    def received(window: Window, *, page: int, kind: str, **named: Any) -> ListedPage:
        if kind == PLAIN_REQUEST:
            return of_plain(window, page=page, kind=kind, **named)
        if page > 1:
            refuse("INV-STATE-PORTAL-REFUSED", error=20009, message="essai")
        return works.received(window, page=page, kind=PLAIN_REQUEST, **named)

    plain.received = received  # type: ignore[method-assign]
    poll = PortalPoll.first(BUYER.siret, now=NOW)
    after = read_list(poll, BUYER_ACCOUNT, tools_for(plain, lines, clock))
    assert after.works_cursor == poll.works_cursor
    assert after.problem is not None
    assert after.problem.code == "INV-STATE-PORTAL-REFUSED"


def test_works_that_the_portal_refused_for_months_are_read_once_it_gives_them() -> None:
    portal, lines, clock = ScriptedPortal(0, 9, [], []), MemoryLines(), FixedClock(NOW)
    line, is_given = ScriptedPortal(1, 9, [], []).lines[0], False
    old = replace(line, status_at=NOW + timedelta(days=3))

    def received(window: Window, *, kind: str, **_named: Any) -> ListedPage:
        if kind == WORKS_REQUEST and not is_given:
            refuse("INV-STATE-PORTAL-REFUSED", error=20009, message="essai")
        is_listed = kind == WORKS_REQUEST and window.since <= old.status_at <= window.until
        return ListedPage(invoices=(old,) if is_listed else (), pages=1)

    portal.received = received  # type: ignore[method-assign]
    tools, poll = tools_for(portal, lines, clock), PortalPoll.first(BUYER.siret, now=NOW)
    for _ in range(90):
        clock.advance(timedelta(days=1))
        poll = read_list(poll, BUYER_ACCOUNT, tools)
        assert poll.problem is None
    assert (clock.now() - poll.cursor) < timedelta(days=30) < clock.now() - poll.works_cursor
    is_given = True
    for _ in range(6):
        poll = read_list(poll, BUYER_ACCOUNT, tools)
    assert list(lines.lines) == [old.portal_id]
    assert clock.now() - poll.works_cursor < timedelta(days=30)
