"""The everyday purchase on fakes: every state and action, quotes in any form, what is said before an order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.documents import DocumentName, StoredBytes
from services.tenders.domain.messages import Recipient
from services.tenders.domain.model import ContractKind
from services.tenders.domain.passages import NO_PASSAGE, Passage
from services.tenders.domain.quotation_letter import order_letter
from services.tenders.domain.quotation_states import (
    QUOTATION_TRANSITIONS,
    QuotationAction,
    QuotationStatus,
    next_quotation_status,
)
from services.tenders.domain.quotations import Audience, Quotation, QuotationContent, QuoteMeans, distinct
from services.tenders.handlers.quotation_orders import OrderQuotation, order_quotation
from services.tenders.handlers.quotations import (
    Decision,
    DraftQuotation,
    GivenQuote,
    abandon_quotation,
    decide_quotation,
    draft_quotation,
    invite_more,
    record_quote,
    revise_quotation,
    send_quotation,
)
from services.tenders.handlers.quote_files import AddQuoteFile, add_quote_file, quote_file, readable_quotation
from shared.contracts.tenders_quotations import QuotationOrderedV1
from shared.kernel.clock import FixedClock
from shared.kernel.deadline import Deadline
from shared.kernel.money import Money
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import QuoteId
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind
from shared.storage import records
from tests.unit.tenders.builders import ACME, BOLT, FOREIGN_BUYER, an_agent, numbered
from tests.unit.tenders.fakes import FakeUnitOfWork

TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
REPLY_BY = Deadline(TODAY + timedelta(days=7))
REASON = "Le moins cher des deux, délai d'une semaine.\nEntreprise proche."


def euros(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def a_company(siret: Siret = ACME) -> Principal:
    return Principal("gerant", PrincipalKind.ECONOMIC_OPERATOR, siret, "Gérant", frozenset({Right.SUBMIT}))


def the_content(**changes: Any) -> QuotationContent:
    content = QuotationContent(
        title="Papier de bureau",
        description="100 ramettes A4 recyclées",
        kind=ContractKind.SUPPLIES,
        family="FOU-12",
        estimated_value=euros("1200.00"),
        reply_by=REPLY_BY,
    )
    return replace(content, **changes)


def a_store() -> FakeUnitOfWork:
    return FakeUnitOfWork(at=TODAY)


def drafted(uow: FakeUnitOfWork, **changes: Any) -> Quotation:
    return draft_quotation(DraftQuotation("Commune de Rennes", BuyerKind.COMMUNE, the_content(**changes)), uow=uow)


def sent(uow: FakeUnitOfWork, **changes: Any) -> Quotation:
    quotation = drafted(uow, **changes)
    return send_quotation(quotation.quotation_id, [Recipient(ACME, None, "Acme")], expected=1, uow=uow)


def given_by(siret: Siret | None = ACME, amount: str | None = "1150.00", **changes: Any) -> GivenQuote:
    quote = GivenQuote(siret, "Acme", QuoteMeans.EMAIL, None if amount is None else euros(amount), None, None)
    return replace(quote, **changes)


def decided(uow: FakeUnitOfWork, siret: Siret = ACME, **changes: Any) -> Quotation:
    quotation = sent(uow, **changes)
    quotation, quote_id = record_quote(quotation.quotation_id, given_by(siret), uow=uow)
    decision = Decision(quote_id, None, REASON)
    return decide_quotation(quotation.quotation_id, decision, expected=quotation.version, uow=uow)


def ordered(uow: FakeUnitOfWork, quotation: Quotation, law: LegalTable, *acknowledged: str) -> Quotation:
    passage = Passage(frozenset(acknowledged)) if acknowledged else NO_PASSAGE
    command = OrderQuotation(quotation.quotation_id, quotation.version, None, passage)
    return order_quotation(command, uow=uow, law=law, sandbox=False)


@pytest.mark.parametrize(("status", "action"), list(product(QuotationStatus, QuotationAction)))
def test_every_state_and_action_is_in_the_table_or_refused(status: QuotationStatus, action: QuotationAction) -> None:
    expected = QUOTATION_TRANSITIONS.get((status, action))
    if expected is not None:
        assert next_quotation_status(status, action) is expected
        return
    with pytest.raises(Refused, match="TND-QUOTATION-STATE"):
        next_quotation_status(status, action)


def test_every_state_is_reached_and_an_end_is_never_left() -> None:
    reached = {QuotationStatus.DRAFT, *QUOTATION_TRANSITIONS.values()}
    assert reached == set(QuotationStatus)
    for status in (QuotationStatus.ORDERED, QuotationStatus.ABANDONED):
        assert {end for (start, _), end in QUOTATION_TRANSITIONS.items() if start is status} == {status}


def test_a_purchase_goes_from_its_need_to_an_order_that_can_be_paid(law: LegalTable) -> None:
    uow = a_store()
    quotation = ordered(uow, decided(uow), law)
    event = uow.events[0]
    assert isinstance(event, QuotationOrderedV1)
    assert (event.supplier.siret, event.amount_excl_vat.value, event.ordered_on) == (
        ACME.value,
        "1150.00",
        "2026-11-23",
    )
    assert quotation.order is not None
    assert event.reference == quotation.order.reference
    assert [entry[0] for entry in uow.journal if not entry[0].startswith("message")] == [
        "quotation_drafted",
        "quotation_sent",
        "quote_recorded",
        "quotation_decided",
        "quotation_ordered",
    ]
    letter = order_letter(quotation, at=TODAY)
    assert quotation.order.reference in letter.title
    cells = [cell for section in letter.sections for part in section.tables for row in part.rows for cell in row]
    assert euros("1150.00").display() in cells


def test_a_letter_needs_an_order() -> None:
    with pytest.raises(Refused, match="TND-QUOTATION-STATE"):
        order_letter(decided(a_store()), at=TODAY)


def test_a_request_is_sent_to_somebody_with_time_to_answer() -> None:
    uow = a_store()
    quotation = drafted(uow)
    with pytest.raises(Refused, match="TND-QUOTATION-NOBODY"):
        send_quotation(quotation.quotation_id, [], expected=1, uow=uow)
    late = drafted(uow, reply_by=Deadline(TODAY))
    with pytest.raises(Refused, match="TND-QUOTATION-DEADLINE"):
        send_quotation(late.quotation_id, [Recipient(ACME, None, "Acme")], expected=1, uow=uow)
    public = drafted(uow, audience=Audience.PUBLIC)
    assert send_quotation(public.quotation_id, [], expected=1, uow=uow).status is QuotationStatus.SENT


def test_each_company_is_told_apart_and_once() -> None:
    uow = a_store()
    quotation = drafted(uow)
    twice = [Recipient(ACME, None, "Acme"), Recipient(ACME, "a@acme.test", "Acme bis"), Recipient(BOLT, None, "Bolt")]
    quotation = send_quotation(quotation.quotation_id, twice, expected=1, uow=uow)
    assert [each.siret for each in quotation.invited] == [ACME, BOLT]
    more = [Recipient(BOLT, None, "Bolt"), Recipient(None, "x@y.test", "Zed")]
    quotation = invite_more(quotation.quotation_id, more, expected=2, uow=uow)
    assert len(quotation.invited) == 3
    told = [len(message.addressees) for message in uow.messages.sent]
    assert told == [1, 1, 1]


def test_a_late_quote_is_kept_and_marked_whatever_was_decided() -> None:
    uow = a_store()
    quotation = decided(uow)
    uow.clock = FixedClock(REPLY_BY.at + timedelta(milliseconds=1))
    kept, quote_id = record_quote(quotation.quotation_id, given_by(BOLT), uow=uow)
    assert kept.quote(quote_id).late
    assert kept.status is QuotationStatus.DECIDED
    uow.clock = FixedClock(REPLY_BY.at)
    kept, quote_id = record_quote(quotation.quotation_id, given_by(BOLT), uow=uow)
    assert not kept.quote(quote_id).late


def test_an_agent_says_when_a_quote_came_and_never_in_the_future() -> None:
    uow = a_store()
    quotation = sent(uow)
    with pytest.raises(Refused, match="TND-QUOTE-RECEIVED"):
        record_quote(quotation.quotation_id, given_by(received_at=TODAY + timedelta(seconds=1)), uow=uow)
    with pytest.raises(Refused, match="TND-QUOTE-SUPPLIER"):
        record_quote(quotation.quotation_id, given_by(None), uow=uow)


def test_a_company_gives_its_own_quote_and_reads_no_other() -> None:
    uow = a_store()
    quotation = sent(uow)
    record_quote(quotation.quotation_id, given_by(BOLT), uow=uow)
    uow.scope.principal = a_company()
    forged = given_by(BOLT, means=QuoteMeans.POST, received_at=TODAY - timedelta(days=30))
    kept, quote_id = record_quote(quotation.quotation_id, forged, uow=uow)
    own = kept.quote(quote_id)
    assert (own.supplier, own.means, own.received_at) == (ACME, QuoteMeans.PLATFORM, TODAY)
    file = AddQuoteFile(quotation.quotation_id, quote_id, DocumentName.parse("d.pdf"), StoredBytes("b1", 3, "00"))
    added = add_quote_file(file, uow=uow)
    assert quote_file(quotation.quotation_id, quote_id, added.file_id, uow=uow) == added
    others = kept.quotes[0].quote_id
    with pytest.raises(Refused, match="TND-QUOTE-UNKNOWN"):
        add_quote_file(replace(file, quote_id=others), uow=uow)
    with pytest.raises(Refused, match="TND-DOCUMENT-EMPTY"):
        add_quote_file(replace(file, content=StoredBytes("b2", 0, "00")), uow=uow)
    uow.scope.principal = a_company(Siret.parse("44306184100047"))
    for attempt in (readable_quotation,):
        with pytest.raises(Refused, match="TND-NOT-FOUND"):
            attempt(quotation.quotation_id, uow=uow)


def test_a_draft_is_seen_by_its_buyer_alone() -> None:
    uow = a_store()
    quotation = drafted(uow, audience=Audience.PUBLIC)
    for principal in (a_company(), Principal.anonymous(), an_agent(organisation=FOREIGN_BUYER)):
        uow.scope.principal = principal
        with pytest.raises(Refused, match="TND-NOT-FOUND"):
            readable_quotation(quotation.quotation_id, uow=uow)


def test_the_choice_has_a_reason_and_an_amount() -> None:
    uow = a_store()
    quotation = sent(uow)
    quotation, quote_id = record_quote(quotation.quotation_id, given_by(amount=None), uow=uow)
    bad = [
        (Decision(numbered(QuoteId, 9), None, REASON), "TND-QUOTE-UNKNOWN"),
        (Decision(quote_id, None, REASON), "TND-QUOTE-AMOUNT"),
        (Decision(quote_id, euros("0"), REASON), "TND-QUOTE-AMOUNT"),
        (Decision(quote_id, Money(Decimal(5), "USD"), REASON), "TND-QUOTE-AMOUNT"),
        (Decision(quote_id, euros("5"), " \n "), "TND-QUOTATION-REASON"),
        (Decision(quote_id, euros("5"), "l\n" * 11), "TND-QUOTATION-REASON"),
    ]
    for decision, code in bad:
        with pytest.raises(Refused, match=code):
            decide_quotation(quotation.quotation_id, decision, expected=quotation.version, uow=uow)
    quotation = decide_quotation(
        quotation.quotation_id, Decision(quote_id, euros("5"), REASON), expected=quotation.version, uow=uow
    )
    assert quotation.status is QuotationStatus.DECIDED


def test_two_agents_at_once_and_a_foreign_one() -> None:
    uow = a_store()
    quotation = drafted(uow)
    revise_quotation(quotation.quotation_id, the_content(title="Papier recyclé"), expected=1, uow=uow)
    with pytest.raises(Refused, match="HTTP-VERSION-STALE"):
        revise_quotation(quotation.quotation_id, the_content(), expected=1, uow=uow)
    uow.scope.principal = an_agent(organisation=FOREIGN_BUYER)
    with pytest.raises(Refused, match="TND-NOT-FOUND"):
        abandon_quotation(quotation.quotation_id, "Plus besoin", expected=2, uow=uow)


def test_a_purchase_is_given_up_and_nothing_follows(law: LegalTable) -> None:
    uow = a_store()
    quotation = decided(uow)
    given_up = abandon_quotation(quotation.quotation_id, "Plus de crédits", expected=quotation.version, uow=uow)
    assert given_up.status is QuotationStatus.ABANDONED
    with pytest.raises(Refused, match="TND-QUOTATION-STATE"):
        ordered(uow, given_up, law)


@given(st.lists(st.sampled_from([ACME, BOLT]), max_size=8))
def test_nobody_is_invited_twice(sirets: list[Siret]) -> None:
    kept = distinct([Recipient(siret, None, "Nom") for siret in sirets])
    assert len(kept) == len({each.siret for each in kept}) == len(set(sirets))


def test_a_request_is_stored_and_read_back_whole() -> None:
    uow = a_store()
    quotation = decided(uow)
    for part in (quotation.content, *quotation.quotes, quotation.choice):
        assert records.from_json(type(part), records.to_json(part)) == part
