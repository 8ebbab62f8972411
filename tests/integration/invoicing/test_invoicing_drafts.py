"""A supplier without software sends a valid invoice with three calls: its mentions once, the draft, the deposit."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.invoicing.domain.invoice import PrecedingInvoice
from services.invoicing.standards import cii
from services.invoicing.standards.detection import detect
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import BUYER, SELLER

Body = Callable[..., dict[str, Any]]
MENTIONS = {
    "line": "1 rue du Port", "city": "Brest", "post_code": "29200", "account": "FR76 3000 6000 0112 3456 7890 189",
}  # fmt: skip


def ordered(service: Service, order_body: Body) -> str:
    service.learn_contract()
    return f"/orders/{service.post('/orders', order_body()).json()['order_id']}/invoice-draft"


def say_mentions(service: Service, **changes: Any) -> Any:
    headers = {"If-Match": '"0"'}
    return service.put(f"/sellers/{SELLER.siret}", {**MENTIONS, **changes}, headers=headers, role="entreprise-a")


@pytest.mark.parametrize("form", ["ubl", "cii", "factur-x"])
def test_three_calls_make_a_matched_and_valid_invoice(service: Service, order_body: Body, form: str) -> None:
    path = ordered(service, order_body)
    assert service.get(path, role="entreprise-a").json()["code"] == "INV-SELLER-DETAILS-MISSING"
    kept = say_mentions(service)
    assert kept.status_code == 200, kept.text
    draft = service.get(f"{path}?format={form}&number=2026-001", role="entreprise-a")
    assert draft.status_code == 200, draft.text
    assert draft.headers["content-disposition"].startswith('attachment; filename="2026-001.')
    sent = service.post("/invoices", draft.content, role="entreprise-a").json()
    service.deliver_own_events()
    judged = service.get(f"/invoices/{sent['invoice_id']}").json()
    assert (judged["verdict"]["valid"], judged["matched"]) == (True, True), judged["verdict"]
    assert judged["number"] == "2026-001"
    assert service.get(path, role="entreprise-a").json()["code"] == "INV-ORDER-INVOICED"


def test_what_a_credit_note_gives_back_may_be_invoiced_again_though_it_names_the_invoice_alone(
    service: Service, order_body: Body
) -> None:
    path = ordered(service, order_body)
    say_mentions(service)
    first = service.get(f"{path}?format=cii&number=2026-001", role="entreprise-a").content
    sent = service.post("/invoices", first, role="entreprise-a").json()
    assert service.get(path, role="entreprise-a").json()["code"] == "INV-ORDER-INVOICED"
    invoice = detect(first).read()
    credit = replace(
        invoice, number="A-001", type_code="381", purchase_order_reference=None, contract_reference=None,
        preceding=(PrecedingInvoice(number="2026-001"),),
    )  # fmt: skip
    back = service.post("/invoices", cii.to_xml(credit), role="entreprise-a").json()
    service.deliver_own_events()
    stands = [service.get(f"/invoices/{one['invoice_id']}").json() for one in (sent, back)]
    assert stands[0]["order_id"] == stands[1]["order_id"] is not None
    assert [one["code"] for one in stands[1]["differences"]] == ["INV-DIFF-CREDIT-NOTE"]
    assert service.get(path, role="entreprise-a").status_code == 200
    again = service.post("/invoices", cii.to_xml(replace(invoice, number="2026-002")), role="entreprise-a").json()
    service.deliver_own_events()
    judged = service.get(f"/invoices/{again['invoice_id']}").json()
    assert (judged["matched"], judged["differences"]) == (True, [])


def test_an_order_of_any_name_gives_an_invoice_that_no_rule_refuses(service: Service, order_body: Body) -> None:
    service.learn_contract()
    placed = service.post("/orders", order_body(number="Commande n° 12 : école")).json()
    path = f"/orders/{placed['order_id']}/invoice-draft?format=cii"
    say_mentions(service)
    refused = service.get(f"{path}&number=2026 001", role="entreprise-a").json()
    assert refused["errors"][0]["message"].startswith("Un numéro de facture a 20 caractères au plus")
    sent = service.post("/invoices", service.get(path, role="entreprise-a").content, role="entreprise-a").json()
    service.deliver_own_events()
    judged = service.get(f"/invoices/{sent['invoice_id']}").json()
    assert (judged["number"], judged["verdict"]["failed_rules"]) == ("F-n-12-ecole", [])
    assert (judged["matched"], judged["order_number"]) == (True, "Commande n° 12 : école")


def test_a_company_without_vat_says_why_and_its_invoice_is_valid(service: Service, order_body: Body) -> None:
    service.learn_contract()
    lines = [{**line, "vat_rate": "0"} for line in order_body()["lines"]]
    placed = service.post("/orders", order_body(lines=lines)).json()
    assert say_mentions(service, exemption_code="VATEX-FR-FRANCHISE").json()["exemption_code"] == "VATEX-FR-FRANCHISE"
    document = service.get(f"/orders/{placed['order_id']}/invoice-draft?format=ubl", role="entreprise-a").content
    assert b"Franchise en base (CGI, article 293 B)" in document
    sent = service.post("/invoices", document, role="entreprise-a").json()
    service.deliver_own_events()
    judged = service.get(f"/invoices/{sent['invoice_id']}").json()
    assert (judged["verdict"]["failed_rules"], judged["matched"]) == ([], True)


def test_the_service_that_the_recipient_wants_is_written(service: Service, order_body: Body) -> None:
    path = ordered(service, order_body)
    say_mentions(service)
    services = [{"code": "MAIRIE", "name": "Mairie"}, {"code": "ECOLE", "name": "École"}]
    recipient = {"name": BUYER.name, "buyer_kind": "commune", "service_required": True, "services": services}
    service.put(f"/recipients/{BUYER.siret}", recipient, headers={"If-Match": '"0"'})
    assert service.get(path, role="entreprise-a").json()["code"] == "INV-SERVICE-AMBIGUOUS"
    assert service.get(f"{path}?service=PLAGE", role="entreprise-a").json()["code"] == "INV-SERVICE-AMBIGUOUS"
    assert b"ECOLE" in service.get(f"{path}?service=ECOLE&format=ubl", role="entreprise-a").content


def test_what_a_seller_says_of_itself_is_its_own(service: Service, order_body: Body) -> None:
    path = ordered(service, order_body)
    assert say_mentions(service, account="FR7630006000011234567890188").json()["code"] == "INV-IBAN"
    assert "VATEX-FR-FRANCHISE" in say_mentions(service, exemption_code="VATEX-FR-AE").json()["detail"]
    assert say_mentions(service).json()["vat_number"].startswith("FR")
    assert say_mentions(service).status_code == 412
    for role in ("entreprise-b", "acheteur"):
        assert service.get(f"/sellers/{SELLER.siret}", role=role).status_code in {403, 404}
        assert service.get(path, role=role).status_code in {403, 404}
    assert service.get(f"/sellers/{SELLER.siret}", role="entreprise-a").json()["city"] == "Brest"
