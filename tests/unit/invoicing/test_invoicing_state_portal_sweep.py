"""Reading the list of the stand-in to its end, whatever happens in the middle: nothing lost, nothing noted twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.invoicing.domain.portal_connection import PortalPoll
from services.invoicing.domain.portal_sweep import ListedPage, Readings
from services.invoicing.domain.state_portal import (
    ListedInvoice,
    PortalInvoice,
    Standing,
    StatusChange,
    moved_on,
    seen,
)
from services.invoicing.gateways.chorus_pro import PER_PAGE
from services.invoicing.gateways.chorus_pro_simulator.faults import FaultMode
from services.invoicing.handlers.portal_polling import read_list
from services.invoicing.ports.state_portal import PortalForm
from shared.kernel.refusal import Refused, refuse
from tests.unit.invoicing.builders import BUYER
from tests.unit.invoicing.portal_standin import BUYER_ACCOUNT, NOW, StandIn, hold, stand_in
from tests.unit.invoicing.test_invoicing_portal_polling import MemoryLines, tools_for

COUNT = 2 * PER_PAGE + 5
LIST = "/factures/v1/rechercher/recipiendaire"


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with stand_in() as made:
        first = hold(made.book, "F-0")
        for number in range(1, COUNT):  # the same document under other numbers: only lists are read here
            made.book.invoices[first.portal_id + number] = replace(
                first, portal_id=first.portal_id + number, content=replace(first.content, number=f"F-{number}")
            )
        yield made


def on_call(standin: StandIn, call: int, do: Callable[[], None]) -> None:
    """Do something just before a call of the list."""
    ask, calls = standin.session.ask, 0

    def asked(path: str, body: Any, *, account: Any) -> Any:
        nonlocal calls
        calls += path == LIST
        if calls == call and path == LIST:
            do()
        return ask(path, body, account=account)

    standin.session.ask = asked  # type: ignore[method-assign]


def swept(standin: StandIn, lines: MemoryLines, *, most: int = 12) -> int:
    """Poll until all is well; give how many times that was tried in vain."""
    poll = replace(PortalPoll.first(BUYER.siret, now=NOW), cursor=NOW - timedelta(days=1))
    for vain in range(most):
        try:
            after = read_list(poll, BUYER_ACCOUNT, tools_for(standin.portal, lines, standin.clock))
        except Refused:
            standin.clock.advance(timedelta(minutes=11))
            continue
        if after.problem is None:
            return vain
        assert after.cursor == poll.cursor
        standin.clock.advance(timedelta(minutes=11))
    raise AssertionError("the list was never read whole")


def all_noted_once(standin: StandIn, lines: MemoryLines) -> bool:
    return sorted(lines.added) == sorted(lines.lines) == sorted(standin.book.invoices)


def test_a_token_that_ends_in_the_middle_is_renewed_and_nothing_is_asked_again(standin: StandIn) -> None:
    lines = MemoryLines()
    on_call(standin, 2, lambda: standin.clock.advance(timedelta(hours=2)))  # known to be over: a new one first
    on_call(standin, 3, lambda: standin.faults.add(FaultMode.TOKEN, "recipiendaire", times=1))  # refused: once more
    assert swept(standin, lines) == 0
    assert all_noted_once(standin, lines)
    assert standin.book.tokens == 3


@pytest.mark.parametrize(
    "mode", [FaultMode.BUSY, FaultMode.ERROR, FaultMode.HTML, FaultMode.TRUNCATED, FaultMode.HUGE, FaultMode.EMPTY]
)
def test_a_portal_that_fails_in_the_middle_is_read_again_from_the_same_cursor(
    standin: StandIn, mode: FaultMode
) -> None:
    lines = MemoryLines()
    on_call(standin, 3, lambda: standin.faults.add(mode, "recipiendaire", times=1))
    assert swept(standin, lines) == 1
    assert all_noted_once(standin, lines)


def test_a_portal_that_is_down_for_hours_loses_nothing(standin: StandIn) -> None:
    lines = MemoryLines()

    def down() -> None:
        standin.door.is_down = True

    on_call(standin, 2, down)
    poll = replace(PortalPoll.first(BUYER.siret, now=NOW), cursor=NOW - timedelta(days=1))
    for _ in range(8):
        with pytest.raises(Refused):
            read_list(poll, BUYER_ACCOUNT, tools_for(standin.portal, lines, standin.clock))
        standin.clock.advance(timedelta(hours=1))
    assert len(lines.lines) == PER_PAGE  # the page that came before stays noted
    standin.door.is_down = False
    assert swept(standin, lines) == 0
    assert all_noted_once(standin, lines)


def test_an_invoice_that_moves_between_pages_hides_no_other(standin: StandIn) -> None:
    lines, moving = MemoryLines(), iter(sorted(standin.book.invoices))
    later = iter(range(1, 100))

    def move() -> None:  # to the end of the list: another one slips to the page before
        at = NOW + timedelta(minutes=next(later))
        standin.book.now = lambda: at
        standin.book.step(next(moving), "SUSPENDUE")

    for call in (2, 3, 5, 8):
        on_call(standin, call, move)
    swept(standin, lines)
    assert all_noted_once(standin, lines)
    assert [line.status for line in lines.lines.values()].count("SUSPENDUE") == 4


@pytest.mark.parametrize(("says", "code"), [(1, "INV-STATE-PORTAL-UNREADABLE"), (None, "INV-STATE-PORTAL-UNSTABLE")])
def test_the_first_page_in_the_place_of_the_others_is_not_believed(
    standin: StandIn, monkeypatch: pytest.MonkeyPatch, says: int | None, code: str
) -> None:
    """A cache between: every page is the first one, under its own number or under the one that was asked for."""
    lines, ask = MemoryLines(), standin.session.ask

    def cached(path: str, body: Any, *, account: Any) -> Any:
        if path != LIST:
            return ask(path, body, account=account)
        asked = body["paramRecherche"]["pageResultatDemandee"]
        first = {**body, "paramRecherche": {**body["paramRecherche"], "pageResultatDemandee": 1}}
        return {**ask(path, first, account=account), "pageCourante": says or asked}

    monkeypatch.setattr(standin.session, "ask", cached)
    poll = PortalPoll.first(BUYER.siret, now=NOW)
    try:
        after = read_list(poll, BUYER_ACCOUNT, tools_for(standin.portal, lines, standin.clock))
        found = after.problem.code if after.problem else None
        assert after.cursor == poll.cursor
    except Refused as refused:
        found = refused.refusal.code
    assert found == code
    monkeypatch.undo()
    assert swept(standin, lines) == 0
    assert all_noted_once(standin, lines)


def test_the_accounts_of_works_are_listed_beside_the_invoices(standin: StandIn) -> None:
    works, lines = hold(standin.book, "T-1", framework="A4"), MemoryLines()
    assert works.portal_id == max(standin.book.invoices)
    assert swept(standin, lines) == 0
    assert all_noted_once(standin, lines)


def test_a_recipient_without_works_is_polled_all_the_same(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, ask = MemoryLines(), standin.session.ask

    def asked(path: str, body: Any, *, account: Any) -> Any:
        if body.get("typeDemandePaiement") == "FACTURE_TRAVAUX":
            refuse("INV-STATE-PORTAL-REFUSED", error=20004, message="espace non autorisé")
        return ask(path, body, account=account)

    monkeypatch.setattr(standin.session, "ask", asked)
    assert swept(standin, lines) == 0
    assert all_noted_once(standin, lines)


@pytest.mark.parametrize("content", ["", "%%%", "AAA", "é", None, 7, ["JVBERi0="], {"a": "JVBERi0="}])
def test_a_damaged_download_is_no_document(standin: StandIn, monkeypatch: pytest.MonkeyPatch, content: object) -> None:
    monkeypatch.setattr(standin.session, "ask", lambda *_a, **_n: {"codeRetour": 0, "fichierResultat": content})
    with pytest.raises(Refused, match="INV-STATE-PORTAL-UNREADABLE"):
        standin.portal.document(1, PortalForm.PIVOT, account=BUYER_ACCOUNT)


def a_line(portal_id: int) -> ListedInvoice:
    return ListedInvoice(
        portal_id=portal_id, number=f"F-{portal_id}", supplier=None, status="MISE_A_DISPOSITION", status_at=NOW
    )


def test_a_list_shorter_than_it_says_is_not_believed() -> None:
    readings = Readings()
    readings.page(ListedPage(invoices=(a_line(1),), pages=1, total=2))
    assert not readings.finish()
    readings.page(ListedPage(invoices=(a_line(1),), pages=1, total=2, unreadable=1))
    assert readings.finish()


def test_a_list_that_tells_an_invoice_twice_and_counts_it_twice_is_believed() -> None:
    readings = Readings()
    readings.page(ListedPage(invoices=(a_line(1), a_line(1)), pages=1, total=2))
    assert readings.finish()
    for believed in (False, True):  # of several pages: once two readings agree
        readings.page(ListedPage(invoices=(a_line(1), a_line(2)), pages=2, total=4))
        readings.page(ListedPage(invoices=(a_line(2), a_line(3)), pages=2, total=4))
        assert readings.finish() is believed


def to_take(at: datetime) -> PortalInvoice:
    return seen(None, replace(a_line(7), status_at=at), buyer=BUYER.siret, now=at)


@pytest.mark.parametrize(
    ("status", "minutes", "expected"),
    [
        ("MANDATEE", 5, Standing.SETTLED_THERE),
        ("REJETEE", 0, Standing.SETTLED_THERE),  # in the same minute
        ("MISE_EN_PAIEMENT", 5, Standing.SETTLED_THERE),
        ("A_RECYCLER", 5, Standing.EXPECTED),
        ("A_RECYCLER", 0, None),  # it may be back already: the list says
        ("SUSPENDUE", 5, None),
        ("SERVICE_FAIT", 5, None),
        ("STATUT_INCONNU", 5, None),
        ("REJETEE", -60, None),  # before it was corrected and addressed here again
        ("A_RECYCLER", -60, None),
    ],
)
def test_what_moved_on_before_it_was_fetched_is_not_taken(status: str, minutes: int, expected: Standing | None) -> None:
    known = to_take(NOW + timedelta(seconds=40))
    steps = [
        *(StatusChange(status=each, at=NOW) for each in ("DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION")),
        StatusChange(status=status, at=NOW + timedelta(minutes=minutes)),
    ]
    for history in (steps, steps[::-1]):
        moved = moved_on(history, known)
        found = None if moved is None else seen(known, moved, buyer=BUYER.siret, now=NOW)
        assert (found.standing if found else None) == expected
        assert found is None or found.due_at is None
