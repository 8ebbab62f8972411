"""Recipients, commitments and what the machine proposes: facts for an agent, never a refusal of the invoice."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.api.decision_schemas import ProposalOut
from services.invoicing.domain import received
from services.invoicing.domain.commitment import Commitment, CommitmentFault, CommitmentKind
from services.invoicing.domain.decisions import Interruption
from services.invoicing.domain.matching import Difference, DifferenceCode
from services.invoicing.domain.proposal import Proposal, ProposedAct, accepts_alone, proposal_for
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.recipient import MissingMention, Recipient, RecipientService
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import BrokenRule, OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from shared.kernel.ids import CommitmentId
from shared.kernel.refusal import Refused
from shared.legal.buyers import BuyerKind
from shared.storage.records import from_json, to_json
from tests.unit.invoicing.builders import BUYER, ORDER_ID, OTHER_SELLER, SELLER, a_received_invoice, euros

DAY = date(2026, 10, 1)
VALID = OfficialVerdict((OfficialCheck(family=RuleFamily.XSD, artefact="x", version="1", outcome=Outcome.VALID),))
BROKEN = OfficialVerdict(
    (
        OfficialCheck(
            family=RuleFamily.FRENCH, artefact="x", version="1", outcome=Outcome.INVALID,
            broken=(BrokenRule("BR-FR-05", "mention", "/"),),
        ),
    )
)  # fmt: skip


def said(outcome: Outcome, family: RuleFamily, artefact: str = "x", *broken: str) -> OfficialVerdict:
    rules = tuple(BrokenRule(rule, "text", "/") for rule in broken)
    return OfficialVerdict((OfficialCheck(family, artefact, "1", outcome, rules, "non contrôlé : trop long"),))


def in_part(*verdicts: OfficialVerdict) -> OfficialVerdict:
    return OfficialVerdict(tuple(check for verdict in verdicts for check in verdict.checks))


UNBEARABLE = said(Outcome.NOT_CHECKED, RuleFamily.FRENCH)
BROKEN_CORE = said(Outcome.INVALID, RuleFamily.EN16931, "x", "BR-45")
VALID_EXTENSION = said(Outcome.VALID, RuleFamily.FRENCH, "EXTENDED")


def a_commitment(**changes: Any) -> Commitment:
    facts: dict[str, Any] = {
        "commitment_id": CommitmentId(UUID(int=7)),
        "version": 1,
        "kind": CommitmentKind.RECURRENT,
        "number": "ENG-1",
        "buyer": BUYER.siret,
        "seller": SELLER.siret,
        "subject": "Électricité de la mairie",
        "ceiling": euros("1000.00"),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
    }
    return Commitment(**(facts | changes))


def a_recipient(**changes: Any) -> Recipient:
    facts: dict[str, Any] = {
        "siret": BUYER.siret,
        "version": 1,
        "name": BUYER.name,
        "buyer_kind": BuyerKind.COMMUNE,
        "services": (
            RecipientService(code="ECOLE", name="Écoles", commitment_required=True),
            RecipientService(code="VIEUX", name="Ancien service", is_active=False),
        ),
    }
    return Recipient(**(facts | changes))


def judged(*codes: DifferenceCode, verdict: OfficialVerdict = VALID) -> ReceivedInvoice:
    return received.validate(a_received_invoice(order_id=ORDER_ID), verdict, tuple(Difference(code) for code in codes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"seller": None}, []),
        ({"seller": OTHER_SELLER.siret}, [CommitmentFault.OTHER_SELLER]),
        ({"closed_on": DAY}, [CommitmentFault.CLOSED]),
        ({"starts_on": DAY + timedelta(days=1)}, [CommitmentFault.OUT_OF_PERIOD]),
        ({"ends_on": DAY - timedelta(days=1)}, [CommitmentFault.OUT_OF_PERIOD]),
        ({"ends_on": DAY, "starts_on": DAY}, []),
        ({"ceiling": None}, []),
        ({"ceiling": euros("299.99")}, [CommitmentFault.SHORT]),
    ],
)
def test_an_invoice_is_compared_with_its_commitment(changes: dict[str, Any], expected: list[CommitmentFault]) -> None:
    asked, already = euros("200.00"), euros("100.00")
    found = a_commitment(**changes).faults(seller=SELLER.siret, issued_on=DAY, asked=asked, already=already)
    assert list(found) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"closed_on": DAY}, []),
        ({"ends_on": DAY - timedelta(days=1)}, []),
        ({"ceiling": euros("10.00")}, []),
        ({"seller": OTHER_SELLER.siret}, [CommitmentFault.OTHER_SELLER]),
        ({"starts_on": DAY + timedelta(days=1)}, [CommitmentFault.OUT_OF_PERIOD]),
    ],
)
def test_what_is_given_back_fits_a_commitment_that_is_closed_ended_or_spent(
    changes: dict[str, Any], expected: list[CommitmentFault]
) -> None:
    asked, already = euros("-20.00"), euros("100.00")
    found = a_commitment(**changes).faults(seller=SELLER.siret, issued_on=DAY, asked=asked, already=already)
    assert list(found) == expected


@given(ceiling=st.integers(1, 10**9), asked=st.integers(1, 10**9), already=st.integers(0, 10**9))
def test_a_commitment_is_short_exactly_above_its_ceiling(ceiling: int, asked: int, already: int) -> None:
    cents = [euros(f"{value // 100}.{value % 100:02d}") for value in (ceiling, asked, already)]
    found = a_commitment(ceiling=cents[0]).faults(seller=SELLER.siret, issued_on=DAY, asked=cents[1], already=cents[2])
    assert (CommitmentFault.SHORT in set(found)) is (asked + already > ceiling)


@pytest.mark.parametrize(
    ("service", "commitment", "required", "expected"),
    [
        ("ECOLE", "ENG-1", True, []),
        (None, None, False, []),
        (None, None, True, [MissingMention.SERVICE_MISSING, MissingMention.COMMITMENT_MISSING]),
        ("VIEUX", "ENG-1", False, [MissingMention.SERVICE_UNKNOWN]),
        ("AUTRE", "ENG-1", True, [MissingMention.SERVICE_UNKNOWN]),
        ("ECOLE", None, False, [MissingMention.COMMITMENT_MISSING]),
    ],
)
def test_a_recipient_says_which_mentions_it_wants(
    service: str | None, commitment: str | None, required: bool, expected: list[MissingMention]
) -> None:
    recipient = a_recipient(service_required=required, commitment_required=required)
    assert list(recipient.missing_mentions(service_code=service, commitment=commitment)) == expected


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: a_recipient(services=(RecipientService(code="A", name="a"),) * 2), "INV-SERVICES-REPEATED"),
        (lambda: a_recipient(automatic_up_to=euros("0.00")), "INV-AUTOMATIC-LIMIT"),
        (lambda: a_commitment(ends_on=date(2025, 1, 1)), "INV-COMMITMENT-PERIOD"),
        (lambda: a_commitment(ceiling=euros("0.00")), "INV-COMMITMENT-CEILING"),
        (lambda: a_commitment(closed_on=DAY).closed(on=DAY), "INV-COMMITMENT-CLOSED"),
    ],
)
def test_what_cannot_be_is_refused(make: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        make()
    assert refused.value.refusal.code == code


@pytest.mark.parametrize(
    ("invoice", "act", "runs"),
    [
        (judged(), ProposedAct.ACCEPT, True),
        (judged(DifferenceCode.PROBABLE_DUPLICATE, DifferenceCode.ORDER_MISSING), ProposedAct.COMPARE, True),
        (judged(DifferenceCode.SERVICE_MISSING), ProposedAct.INTERRUPT, False),
        (judged(verdict=BROKEN), ProposedAct.INTERRUPT, False),
        (judged(DifferenceCode.CONTRACT_ENDED), ProposedAct.REFUSE, False),
        (judged(DifferenceCode.LINE_QUANTITY), ProposedAct.ACCEPT_IN_PART, True),
        (judged(DifferenceCode.LINE_VAT), ProposedAct.COMPARE, True),
        (judged(verdict=UNBEARABLE), ProposedAct.COMPARE, True),
        (judged(verdict=in_part(VALID, UNBEARABLE)), ProposedAct.ACCEPT, True),
        (judged(verdict=in_part(BROKEN_CORE, VALID_EXTENSION, UNBEARABLE)), ProposedAct.ACCEPT, True),
        (judged(verdict=in_part(BROKEN_CORE, UNBEARABLE)), ProposedAct.INTERRUPT, False),
    ],
)
def test_the_machine_proposes_and_says_whether_the_period_runs(
    invoice: ReceivedInvoice, act: ProposedAct, runs: bool
) -> None:
    found = proposal_for(invoice, ordered=euros("100.00"))
    assert (found.act, found.period_runs) == (act, runs)
    assert (found.admitted == euros("100.00")) is (act is ProposedAct.ACCEPT_IN_PART)
    assert (found.motive is not None) is (act is ProposedAct.REFUSE)


@pytest.mark.parametrize("verdict", [UNBEARABLE, in_part(VALID, UNBEARABLE), in_part(BROKEN, UNBEARABLE)])
def test_what_could_not_be_checked_is_told_with_the_proposal_and_never_accepted_alone(verdict: OfficialVerdict) -> None:
    invoice = judged(verdict=verdict)
    told = ProposalOut.of(proposal_for(invoice), answer=None)
    assert told.not_checked == ["x 1 : non contrôlé : trop long"]
    assert "Tout n'a pas pu être contrôlé." in told.text
    assert not accepts_alone(invoice, up_to=euros("1000000.00"))


def test_core_rules_of_an_invoice_valid_by_its_extension_ask_for_nothing() -> None:
    core = replace(BROKEN.checks[0], family=RuleFamily.EN16931)
    extended = replace(VALID.checks[0], artefact="BR-FR EXTENDED-CTC-FR", family=RuleFamily.FRENCH)
    invoice = judged(verdict=OfficialVerdict((*VALID.checks, core, extended)))
    assert proposal_for(invoice) == Proposal(act=ProposedAct.ACCEPT, period_runs=True)


INTERRUPTION = Interruption(notified_on=DAY, interrupted_by="agent", reason="RIB", missing=("RIB",), due_before=DAY)


@pytest.mark.parametrize(
    ("status", "interruption", "act", "runs"),
    [
        (InvoiceStatus.INTERRUPTED, INTERRUPTION, ProposedAct.NOTHING, False),
        (InvoiceStatus.INTERRUPTED, replace(INTERRUPTION, answered_on=DAY), ProposedAct.COMPLETE, True),
        (InvoiceStatus.ACCEPTED, None, ProposedAct.NOTHING, True),
        (InvoiceStatus.PAYMENT_ORDERED, None, ProposedAct.NOTHING, True),
        (InvoiceStatus.RETURNED, None, ProposedAct.NOTHING, False),
        (InvoiceStatus.REFUSED, None, ProposedAct.NOTHING, False),
        (InvoiceStatus.PAID, None, ProposedAct.NOTHING, False),
    ],
)
def test_nothing_is_proposed_that_the_state_forbids(
    status: InvoiceStatus, interruption: Interruption | None, act: ProposedAct, runs: bool
) -> None:
    invoice = replace(judged(DifferenceCode.CONTRACT_ENDED), status=status, interruption=interruption)
    assert proposal_for(invoice) == Proposal(act=act, period_runs=runs)


def test_the_buyers_rule_alone_accepts_alone() -> None:
    asked = judged().summary.amount_due
    assert accepts_alone(judged(), up_to=asked)
    assert not accepts_alone(judged(), up_to=None)
    assert not accepts_alone(judged(), up_to=asked - euros("0.01"))
    assert not accepts_alone(judged(DifferenceCode.LINE_VAT), up_to=asked)
    assert not accepts_alone(judged(verdict=BROKEN), up_to=asked)
    assert not accepts_alone(replace(judged(), order_id=None), up_to=asked)


def test_a_recipient_is_kept_whole() -> None:
    recipient = a_recipient(automatic_up_to=euros("500.00"))
    assert from_json(Recipient, to_json(recipient)) == recipient
