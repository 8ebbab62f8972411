"""Over HTTP and PostgreSQL: subcontractors, frames and tolerances are told on the invoices that they concern."""

from dataclasses import replace
from typing import Any

from services.invoicing.domain.invoice import VatBreakdown, VatCategory
from services.invoicing.standards import cii, ubl
from shared.contracts.amount import Amount
from shared.contracts.tenders import PartyFact
from shared.contracts.tenders_contract_life import SubcontractAcceptedV1, SubcontractFact
from shared.kernel.percentage import Percentage
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import BUYER, OTHER_SELLER, a_notified_contract, an_invoice, an_order, euros

REFERENCE = "2026-M-01"


def sent(service: Service, document: bytes, role: str) -> list[str]:
    answer = service.post("/invoices", document, role=role)
    assert answer.status_code == 201, answer.text
    service.deliver_own_events()
    judged = service.get(f"/invoices/{answer.json()['invoice_id']}").json()
    return [one["code"].removeprefix("INV-DIFF-") for one in judged["differences"] if not one["tolerated"]]


def of_subcontractor(number: str, *, reverse_charge: bool = True, **changes: Any) -> bytes:
    invoice = an_invoice(an_order(seller=OTHER_SELLER), number=number, purchase_order_reference=None, framework="A9")
    if reverse_charge:
        base = invoice.totals.excl_vat
        free = VatCategory(code="AE", rate=Percentage.parse("0"))
        changes = {
            "lines": tuple(_with_vat(line, free) for line in invoice.lines),
            "vat_breakdown": (VatBreakdown(base=base, vat=euros("0.00"), category="AE", rate=free.rate),),
            "totals": _without_vat(invoice.totals),
            **changes,
        }
    return cii.to_xml(replace(invoice, **changes))


def _with_vat(line: Any, vat: VatCategory) -> Any:
    return replace(line, vat=vat)


def _without_vat(totals: Any) -> Any:
    return replace(totals, vat=euros("0.00"), incl_vat=totals.excl_vat, due=totals.excl_vat)


def accepted(**changes: Any) -> SubcontractAcceptedV1:
    fact = {
        "subcontract_id": "01990000-0000-7000-8000-0000000000aa",
        "subcontractor": PartyFact(siret=str(OTHER_SELLER.siret), name=OTHER_SELLER.name),
        "services": "Câblage",
        "most_incl_vat": Amount(value="3000.00"),
        "pays_directly": True,
        "accepted_on": "2026-09-01",
        "tacitly": False,
    }
    contract = a_notified_contract(kind="works", aggregate_version=4).model_dump()
    return SubcontractAcceptedV1(**{**contract, "subcontract": SubcontractFact(**{**fact, **changes})})


def test_a_subcontractor_is_compared_with_what_was_accepted(service: Service) -> None:
    service.learn_contract(kind="works")
    assert sent(service, of_subcontractor("S-1"), "entreprise-b") == ["ORDER-MISSING", "SUBCONTRACTOR-UNDECLARED"]
    service.learn(accepted())
    assert sent(service, of_subcontractor("S-2"), "entreprise-b") == ["SUBCONTRACT-SHORT"]  # with what S-1 asked
    given_back = of_subcontractor("A-1", type_code="381")
    assert sent(service, given_back, "entreprise-b") == ["CREDIT-NOTE-ALONE"]  # it passes no ceiling
    service.learn(accepted(most_incl_vat=Amount(value="30000.00")).model_copy(update={"aggregate_version": 5}))
    assert sent(service, of_subcontractor("S-3"), "entreprise-b") == []
    assert sent(service, of_subcontractor("S-4", reverse_charge=False), "entreprise-b") == ["REVERSE-CHARGE"]
    later = accepted(pays_directly=False, most_incl_vat=Amount(value="30000.00"))
    service.learn(later.model_copy(update={"aggregate_version": 6}))
    assert sent(service, of_subcontractor("S-5"), "entreprise-b") == ["SUBCONTRACTOR-NOT-PAID-DIRECTLY"]


def test_frames_and_sellers_that_the_contract_does_not_know_are_told(service: Service) -> None:
    service.learn_contract()
    holder = {"purchase_order_reference": None}
    found = sent(service, cii.to_xml(an_invoice(number="T-1", framework="A9", **holder)), "entreprise-a")
    assert found == ["ORDER-MISSING", "FRAME-DEPOSITOR"]
    found = sent(service, cii.to_xml(an_invoice(number="T-2", framework="A4", **holder)), "entreprise-a")
    assert found == ["ORDER-MISSING", "FRAME-NOT-WORKS"]
    other = an_invoice(an_order(seller=OTHER_SELLER), number="T-3", framework="A1", **holder)
    assert sent(service, ubl.to_xml(other), "entreprise-b") == ["ORDER-MISSING", "CONTRACT-SELLER"]


def test_a_buyer_tolerates_small_differences_of_amounts(service: Service, order_body: Any) -> None:
    service.learn_contract()
    recipient = {
        "name": BUYER.name,
        "buyer_kind": "commune",
        "automatic_up_to": {"value": "3000.00", "currency": "EUR"},
        "tolerance": {"amount": {"value": "0.50", "currency": "EUR"}, "percent": "1"},
    }
    declared = service.put(f"/recipients/{BUYER.siret}", recipient, headers={"If-Match": '"0"'})
    assert (declared.status_code, declared.json()["tolerance"]["percent"]) == (200, "1")
    assert service.post("/orders", order_body()).status_code == 201
    totals = an_invoice().totals
    cents = euros("0.30")
    off = replace(totals, incl_vat=totals.incl_vat + cents, rounding=-cents)
    answer = service.post("/invoices", cii.to_xml(an_invoice(totals=off)), role="entreprise-a")
    service.deliver_own_events()
    judged = service.get(f"/invoices/{answer.json()['invoice_id']}").json()
    tolerated = [(one["code"], one["tolerated"]) for one in judged["differences"] if "TOTAL" in one["code"]]
    assert (tolerated, judged["matched"]) == ([("INV-DIFF-TOTAL-INCL-VAT", True)], True)
    assert judged["differences"][0]["text"].endswith("Écart toléré.")
    wrong = {**recipient, "tolerance": {"amount": {"value": "0.50", "currency": "EUR"}, "percent": "200"}}
    refused = service.put(f"/recipients/{BUYER.siret}", wrong, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (422, "INV-TOLERANCE")
