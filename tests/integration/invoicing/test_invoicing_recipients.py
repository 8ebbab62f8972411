"""Over HTTP and PostgreSQL: invoices without any contract, for a declared recipient, on a commitment or on none."""

from datetime import date, timedelta
from typing import Any

from services.invoicing.domain.invoice import Address, Party, PrecedingInvoice
from services.invoicing.standards import cii
from shared.contracts.amount import Amount
from shared.contracts.tenders import PartyFact
from shared.contracts.tenders_quotations import QuotationOrderedV1
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import BUYER, SELLER, an_invoice

COMMUNE = {"name": BUYER.name, "buyer_kind": "commune"}
ENERGY = {
    "kind": "recurrent", "number": "ENG-2026-ELEC", "seller_siret": str(SELLER.siret), "subject": "Électricité",
    "ceiling_excl_vat": {"value": "2000.00", "currency": "EUR"}, "starts_on": "2026-01-01", "ends_on": "2026-12-31",
}  # fmt: skip


def declare(service: Service, body: dict[str, Any] = COMMUNE, *, version: int = 0) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return service.put(f"/recipients/{BUYER.siret}", body, headers=headers)


def sent(service: Service, **changes: Any) -> dict[str, Any]:
    answer = service.post("/invoices", cii.to_xml(an_invoice(**changes)), role="entreprise-a")
    assert answer.status_code == 201, answer.text
    service.deliver_own_events()
    return dict(service.get(f"/invoices/{answer.json()['invoice_id']}").json())


def test_an_invoice_without_contract_goes_to_its_declared_recipient(service: Service) -> None:
    document = cii.to_xml(an_invoice())
    assert service.post("/invoices", document, role="entreprise-a").json()["code"] == "INV-UNATTRIBUTABLE"
    assert declare(service).status_code == 200
    assert declare(service).status_code == 412
    services = [{"code": "MAIRIE", "name": "Mairie"}]
    assert declare(service, {**COMMUNE, "service_required": True, "services": services}, version=1).status_code == 200
    seen = service.get(f"/recipients/{BUYER.siret}", role="entreprise-a").json()
    assert (seen["version"], seen["services"][0]["code"], seen["door"]) == (2, "MAIRIE", "platform")

    judged = sent(service, purchase_order_reference=None, buyer_reference=None)
    codes = [difference["code"] for difference in judged["differences"]]
    assert codes == ["INV-DIFF-SERVICE-MISSING", "INV-DIFF-ORDER-MISSING"]
    proposal = service.get(f"/invoices/{judged['invoice_id']}/proposal").json()
    assert (proposal["act"], proposal["period_runs"]) == ("interrupt", False)
    assert (proposal["text"].split()[0], judged["status_text"]) == ("Interrompre", "contrôlée")
    assert service.get(f"/invoices/{judged['invoice_id']}/proposal", role="entreprise-a").status_code == 403


def test_a_commitment_carries_its_invoices_until_it_is_short_or_closed(service: Service) -> None:
    declare(service, {**COMMUNE, "automatic_up_to": {"value": "3000.00", "currency": "EUR"}})
    made = service.post("/commitments", ENERGY)
    assert made.status_code == 201, made.text
    assert service.post("/commitments", ENERGY).json()["code"] == "INV-COMMITMENT-NUMBER-TAKEN"
    first = sent(service, number="E-1", purchase_order_reference=ENERGY["number"])
    assert (first["status"], first["matched"], first["accepted_on"] is not None) == ("accepted", True, True)
    second = sent(service, number="E-2", purchase_order_reference=ENERGY["number"])
    assert [one["code"] for one in second["differences"]] == ["INV-DIFF-COMMITMENT-SHORT"]
    assert second["status"] == "validated"
    path = f"/commitments/{made.json()['commitment_id']}"
    assert service.post(f"{path}/closure", role="entreprise-a").status_code == 403
    assert service.post(f"{path}/closure").json()["closed_on"] is not None
    assert [one["number"] for one in service.get("/commitments", role="entreprise-a").json()["items"]] == [
        ENERGY["number"]
    ]
    assert service.get(path, role="entreprise-b").status_code == 404


