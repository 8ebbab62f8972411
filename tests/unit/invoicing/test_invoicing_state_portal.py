"""The State's portal in the domain: what becomes of each line, the legal date, what is told, lists that move."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain.decisions import Interruption, InvoiceRefusal, RefusalMotive
from services.invoicing.domain.portal_sweep import (
    MOST_READINGS,
    OVERLAP,
    SLICE,
    ListedPage,
    Readings,
    cursor_after,
    window_from,
)
from services.invoicing.domain.portal_telling import telling_for
from services.invoicing.domain.presented import _ALLOWED, STATE_WORDS, PresentedState
from services.invoicing.domain.state_portal import (
    LONGEST_DELAY,
    ListedInvoice,
    PortalInvoice,
    PortalStatus,
    Problem,
    Standing,
    StatusChange,
    delay_after,
    notified_at,
    seen,
    standing_of,
)
from services.invoicing.domain.states import InvoiceStatus
from tests.unit.invoicing.builders import BUYER, INVOICE_ID, a_received_invoice

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def a_line(portal_id: int = 1, status: str = "MISE_A_DISPOSITION", minutes: int = 0) -> ListedInvoice:
    at = NOW + timedelta(minutes=minutes)
    return ListedInvoice(portal_id=portal_id, number=f"F-{portal_id}", supplier=None, status=status, status_at=at)


def known(status: str = "MISE_A_DISPOSITION", minutes: int = 0) -> PortalInvoice:
    return seen(None, a_line(status=status, minutes=minutes), buyer=BUYER.siret, now=NOW)


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("DEPOSEE", Standing.EXPECTED),
        ("EN_COURS_ACHEMINEMENT", Standing.EXPECTED),
        ("A_RECYCLER", Standing.EXPECTED),
        ("MISE_A_DISPOSITION", Standing.TO_TAKE),
        ("SUSPENDUE", Standing.TO_TAKE),
        ("COMPLETEE", Standing.TO_TAKE),
        ("SERVICE_FAIT", Standing.TO_TAKE),
        ("UN_STATUT_INCONNU", Standing.TO_TAKE),
        ("MANDATEE", Standing.SETTLED_THERE),
        ("MISE_EN_PAIEMENT", Standing.SETTLED_THERE),
        ("REJETEE", Standing.SETTLED_THERE),
    ],
)
def test_what_is_available_is_taken_and_what_was_settled_elsewhere_is_never_paid_twice(
    status: str, standing: Standing
) -> None:
    assert standing_of(status) is standing
    assert (known(status).due_at == NOW) is (standing is Standing.TO_TAKE)


def test_an_expected_invoice_is_taken_once_available_and_an_older_line_changes_nothing() -> None:
    expected = known("EN_COURS_ACHEMINEMENT")
    available = seen(expected, a_line(minutes=5), buyer=BUYER.siret, now=NOW)
    assert (available.standing, available.due_at) == (Standing.TO_TAKE, NOW)
    assert seen(available, a_line(status="DEPOSEE", minutes=1), buyer=BUYER.siret, now=NOW) is available
    settled = seen(available, a_line(status="REJETEE", minutes=9), buyer=BUYER.siret, now=NOW)
    assert (settled.standing, settled.due_at) == (Standing.SETTLED_THERE, None)


def test_an_invoice_given_back_and_addressed_here_again_is_received_anew() -> None:
    taken = known().taken(INVOICE_ID, notified_at=NOW)
    suspended = seen(taken, a_line(status="SUSPENDUE", minutes=3), buyer=BUYER.siret, now=NOW)
    assert (suspended.standing, suspended.invoice_id) == (Standing.TAKEN, INVOICE_ID)
    given_back = taken.told("A_RECYCLER", at=NOW)
    again = seen(given_back, a_line(minutes=60), buyer=BUYER.siret, now=NOW)
    assert (again.standing, again.invoice_id, again.due_at) == (Standing.TO_TAKE, None, NOW)


def test_an_unreadable_invoice_given_back_and_corrected_is_tried_anew() -> None:
    unreadable = replace(known().unreadable(Problem("INV-STATE-PORTAL-OTHER-DOCUMENT", {})), tries=2)
    stays = seen(unreadable, a_line(status="SUSPENDUE", minutes=3), buyer=BUYER.siret, now=NOW)
    assert (stays.standing, stays.due_at) == (Standing.UNREADABLE, None)
    given_back = seen(unreadable, a_line(status="A_RECYCLER", minutes=30), buyer=BUYER.siret, now=NOW)
    assert given_back.standing is Standing.UNREADABLE
    again = seen(given_back, a_line(minutes=60), buyer=BUYER.siret, now=NOW)
    assert (again.standing, again.due_at, again.tries, again.problem) == (Standing.TO_TAKE, NOW, 0, None)


LINES = st.lists(
    st.builds(
        a_line,
        st.integers(1, 5),
        st.sampled_from(["DEPOSEE", "MISE_A_DISPOSITION", "SUSPENDUE", "MANDATEE"]),
        st.integers(0, 30),
    ),
    max_size=30,
)


@given(lines=LINES, order=st.randoms(use_true_random=False))
def test_in_any_order_and_however_often_a_line_comes_the_latest_status_is_kept(
    lines: list[ListedInvoice], order
) -> None:  # type: ignore[no-untyped-def]
    shuffled = [*lines, *lines]
    order.shuffle(shuffled)
    kept: dict[int, PortalInvoice] = {}
    for line in shuffled:
        kept[line.portal_id] = seen(kept.get(line.portal_id), line, buyer=BUYER.siret, now=NOW)
    for portal_id, one in kept.items():
        assert one.status_at == max(line.status_at for line in lines if line.portal_id == portal_id)
    assert set(kept) == {line.portal_id for line in lines}


class MovingList:
    """A portal's list of which some invoices change their status, and so their place, between two pages."""

    def __init__(self, count: int, moves: list[int], size: int) -> None:
        self.dates = {number: NOW - timedelta(minutes=count - number) for number in range(count)}
        self.moves, self.size, self.minute = list(moves), size, 0

    def page(self, number: int) -> ListedPage:
        ordered = sorted(self.dates, key=lambda key: (self.dates[key], key))
        shown = ordered[(number - 1) * self.size : number * self.size]
        lines = tuple(
            ListedInvoice(portal_id=key + 1, number="F", supplier=None, status="X", status_at=self.dates[key])
            for key in shown
        )
        pages = max(-(-len(ordered) // self.size), 1)
        if self.moves:
            self.minute += 1
            self.dates[self.moves.pop() % len(self.dates)] = NOW + timedelta(minutes=self.minute)
        return ListedPage(invoices=lines, pages=pages)


@given(count=st.integers(1, 30), moves=st.lists(st.integers(0, 29), max_size=12), size=st.integers(1, 7))
def test_a_list_that_is_believed_has_missed_no_invoice(count: int, moves: list[int], size: int) -> None:
    listed, readings, noted = MovingList(count, moves, size), Readings(), set()
    for _ in range(MOST_READINGS):
        number, pages = 1, 1
        while number <= pages:
            page = listed.page(number)
            noted |= {line.portal_id for line in page.invoices}
            readings.page(page)
            pages, number = page.pages, number + 1
        if readings.finish():
            assert noted == set(range(1, count + 1))
            return
    assert moves  # only a list that moves all the time is not believed: its cursor stays


def test_one_page_is_believed_at_once_and_unreadable_lines_hold_the_cursor() -> None:
    readings = Readings()
    readings.page(ListedPage(invoices=(a_line(),), pages=1))
    assert readings.finish()
    assert readings.is_whole
    readings.page(ListedPage(invoices=(), pages=1, unreadable=1))
    assert readings.finish()
    assert not readings.is_whole


@given(minutes=st.lists(st.integers(-200_000, 200_000), max_size=6), late=st.integers(0, 400))
def test_the_cursor_never_goes_back_nor_beyond_the_present_and_windows_overlap(minutes: list[int], late: int) -> None:
    cursor, now = NOW - timedelta(days=late), NOW
    window, readings = window_from(cursor, now=now), Readings()
    assert window.since == cursor - OVERLAP
    assert window.until - window.since <= SLICE + OVERLAP
    readings.page(ListedPage(invoices=tuple(a_line(minutes=each) for each in minutes), pages=1))
    readings.finish()
    following = cursor_after(cursor, window, readings.latest, now=now)
    assert cursor <= following <= now
    assert window_from(following, now=now).since <= window.until  # no gap between two windows


def test_a_long_absence_is_caught_up_slice_by_slice() -> None:
    cursors = [NOW - timedelta(days=200)]
    while (window := window_from(cursors[-1], now=NOW)).until < NOW:
        cursors.append(cursor_after(cursors[-1], window, None, now=NOW))
    assert len(cursors) == 8
    assert all(after - before <= SLICE for before, after in pairwise(cursors))


def test_what_holds_the_cursor_for_months_hides_nothing_that_is_newer() -> None:
    window = window_from(NOW - timedelta(days=200), now=NOW, is_held=True)
    assert (window.since, window.until) == (NOW - timedelta(days=200) - OVERLAP, NOW + OVERLAP)


def steps(*statuses: str) -> list[StatusChange]:
    return [StatusChange(status=status, at=NOW - timedelta(days=9 - rank)) for rank, status in enumerate(statuses)]


def test_the_legal_date_is_that_of_the_notification_since_it_was_last_recycled() -> None:
    line = known("SUSPENDUE")
    history = steps("DEPOSEE", "MISE_A_DISPOSITION", "SUSPENDUE", "COMPLETEE", "MISE_A_DISPOSITION", "SUSPENDUE")
    assert notified_at(reversed(history), line, now=NOW) == history[1].at
    recycled = steps("DEPOSEE", "MISE_A_DISPOSITION", "A_RECYCLER", "DEPOSEE", "MISE_A_DISPOSITION")
    assert notified_at(recycled, line, now=NOW) == recycled[4].at
    assert notified_at([], known(), now=NOW + timedelta(hours=1)) == NOW
    assert notified_at(steps("DEPOSEE"), line, now=NOW) == NOW
    future = [StatusChange(status="MISE_A_DISPOSITION", at=NOW + timedelta(days=1))]
    assert notified_at(future, line, now=NOW) == NOW


def an_interruption() -> Interruption:
    return Interruption(
        notified_on=NOW.date(),
        interrupted_by="agent",
        reason="Il manque une pièce.",
        missing=("Bon de livraison", "x" * 400),
        due_before=NOW.date(),
    )


def test_only_what_the_portal_does_not_know_is_told_with_its_reason() -> None:
    interrupted = a_received_invoice(status=InvoiceStatus.INTERRUPTED, interruption=an_interruption())
    telling = telling_for(interrupted, known="MISE_A_DISPOSITION")
    assert telling is not None
    assert telling.status is PortalStatus.SUSPENDED
    assert telling.reason is not None
    assert "Bon de livraison" in telling.reason
    assert len(telling.reason) == 255
    assert telling_for(interrupted, known="SUSPENDUE") is None
    assert telling_for(interrupted, known="COMPLETEE") is None
    refusal = InvoiceRefusal(
        refused_on=NOW.date(), refused_by="agent", motive=RefusalMotive.DUPLICATE, reason="Déjà facturé."
    )
    refused = telling_for(a_received_invoice(status=InvoiceStatus.REFUSED, refusal=refusal), known="SUSPENDUE")
    assert refused is not None
    assert (refused.status, refused.reason) == (PortalStatus.REJECTED, "Déjà facturé.")


@pytest.mark.parametrize("status", list(InvoiceStatus))
def test_every_state_is_told_or_needs_no_telling(status: InvoiceStatus) -> None:
    telling = telling_for(a_received_invoice(status=status), known="MISE_A_DISPOSITION")
    untold = {InvoiceStatus.RECEIVED, InvoiceStatus.VALIDATED}
    assert (telling is None) is (status in untold)
    if telling is not None and telling.status is PortalStatus.ORDERED:
        for later in ("MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT"):
            assert telling_for(a_received_invoice(status=status), known=later) is None


@given(tries=st.integers(-1, 10_000), seconds=st.one_of(st.none(), st.text(max_size=12), st.integers().map(str)))
def test_a_pause_grows_obeys_and_ends(tries: int, seconds: str | None) -> None:
    problem = Problem("X", {} if seconds is None else {"seconds": seconds})
    assert timedelta() < delay_after(tries, problem) <= LONGEST_DELAY


def test_every_state_of_a_presented_invoice_has_its_words_and_its_ways_out() -> None:
    assert STATE_WORDS.keys() == _ALLOWED.keys() == set(PresentedState)
    assert all(words.startswith(("non reçue (autre porte)", "reçue")) for words in STATE_WORDS.values())
