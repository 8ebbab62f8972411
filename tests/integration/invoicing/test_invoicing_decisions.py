"""Over HTTP and PostgreSQL: an invoice interrupted once, completed, admitted in part, paid; another refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.invoicing.standards import cii
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import an_invoice

Body = Callable[..., dict[str, Any]]
WHY = {"reason": "Le bon de livraison manque.", "missing": ["Bon de livraison signé"]}


def judged_invoice(service: Service, order_body: Body) -> str:
    service.learn_contract()
    service.post("/orders", order_body())
    answer = service.post("/invoices", cii.to_xml(an_invoice()), role="entreprise-a")
    assert answer.status_code == 201, answer.text
    service.deliver_own_events()
    return f"/invoices/{answer.json()['invoice_id']}"


def test_an_invoice_is_interrupted_once_completed_admitted_in_part_and_paid(service: Service, order_body: Body) -> None:
    path = judged_invoice(service, order_body)
    before = service.get(path).json()
    interrupted = service.post(f"{path}/interruption", WHY)
    assert interrupted.status_code == 200, interrupted.text
    assert (interrupted.json()["status"], interrupted.json()["period_runs"]) == ("interrupted", False)
    seen_by_the_seller = service.get(path, role="entreprise-a").json()["interruption"]
    assert seen_by_the_seller["missing"] == ["Bon de livraison signé"]
    assert service.post(f"{path}/acceptance").json()["code"] == "INV-ACTION-IMPOSSIBLE"
    service.clock.advance(timedelta(days=10))

    completed = service.post(f"{path}/completion").json()
    assert (completed["status"], completed["period_runs"]) == ("validated", True)
    assert completed["due_on"] > before["due_on"]
    assert service.post(f"{path}/interruption", WHY).json()["code"] == "INV-INTERRUPTED-ONCE"

    admitted = {"admitted": {"value": "1000.00", "currency": "EUR"}, "reason": "Deux écrans ne sont pas livrés."}
    accepted = service.post(f"{path}/acceptance", admitted).json()
    assert (accepted["admitted"]["value"], accepted["due_on"]) == ("1000.00", completed["due_on"])
    service.post(f"{path}/payment-order")
    today = service.clock.now().date().isoformat()
    paid = service.post(f"{path}/payment", {"paid_on": today, "reference": "VIR-2"}, role="comptable").json()
    assert paid["payment"]["amount"]["value"] == "1000.00"
    service.deliver_own_events()
    assert [event.type for event in service.events()][3:] == [
        "invoice_interrupted.v1",
        "invoice_completed.v1",
        "invoice_partly_accepted.v1",
        "payment_ordered.v1",
        "invoice_paid.v1",
    ]


def test_an_invoice_is_refused_by_its_buyer_alone_and_ends(service: Service, order_body: Body) -> None:
    path = judged_invoice(service, order_body)
    motive = {"motive": "DOUBLE_FACT", "reason": "Déjà facturé en septembre."}
    assert service.post(f"{path}/refusal", motive, role="entreprise-a").status_code == 403
    future = {**WHY, "notified_on": "2031-01-01"}
    assert service.post(f"{path}/interruption", future).json()["code"] == "INV-DAY-IMPOSSIBLE"
    refused = service.post(f"{path}/refusal", motive).json()
    assert (refused["status"], refused["period_runs"], refused["refusal"]["motive"]) == (
        "refused",
        False,
        "DOUBLE_FACT",
    )
    assert service.post(f"{path}/acceptance").json()["code"] == "INV-ACTION-IMPOSSIBLE"
