"""What an invoice asks to be paid: credit notes, corrections, nothing left to pay, another payee, a day to come."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.invoicing.api.texts.differences import difference_text
from services.invoicing.api.texts.proposals import proposal_text
from services.invoicing.domain.arithmetic import wrong_lines
from services.invoicing.domain.asked import differences_of_what_is_asked
from services.invoicing.domain.content_checks import content_differences
from services.invoicing.domain.decisions import Acceptance, Interruption
from services.invoicing.domain.invoice import Allowance, PrecedingInvoice
from services.invoicing.domain.matching import Difference, DifferenceCode
from services.invoicing.domain.proposal import ProposedAct, accepts_alone, proposal_for
from services.invoicing.domain.received import InvoiceSummary
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.handlers.announcements import invoice_facts
from services.invoicing.handlers.decision_announcements import invoice_accepted
from services.invoicing.handlers.flows import sender_of
from services.invoicing.standards.detection import detect
from shared.contracts.invoicing_decisions import InvoicePartlyAcceptedV1
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import OTHER_SELLER, SELLER, a_company, a_received_invoice, an_invoice, euros

BEFORE = (PrecedingInvoice(number="F2026-0000", issued_on=date(2026, 9, 15)),)
VALID = OfficialVerdict((OfficialCheck(RuleFamily.EN16931, "EN 16931", "1.3.16", Outcome.VALID),))
TOTALS = an_invoice().totals
PAID = replace(TOTALS, paid=TOTALS.due, due=euros("0.00"))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"type_code": "381", "preceding": BEFORE}, ["CREDIT-NOTE"]),
        ({"type_code": "261"}, ["CREDIT-NOTE-ALONE"]),
        ({"type_code": "396"}, ["CREDIT-NOTE-ALONE"]),  # of which nobody is paid
        ({"type_code": "384", "preceding": BEFORE}, ["CORRECTS"]),
        ({"type_code": "384"}, ["CORRECTS-UNKNOWN"]),
        ({"totals": PAID}, ["NOTHING-DUE"]),
        ({"totals": PAID, "framework": "M2"}, []),  # its frame says so: ALREADY-PAID
        ({"type_code": "393"}, ["PAYEE-MISSING"]),
        ({"type_code": "393", "payee_name": "Affacturage SA"}, ["PAYEE"]),
        ({"payee_name": "Affacturage SA"}, ["PAYEE"]),
        ({"payee_name": SELLER.name}, []),
        ({"type_code": "386"}, []),
        ({"type_code": "389"}, []),
    ],
)
def test_what_is_asked_unlike_others_is_told_in_french(changes: dict[str, Any], codes: list[str]) -> None:
    told = list(differences_of_what_is_asked(an_invoice(**changes)))
    assert [one.code.value.removeprefix("INV-DIFF-") for one in told] == codes
    for one in told:
        text = difference_text(one)
        assert "{" not in text
        assert text.endswith(".")
        assert ("F2026-0000" in text) is ("preceding" in changes)


def test_a_credit_note_is_never_paid_like_an_invoice() -> None:
    content = an_invoice(type_code="381", preceding=BEFORE)
    told = tuple(differences_of_what_is_asked(content))
    received = a_received_invoice(
        status=InvoiceStatus.VALIDATED, summary=InvoiceSummary.of(content), differences=told, verdict=VALID
    )
    proposal = proposal_for(received)
    assert (proposal.act, proposal.period_runs, received.period_runs) == (ProposedAct.COMPARE, False, False)
    assert proposal_text(proposal).endswith("Aucun délai de paiement ne court : rien n'est à payer.")
    assert not accepts_alone(received, up_to=euros("100000.00"))
    assert received.amount_to_pay == euros("-2191.27")
    assert invoice_facts(received)["amount_due"].value == "-2191.27"
    assert received.summary.amount_due == euros("2191.27")  # as the document writes it
    assert received.summary.counted(euros("-2191.27")) == euros("-2191.27")  # some software signs what is given back


def test_no_period_is_told_stopped_or_opened_where_nothing_is_to_pay() -> None:
    content = an_invoice(type_code="381", preceding=BEFORE)
    asked = (*differences_of_what_is_asked(content), Difference(DifferenceCode.SERVICE_MISSING))
    credit = a_received_invoice(
        status=InvoiceStatus.VALIDATED, summary=InvoiceSummary.of(content), differences=asked, verdict=VALID
    )
    answered = Interruption(
        notified_on=date(2026, 10, 1), interrupted_by="agent", reason="RIB", missing=("RIB",),
        due_before=date(2026, 11, 1), answered_on=date(2026, 10, 2),
    )  # fmt: skip
    acts = {
        ProposedAct.COMPARE: credit,  # asking for the service would stop nothing
        ProposedAct.COMPLETE: replace(credit, status=InvoiceStatus.INTERRUPTED, interruption=answered),
        ProposedAct.NOTHING: replace(credit, status=InvoiceStatus.ACCEPTED),
    }
    for act, invoice in acts.items():
        found = proposal_for(invoice)
        assert (found.act, found.period_runs) == (act, False)
        assert "nouveau délai" not in proposal_text(found)
        assert proposal_text(found).endswith("Aucun délai de paiement ne court : rien n'est à payer.")
    below = a_received_invoice(summary=replace(credit.summary, type_code="380", amount_due=euros("-5.00")))
    assert (below.is_to_pay, below.period_runs) == (False, False)


def test_what_is_admitted_of_a_credit_note_is_told_below_zero_like_its_other_amounts() -> None:
    day = date(2026, 10, 1)
    acceptance = Acceptance(accepted_on=day, accepted_by="agent", due_on=day, admitted=euros("10.00"), reason="partiel")
    summary = InvoiceSummary.of(an_invoice(type_code="381"))
    told = invoice_accepted(a_received_invoice(summary=summary, acceptance=acceptance))
    assert isinstance(told, InvoicePartlyAcceptedV1)
    assert told.admitted.value == "-10.00"


def test_an_invoice_of_nobody_in_a_flow_of_several_companies_is_attributed_to_none_of_them() -> None:
    nobody = an_invoice(seller=replace(an_invoice().seller, identifiers=(), registration=None, vat_number=None,
                                       electronic_address=None))  # fmt: skip
    assert sender_of(nobody, [a_company(SELLER)]).organisation == SELLER.siret
    assert sender_of(an_invoice(), [a_company(OTHER_SELLER), a_company(SELLER)]).organisation == SELLER.siret
    with pytest.raises(Refused) as refused:
        sender_of(nobody, [a_company(SELLER), a_company(OTHER_SELLER)])
    assert refused.value.refusal.code == "INV-UNATTRIBUTABLE"


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "is_wrong"),
    [
        ("0", "10.333", "31.00", True),
        ("3", "10.333", "31.00", False),
        ("3", "10.33", "31.00", False),
        ("3", "11.00", "31.00", True),
        ("1000", "0.03", "31.00", False),  # a price written with two decimals may be 0.031
        ("-3", "10.333", "-31.00", False),
        ("-3", "10.333", "31.00", True),
    ],
)
def test_a_line_is_its_quantity_at_its_price(quantity: str, price: str, amount: str, is_wrong: bool) -> None:
    first, second = an_invoice().lines
    changed = replace(second, quantity=Decimal(quantity), net_price=euros(price), net_amount=euros(amount))
    found = [one.line for one in wrong_lines(an_invoice(lines=(first, changed)))]
    assert found == (["2"] if is_wrong else [])


def test_the_base_quantity_allowances_and_charges_of_a_line_are_counted() -> None:
    (line, _) = an_invoice().lines
    per_ten = replace(line, quantity=Decimal(20), net_price=euros("5.00"), price_quantity=Decimal(10))
    assert list(wrong_lines(an_invoice(lines=(replace(per_ten, net_amount=euros("10.00")),)))) == []
    less = replace(per_ten, allowances=(Allowance(amount=euros("3.00")),), charges=(Allowance(amount=euros("1.00")),))
    assert list(wrong_lines(an_invoice(lines=(replace(less, net_amount=euros("8.00")),)))) == []
    (wrong,) = content_differences(
        an_invoice(lines=(replace(less, net_amount=euros("10.00")),)), VALID, rates={Decimal(20), Decimal("5.5")}
    )
    assert difference_text(wrong).startswith("Ligne 1 de la facture : elle dit 10,00")


# Their lines do contradict themselves: a price as its own base quantity (8, 9), a charge that is not added
# (XRechnung-O), two pieces for the price of one, six pieces given back with no sign.
CONTRADICTED = {
    "cii_CII_example8.xml",
    "cii_CII_example9.xml",
    "cii_XRechnung-O.xml",
    "derived_cii_due_off.xml",
    "derived_ubl_linesum_off.xml",
    "derived_ubl_total_with_tax_off.xml",
    "ubl_ubl-tc434-example1.xml",
    "ubl_ubl-tc434-test-1.xml",
}


def test_lines_of_the_samples_contradict_themselves_only_where_they_do(samples_dir: Path) -> None:
    folder = samples_dir / "invoices"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        read = [row["file"] for row in csv.DictReader(manifest) if row["xsd_result"] == "valid"]
    assert {name for name in read if list(wrong_lines(detect((folder / name).read_bytes()).read()))} == CONTRADICTED
