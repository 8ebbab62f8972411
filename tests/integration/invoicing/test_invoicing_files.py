"""Pieces added by a supplier without software, read by its recipient; lists that people look for their work in."""

from collections.abc import Callable
from typing import Any

from services.invoicing.standards import cii
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import an_invoice

Body = Callable[..., dict[str, Any]]
INTERRUPTED = {"reason": "Pièces manquantes", "missing": ["bon de livraison"]}


def received(service: Service, order_body: Body, number: str = "F-1") -> str:
    if not service.get("/orders").json()["items"]:
        service.learn_contract()
        service.post("/orders", order_body())
    invoice = service.post("/invoices", cii.to_xml(an_invoice(number=number)), role="entreprise-a").json()
    service.deliver_own_events()
    return f"/invoices/{invoice['invoice_id']}"


def test_a_supplier_without_software_provides_what_was_missing(service: Service, order_body: Body) -> None:
    path = received(service, order_body)
    early = service.post(f"{path}/files?name=bl.pdf", b"%PDF-1", role="entreprise-a")
    assert (early.status_code, early.json()["code"]) == (409, "INV-ACTION-IMPOSSIBLE")
    assert service.post(f"{path}/interruption", INTERRUPTED).status_code == 200
    added = service.post(f"{path}/files?name=bl.pdf", b"%PDF-1", role="entreprise-a", key="cle-piece-0001")
    again = service.post(f"{path}/files?name=bl.pdf", b"%PDF-1", role="entreprise-a", key="cle-piece-0001")
    assert (added.status_code, again.content) == (201, added.content)
    disguised = service.post(f"{path}/files?name=plan.pdf", b"MZ", role="entreprise-a").json()
    assert "INV-DIFF-ATTACHMENT-CONTENT" in [one["code"] for one in disguised["findings"]]
    answered = service.post(f"{path}/interruption/answer", {"text": "Voici."}, role="entreprise-a")
    told = [event.type for event in service.events()].count("invoice_answered.v1")
    assert (
        service.post(f"{path}/interruption/answer", {"text": "Voici."}, role="entreprise-a").json() == answered.json()
    )
    assert [event.type for event in service.events()].count("invoice_answered.v1") == told == 1
    codes = [one["code"] for one in answered.json()["differences"]]
    assert codes.count("INV-DIFF-ATTACHMENT-CONTENT") == 1
    listed = service.get(f"{path}/files").json()["items"]
    assert [(one["name"], one["media_type"], one["size"]) for one in listed] == [
        ("bl.pdf", "application/pdf", 6), ("plan.pdf", "application/pdf", 2)
    ]  # fmt: skip
    assert service.get(f"{path}/files").json()["inside"] == []
    read = service.get(f"{path}/files/{listed[0]['file_id']}")
    assert (read.content, read.headers["content-disposition"][:10]) == (b"%PDF-1", "attachment")


def test_the_pieces_of_an_invoice_are_its_parties_alone(service: Service, order_body: Body) -> None:
    path = received(service, order_body)
    service.post(f"{path}/interruption", INTERRUPTED)
    piece = service.post(f"{path}/files?name=bl.pdf", b"%PDF-1", role="entreprise-a").json()["file_id"]
    for role in ("entreprise-b", "operateur"):
        for place in (f"{path}/files", f"{path}/files/{piece}"):
            assert service.get(place, role).status_code == 404
    other = received(service, order_body, "F-2")
    assert service.get(f"{other}/files/{piece}").status_code == 404
    assert service.get(f"{path}/attachments/1").status_code == 404
    assert service.get(f"{path}/attachments/1", "entreprise-b").status_code == 404
    assert service.client.get(f"/invoicing{path}/attachments/1").status_code == 401
    assert service.client.get(f"/invoicing{path}/files").status_code == 401
    assert service.client.get(f"/invoicing{path}/files/{piece}").status_code == 401
    assert service.client.post(f"/invoicing{path}/files?name=a.pdf", content=b"x").status_code == 401
    for role, status in (("entreprise-b", 404), ("acheteur", 403)):
        assert service.post(f"{path}/files?name=a.pdf", b"x", role=role).status_code == status
    for name, content, code in (
        ("sans-extension", b"x", "INV-PORTAL-FILE-NAME"), ("a.pdf", b"", "INV-PORTAL-FILE-SIZE"),
    ):  # fmt: skip
        assert service.post(f"{path}/files?name={name}", content, role="entreprise-a").json()["code"] == code
    assert service.post(f"{path}/files?name=a.pdf", b"x" * 10_000_001, role="entreprise-a").status_code == 413


def test_orders_and_invoices_are_found_by_those_who_work_on_them(service: Service, order_body: Body) -> None:
    first = received(service, order_body)
    received(service, order_body, "F-2")
    service.post("/orders", order_body(number="BC-2026-002"))
    service.post(f"{first}/interruption", INTERRUPTED)
    page = service.get("/orders?limit=1", "entreprise-a").json()
    (order,) = page["items"]
    assert order["number"] == "BC-2026-001"
    rest = service.get(f"/orders?limit=1&cursor={page['next_cursor']}", "entreprise-a").json()
    assert [one["number"] for one in rest["items"]] == ["BC-2026-002"]
    assert service.get("/orders", "entreprise-b").json()["items"] == []
    assert service.client.get("/invoicing/orders").status_code == 401
    draft = service.get(f"/orders/{order['order_id']}", "entreprise-a")
    assert draft.status_code == 200

    def numbers(query: str) -> list[str]:
        return [one["number"] for one in service.get(f"/invoices?{query}").json()["items"]]

    assert numbers("status=interrupted") == ["F-1"]
    assert numbers("status=validated&status=interrupted") == ["F-1", "F-2"]
    assert numbers("number=F-2") == ["F-2"]
    assert service.get("/invoices?status=magique").status_code == 422
