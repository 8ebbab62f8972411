"""An invoice read by people over HTTP: as a page, as a PDF, as it was received; by its buyer and its seller alone."""

from collections.abc import Callable
from typing import Any

from services.invoicing.standards import factur_x
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import an_invoice

Body = Callable[..., dict[str, Any]]


def test_an_invoice_is_shown_in_each_form_to_its_own_parties(service: Service, order_body: Body) -> None:
    service.learn_contract()
    assert service.post("/orders", order_body()).status_code == 201
    document = factur_x.build(an_invoice())
    received = service.post("/invoices", document, role="entreprise-a")
    assert received.status_code == 201, received.text
    path = f"/invoices/{received.json()['invoice_id']}"

    page = service.get(f"{path}/page")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "Raison sociale du vendeur" in page.text
    pdf = service.get(f"{path}/page?format=pdf", role="entreprise-a")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    asked = service.client.get(
        f"/invoicing{path}/page",
        headers={"Authorization": f"Bearer {service.issuer.token_for('acheteur')}", "Accept": "application/pdf"},
    )
    assert asked.content.startswith(b"%PDF-")
    assert service.get(f"{path}/page?format=doc").status_code == 422
    same = service.get(f"{path}/document")
    assert same.content == document
    assert same.headers["content-disposition"] == 'attachment; filename="facture.pdf"'

    for form in ("page", "page?format=pdf", "document"):
        assert service.get(f"{path}/{form}", role="entreprise-b").status_code == 404
        assert service.client.get(f"/invoicing{path}/{form}").status_code == 401
    absent = "/invoices/01990000-0000-7000-8000-00000000ffff"
    assert service.get(f"{absent}/page").json()["code"] == "INV-NOT-FOUND"