def test_a_credit_note_gives_back_to_its_commitment_and_is_not_paid(service: Service) -> None:
    declare(service, {**COMMUNE, "automatic_up_to": {"value": "3000.00", "currency": "EUR"}})
    service.post("/commitments", ENERGY)
    on = {"purchase_order_reference": ENERGY["number"]}
    assert sent(service, number="E-1", **on)["status"] == "accepted"
    credit = sent(service, number="A-1", type_code="381", preceding=(PrecedingInvoice(number="E-1"),), **on)
    assert [one["code"] for one in credit["differences"]] == ["INV-DIFF-CREDIT-NOTE"]
    assert (credit["status"], credit["period_runs"]) == ("validated", False)
    assert sent(service, number="E-2", **on)["status"] == "accepted"  # what was given back is there again
    path = f"/invoices/{credit['invoice_id']}"
    assert service.post(f"{path}/acceptance").status_code == 200
    assert service.post(f"{path}/payment-order").status_code == 200
    ordered = service.events()[-1].data
    assert (ordered["payment_order_number"][:2], ordered["amount_due"]["value"]) == ("M-", "-2191.27")
    service.clock.advance(timedelta(days=60))
    done = {"paid_on": service.clock.now().date().isoformat(), "reference": "RED-1"}
    paid = service.post(f"{path}/payment", done, role="comptable").json()["payment"]
    assert (paid["amount"]["value"], paid["days_late"], paid["interest"]["value"]) == ("-2191.27", 0, "0")


def test_an_expense_outside_the_contract_of_its_seller_uses_none_of_it(service: Service) -> None:
    declare(service)
    service.learn_contract(amount_excl_vat=Amount(value="10.00"))
    service.post("/commitments", ENERGY)
    outside = {"purchase_order_reference": ENERGY["number"], "contract_reference": None}
    apart = sent(service, number="E-1", **outside)
    assert (apart["contract_id"], apart["matched"], apart["differences"]) == (None, True, [])
    named = sent(service, number="E-2", **{**outside, "contract_reference": "2026-M-01"})
    assert "INV-DIFF-CONTRACT-SHORT" in [one["code"] for one in named["differences"]]
    back = sent(service, number="A-2", type_code="381", preceding=(PrecedingInvoice(number="E-2"),), **outside)
    assert [one["code"] for one in back["differences"]] == ["INV-DIFF-CREDIT-NOTE"]  # what is given back uses nothing


def test_an_invoice_that_names_its_seller_by_no_siren_is_its_senders_and_told(service: Service) -> None:
    declare(service, {**COMMUNE, "automatic_up_to": {"value": "3000.00", "currency": "EUR"}})
    service.post("/commitments", ENERGY)
    foreign = Party(name="Werkzeug GmbH", vat_number="DE123456788", address=Address(city="Kehl", country="DE"))
    told = sent(service, seller=foreign, purchase_order_reference=ENERGY["number"], contract_reference=None)
    assert [one["code"] for one in told["differences"]] == ["INV-DIFF-SELLER-UNSAID"]
    assert "Werkzeug GmbH" in told["differences"][0]["text"]
    assert (told["seller_siret"], told["status"]) == (str(SELLER.siret), "validated")
    named = service.post("/invoices", cii.to_xml(an_invoice(number="F-9")), role="entreprise-b")
    assert named.json()["code"] == "INV-NOT-YOUR-INVOICE"


def test_an_invoice_of_a_day_to_come_is_received_and_told(service: Service) -> None:
    declare(service)
    service.post("/commitments", {**ENERGY, "ends_on": None})
    told = sent(service, purchase_order_reference=ENERGY["number"], issued_on=date(2099, 1, 1))
    assert [one["code"] for one in told["differences"]] == ["INV-DIFF-DATED-LATER"]
    assert "01/01/2099" in told["differences"][0]["text"]


def test_an_order_after_quotations_is_known_and_so_is_its_buyer(service: Service) -> None:
    service.learn(
        QuotationOrderedV1(
            aggregate_id="01990000-0000-7000-8000-00000000000a",
            aggregate_version=3,
            buyer_siret=str(BUYER.siret),
            quotation_id="01990000-0000-7000-8000-00000000000a",
            reference="DEVIS-2026-7",
            object="Peinture de l'école",
            kind="works",
            family="peinture",
            buyer=PartyFact(siret=str(BUYER.siret), name=BUYER.name),
            buyer_kind="commune",
            supplier=PartyFact(siret=str(SELLER.siret), name=SELLER.name),
            amount_excl_vat=Amount(value="5000.00"),
            ordered_on="2026-09-01",
            sandbox=False,
        )
    )
    judged = sent(service, purchase_order_reference="DEVIS-2026-7")
    assert (judged["matched"], judged["differences"]) == (True, [])
    assert service.get("/commitments").json()["items"][0]["kind"] == "quotation_order"
    assert service.get(f"/recipients/{BUYER.siret}").json()["buyer_kind"] == "commune"
