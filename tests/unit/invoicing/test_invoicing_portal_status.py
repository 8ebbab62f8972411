"""The portal's states are a view of ours: every pair of states is walked, and leads where it says or is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain import received, routing
from services.invoicing.domain.decisions import (
    Acceptance,
    Interruption,
    InvoiceRefusal,
    RefusalMotive,
    RoutingReturn,
)
from services.invoicing.domain.portal_status import NUMBERS, comment_of, portal_status
from services.invoicing.domain.portal_treatments import (
    TREATMENTS,
    WITH_REASON,
    Treatment,
    acts_towards,
    following,
    targets_of,
)
from services.invoicing.domain.received import PaymentOrder, ReceivedInvoice
from services.invoicing.domain.routing import Reception, Routing
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.domain.states import InvoiceAction, InvoiceStatus, next_status
from services.invoicing.domain.verdict import OfficialVerdict
from shared.kernel.ids import PaymentOrderId
from shared.kernel.refusal import Refusal, Refused
from shared.kernel.timeline import Timeline
from shared.legal.calendar import PayerKind
from tests.unit.invoicing.builders import BUYER, OTHER_SELLER, a_received_invoice, euros

T = TypeVar("T")
DAY = date(2026, 10, 10)
INTERRUPTION = Interruption(
    notified_on=DAY, interrupted_by="x", reason="RIB absent", missing=("RIB absent",), due_before=DAY
)
ANSWERED = replace(INTERRUPTION, answered_on=DAY, answer="Voici le RIB.")


def an_invoice(status: InvoiceStatus, **changes: Any) -> ReceivedInvoice:
    return a_received_invoice(status=status, **changes)


# Every way in which an invoice may stand, as far as the portal can tell.
STANDINGS = [
    *(an_invoice(status) for status in InvoiceStatus if status is not InvoiceStatus.INTERRUPTED),
    an_invoice(InvoiceStatus.INTERRUPTED, interruption=INTERRUPTION),
    an_invoice(InvoiceStatus.INTERRUPTED, interruption=ANSWERED),
    an_invoice(InvoiceStatus.VALIDATED, interruption=replace(INTERRUPTION, completed_on=DAY)),
    an_invoice(InvoiceStatus.VALIDATED, interruption=replace(ANSWERED, completed_on=DAY)),
]


def reached(invoice: ReceivedInvoice, acts: tuple[InvoiceAction, ...]) -> InvoiceStatus:
    status = invoice.status
    for act in acts:
        status = next_status(status, act)
    return status


def outcome(attempt: Callable[[], T]) -> T | Refusal:
    try:
        return attempt()
    except Refused as refused:
        return refused.refusal


@pytest.mark.parametrize(("invoice", "target"), list(product(STANDINGS, PortalStatus)))
def test_every_pair_leads_to_the_state_asked_for_or_is_refused(invoice: ReceivedInvoice, target: PortalStatus) -> None:
    current = portal_status(invoice)
    acts = outcome(lambda: acts_towards(invoice, target))
    if isinstance(acts, Refusal):
        assert acts.code == "INV-PORTAL-STATUS-IMPOSSIBLE"
        assert acts.facts == {"current": current.value, "asked": target.value}
        confirmed = invoice.status is InvoiceStatus.VALIDATED and target is PortalStatus.AVAILABLE
        assert (current, target) not in TREATMENTS or confirmed
        return
    assert acts == TREATMENTS[current, target] or acts == TREATMENTS[current, target][1:]
    if target is PortalStatus.SUSPENDED and invoice.interruption is not None:
        with pytest.raises(Refused) as once:
            received.interrupt(invoice, INTERRUPTION)
        assert once.value.refusal.code == "INV-INTERRUPTED-ONCE"  # R2192-27
        return
    shown = portal_status(replace(invoice, status=reached(invoice, acts), interruption=None))
    assert shown is target or (target is PortalStatus.SUSPENDED and invoice.interruption is None)


def test_every_state_has_its_number_and_every_state_of_ours_a_name() -> None:
    assert sorted(NUMBERS.values()) == [f"{number:02d}" for number in range(1, 13)]
    assert set(NUMBERS) == set(PortalStatus)
    shown = {portal_status(invoice) for invoice in STANDINGS}
    assert shown == set(PortalStatus) - {PortalStatus.ON_ITS_WAY}


def test_a_recipient_may_name_what_the_table_leads_to() -> None:
    assert following(PortalStatus.ORDERED) == (
        PortalStatus.AT_ACCOUNTANT,
        PortalStatus.ENTERED,
        PortalStatus.PAID,
    )
    assert following(PortalStatus.PAID) == following(PortalStatus.TO_RECYCLE) == following(PortalStatus.DEPOSITED) == ()


def test_several_states_are_read_in_their_order() -> None:
    assert targets_of(" SERVICE_FAIT;MANDATEE ") == (PortalStatus.SERVICE_RENDERED, PortalStatus.ORDERED)


@pytest.mark.parametrize("text", ["", "PAYEE", "SERVICE_FAIT;", "mandatee", ";".join(["MANDATEE"] * 13)])
def test_an_unknown_state_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        targets_of(text)
    assert refused.value.refusal.code == "INV-PORTAL-STATUS-UNKNOWN"


@given(text=st.text(max_size=600))
def test_no_text_is_read_as_states_but_their_names(text: str) -> None:
    found = outcome(lambda: targets_of(text))
    if isinstance(found, Refusal):
        assert len(found.facts["asked"]) <= 255
    else:
        assert [status.value for status in found] == [name.strip() for name in text.split(";")]


@pytest.mark.parametrize("target", sorted(WITH_REASON))
@pytest.mark.parametrize("reason", ["", "   ", "x" * 256])
def test_a_reason_is_given_where_the_seller_must_be_told(target: PortalStatus, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        Treatment(targets=(target,), reason=reason)
    assert refused.value.refusal.code == "INV-REASON-MISSING"
    assert Treatment(targets=(target,), reason="x" * 255)


def test_each_step_carries_what_was_said_with_it() -> None:
    order = PaymentOrder(payment_order_id=PaymentOrderId.parse(_ID), number="M-12", ordered_on=DAY, ordered_by="x")
    refusal = InvoiceRefusal(refused_on=DAY, refused_by="x", motive=RefusalMotive.OTHER, reason="Déjà payée.")
    returned = RoutingReturn(returned_on=DAY, returned_by="x", reason="Autre service.")
    part = Acceptance(accepted_on=DAY, accepted_by="x", due_on=DAY, admitted=euros("1.00"), reason="Une partie.")
    more = replace(INTERRUPTION, missing=("RIB", "Bon"))
    said = [
        (an_invoice(InvoiceStatus.INTERRUPTED, interruption=INTERRUPTION), "RIB absent"),
        (an_invoice(InvoiceStatus.INTERRUPTED, interruption=more), "RIB absent Attendu : RIB ; Bon."),
        (an_invoice(InvoiceStatus.INTERRUPTED, interruption=ANSWERED), "Voici le RIB."),
        (an_invoice(InvoiceStatus.REFUSED, refusal=refusal), "Déjà payée."),
        (an_invoice(InvoiceStatus.RETURNED, returned=returned), "Autre service."),
        (an_invoice(InvoiceStatus.ACCEPTED, acceptance=part), "Une partie."),
        (an_invoice(InvoiceStatus.PAYMENT_ORDERED, payment_order=order), "Mandat M-12"),
        (an_invoice(InvoiceStatus.RECEIVED), ""),
    ]
    assert [comment_of(invoice) for invoice, _ in said] == [text for _, text in said]


def test_an_answer_shows_as_completed_and_leaves_the_period_standing() -> None:
    interrupted = an_invoice(InvoiceStatus.INTERRUPTED, interruption=INTERRUPTION)
    answered = received.answer(interrupted, answered_on=DAY, text="Voici.")
    assert portal_status(answered) is PortalStatus.COMPLETED
    assert (answered.status, answered.period_runs) == (InvoiceStatus.INTERRUPTED, False)
    with pytest.raises(Refused):
        received.answer(an_invoice(InvoiceStatus.VALIDATED), answered_on=DAY, text="Voici.")


def a_routing(**changes: Any) -> Routing:
    facts: dict[str, Any] = {
        "buyer": OTHER_SELLER.siret,
        "service_code": "S1",
        "order_reference": "BC-9",
        "contract_reference": None,
        "contract_id": None,
        "order_id": None,
        "commitment_id": None,
        "payer": PayerKind.GENERAL,
        "timeline": Timeline.real(),
    }
    return Routing(**(facts | changes))


@pytest.mark.parametrize(("buyer", "kept"), [(BUYER.siret, ANSWERED), (OTHER_SELLER.siret, None)])
def test_what_is_sent_again_is_received_and_judged_anew(buyer: Any, kept: Interruption | None) -> None:
    judged = an_invoice(InvoiceStatus.VALIDATED, verdict=OfficialVerdict(()), interruption=ANSWERED)
    returned = routing.give_back(judged, RoutingReturn(returned_on=DAY, returned_by="x", reason="Pas à nous."))
    assert (returned.period_runs, portal_status(returned)) == (False, PortalStatus.TO_RECYCLE)
    reception = Reception(at=returned.received_at, on=DAY, due_on=date(2026, 11, 9))
    again = routing.recycle(returned, a_routing(buyer=buyer), reception)
    assert (again.status, again.verdict, again.received_on, again.due_on) == (
        InvoiceStatus.RECEIVED, None, DAY, date(2026, 11, 9),
    )  # fmt: skip
    assert (again.buyer, again.summary.service_code, again.interruption) == (buyer, "S1", kept)
    assert again.summary.number == judged.summary.number  # the document stays as it is


_ID = "01990000-0000-7000-8000-0000000000aa"
