"""From the notified contract to the late payment, over HTTP and PostgreSQL, with the official rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.invoicing.handlers.feeds import request_stream
from services.invoicing.handlers.interest import announce_pending_interest
from services.invoicing.standards import cii, factur_x
from services.invoicing.storage.tables import SERVICE_TABLES
from services.invoicing.wiring import build
from shared.contracts.tenders import TimelineFact
from shared.kernel.clock import FixedClock
from shared.kernel.principal import Principal
from shared.legal import LegalTable
from shared.settings import Settings
from shared.storage.unit_of_work import Scope
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import BUYER, a_finance_system, an_invoice, an_order

Body = Callable[..., dict[str, Any]]


def received(service: Service, order_body: Body, document: bytes | None = None, **contract: Any) -> dict[str, Any]:
    service.learn_contract(**contract)
    assert service.post("/orders", order_body()).status_code == 201
    answer = service.post("/invoices?filename=f.pdf", document or factur_x.build(an_invoice()), role="entreprise-a")
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_procurement_from_order_to_late_payment(service: Service, order_body: Body) -> None:
    # The legal time of this contract's consultation began on 3 March 2025; the clock itself shows October 2026.
    spring = TimelineFact(started_at=service.clock.now(), legal_start=datetime(2025, 3, 3, 9, tzinfo=UTC), factor=1)
    invoice = received(service, order_body, timeline=spring)
    assert (invoice["status"], invoice["syntax"], invoice["due_on"]) == ("received", "factur-x", "2025-04-02")
    assert service.deliver_own_events() == ["applied"]
    path = f"/invoices/{invoice['invoice_id']}"
    judged = service.get(path).json()
    assert judged["status"] == "validated"
    assert judged["verdict"]["valid"], judged["verdict"]
    assert judged["matched"], judged["differences"]
    assert {check["family"] for check in judged["verdict"]["checks"]} == {"xsd", "en16931", "fr_ctc"}

    assert service.post(f"{path}/acceptance").json()["status"] == "accepted"
    assert service.post(f"{path}/payment-order").json()["status"] == "payment_ordered"
    service.clock.advance(timedelta(days=32))
    paid = service.post(f"{path}/payment", {"paid_on": "2025-04-04", "reference": "VIR-1"}, role="comptable")
    assert paid.status_code == 200, paid.text
    payment = paid.json()["payment"]
    assert (payment["days_late"], payment["recovery_lump_sum"]["value"]) == (2, "40.00")
    assert payment["interest"]["value"] == "1.34"  # 2,191.27 EUR x (3.15 + 8) % x 2 days / 365
    service.deliver_own_events()
    assert [event.type for event in service.events()] == [
        "purchase_order_placed.v1",
        "invoice_received.v2",
        "invoice_validated.v1",
        "invoice_accepted.v1",
        "payment_ordered.v1",
        "invoice_paid.v1",
        "late_interest_due.v1",
    ]


def test_an_unknown_rate_never_stops_a_payment(service: Service, order_body: Body, law: LegalTable) -> None:
    invoice = received(service, order_body)  # October 2026: no rate of the second semester is known
    service.deliver_own_events()
    path = f"/invoices/{invoice['invoice_id']}"
    service.post(f"{path}/acceptance")
    service.post(f"{path}/payment-order")
    service.clock.advance(timedelta(days=40))
    paid = service.post(f"{path}/payment", {"paid_on": "2026-11-06", "reference": "VIR-1"}, role="comptable")
    assert paid.status_code == 200, paid.text
    assert paid.json()["payment"]["interest"] is None
    assert announced(service, law) == 0
    later = law.with_additions(
        "sources: {ajout: https://www.banque-france.fr}\nadditions:\n- id: interets.bce_refi_1er_jour_semestre\n"
        "  values: [{from: 2026-07-01, to: 2026-12-31, value: 2.15, source: ajout, confidence: B}]\n",
        where="essai",
    )
    assert (announced(service, later), announced(service, later)) == (1, 0)
    shown = service.get(path).json()
    assert shown["payment"]["interest"]["value"] == "1.22"  # 2,191.27 EUR x (2.15 + 8) % x 2 days / 365
    last = service.events()[-1]
    assert (last.type, last.aggregateversion) == ("late_interest_due.v1", shown["version"])


def announced(service: Service, law: LegalTable) -> int:
    scope = Scope(Principal.system("invoicing"), correlation_id="essai")
    with service.app.open_uow(scope) as uow:
        count = announce_pending_interest(uow=uow, law=law, limit=10)
        uow.commit()
    return count


def test_the_finance_feed_is_dense_and_private(service: Service, order_body: Body) -> None:
    received(service, order_body)
    service.deliver_own_events()
    page = service.get("/feed?after=0&limit=2", role="systeme-financier").json()
    assert [entry["position"] for entry in page["events"]] == [1, 2]
    rest = service.get(f"/feed?after={page['next_after']}", role="systeme-financier").json()
    assert [entry["position"] for entry in rest["events"]] == [3]
    assert rest["events"][0]["event"]["type"] == "invoice_validated.v1"
    end = service.get("/feed?after=3", role="systeme-financier").json()
    assert end == {"events": [], "next_after": 3}
    assert service.get("/feed", role="acheteur").status_code == 403
    refused = service.post("/feeds", role="systeme-financier")
    assert (refused.status_code, refused.json()["code"]) == (409, "INV-FEED-WITHOUT-BROKER")


def test_with_a_broker_the_feed_becomes_a_stream(numbering_allowed: Settings, clock: FixedClock) -> None:
    app = build(replace(numbering_allowed, amqp_url="amqp://127.0.0.1:1/"), clock=clock)
    with app.open_uow(Scope(a_finance_system(), correlation_id="essai")) as uow:
        assert request_stream(uow=uow, has_broker=True) == f"finance.feed.{BUYER.siret}"
        uow.commit()
    with app.database.reader() as connection:
        rows = connection.execute(SERVICE_TABLES.cursor.select()).all()
    assert [(row.name, row.position) for row in rows] == [(f"finance.feed.{BUYER.siret}", 0)]
    app.close()


def test_an_older_announcement_of_a_contract_changes_nothing(service: Service) -> None:
    service.learn_contract(aggregate_version=5, reference="2026-M-01-B")
    service.learn_contract(aggregate_version=4, reference="2026-M-01-A")
    service.learn_contract(aggregate_version=5, reference="2026-M-01-C")
    assert [row["reference"] for row in service.get("/contracts").json()["items"]] == ["2026-M-01-B"]


def test_two_invoices_of_one_order_are_flagged(service: Service, order_body: Body) -> None:
    received(service, order_body)
    second = service.post("/invoices", cii.to_xml(an_invoice(number="F-2")), role="entreprise-a").json()
    service.deliver_own_events()
    judged = service.get(f"/invoices/{second['invoice_id']}").json()
    assert [difference["code"] for difference in judged["differences"]] == ["INV-DIFF-ALREADY-INVOICED"]


def test_the_same_bytes_get_the_same_answer_and_the_same_number_is_flagged(service: Service, order_body: Body) -> None:
    document = cii.to_xml(an_invoice())
    first = received(service, order_body, document)
    again = service.post("/invoices", document, role="entreprise-a")
    assert (again.status_code, again.json()) == (201, first)
    other = service.post("/invoices", cii.to_xml(an_invoice(payment_terms="À 30 jours")), role="entreprise-a").json()
    assert other["invoice_id"] != first["invoice_id"]
    service.deliver_own_events()
    flagged = service.get(f"/invoices/{other['invoice_id']}").json()["differences"][0]
    assert (flagged["code"], flagged["facts"]["invoice"]) == ("INV-DIFF-PROBABLE-DUPLICATE", first["invoice_id"])
    assert len([event for event in service.events() if event.type == "invoice_received.v2"]) == 2


def test_the_same_deposit_with_its_key_has_one_effect(service: Service, order_body: Body) -> None:
    service.learn_contract()
    service.post("/orders", order_body())
    document = cii.to_xml(an_invoice())
    answers = [service.post("/invoices", document, role="entreprise-a", key="cle-facture-1") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[0].status_code == 201
    assert len([event for event in service.events() if event.type == "invoice_received.v2"]) == 1
    other = service.post("/invoices", document + b"\n", role="entreprise-a", key="cle-facture-1")
    assert (other.status_code, other.json()["code"]) == (422, "HTTP-IDEMPOTENCY-KEY-REUSED")


def test_an_invoice_without_order_is_kept_and_flagged(service: Service, order_body: Body) -> None:
    document = cii.to_xml(an_invoice(purchase_order_reference=None))
    invoice = received(service, order_body, document)
    service.deliver_own_events()
    judged = service.get(f"/invoices/{invoice['invoice_id']}").json()
    assert judged["status"] == "validated"
    assert [difference["code"] for difference in judged["differences"]] == ["INV-DIFF-ORDER-MISSING"]
    assert service.post(f"/invoices/{invoice['invoice_id']}/acceptance").status_code == 200


def test_a_second_delivery_of_the_event_changes_nothing(service: Service, order_body: Body) -> None:
    received(service, order_body)
    assert service.deliver_own_events() == ["applied"]
    assert service.deliver_own_events() == ["duplicate"]
    assert len([event for event in service.events() if event.type == "invoice_validated.v1"]) == 1


def test_hostile_and_foreign_documents_are_refused_with_a_code(service: Service, order_body: Body) -> None:
    received(service, order_body)
    stranger = cii.to_xml(an_invoice(an_order(number="BC-2"), number="F-2")).replace(
        str(BUYER.siret).encode(), b"21690123100011"
    )
    for document, status, code in (
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 422, "XML-DOCTYPE"),
        (b"<a/>", 415, "INV-UNKNOWN-FORMAT"),
        (b"%PDF-1.7 nothing", 422, "INV-PDF-UNREADABLE"),
        (b"\xff\xfe\xff", 422, "XML-ENCODING"),
        (stranger, 422, "INV-UNATTRIBUTABLE"),
    ):
        answer = service.post("/invoices", document, role="entreprise-a")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    theirs = service.post("/invoices", cii.to_xml(an_invoice(number="F-3")), role="entreprise-b")
    assert (theirs.status_code, theirs.json()["code"]) == (403, "INV-NOT-YOUR-INVOICE")


def test_a_foreign_organisation_sees_nothing(service: Service, order_body: Body) -> None:
    invoice = received(service, order_body)
    order_id = invoice["order_id"]
    for role in ("entreprise-b", "operateur"):
        assert service.get(f"/invoices/{invoice['invoice_id']}", role=role).status_code == 404
        assert service.get(f"/orders/{order_id}", role=role).status_code == 404
        assert service.get("/contracts", role=role).json()["items"] == []
        assert service.get("/invoices", role=role).json()["items"] == []
    assert service.get(f"/invoices/{invoice['invoice_id']}", role="entreprise-a").status_code == 200
    assert len(service.get("/contracts").json()["items"]) == 1


def test_the_accountant_alone_pays_and_not_in_the_future(service: Service, order_body: Body) -> None:
    invoice = received(service, order_body)
    service.deliver_own_events()
    path = f"/invoices/{invoice['invoice_id']}"
    early = service.post(f"{path}/payment-order")
    assert (early.status_code, early.json()["code"]) == (409, "INV-ACTION-IMPOSSIBLE")
    service.post(f"{path}/acceptance")
    service.post(f"{path}/payment-order")
    body = {"paid_on": "2026-10-06", "reference": "VIR-1"}
    assert service.post(f"{path}/payment", body).status_code == 403
    future = service.post(f"{path}/payment", body, role="comptable")
    assert (future.status_code, future.json()["code"]) == (422, "INV-PAID-IN-FUTURE")
    past = service.post(f"{path}/payment", {**body, "paid_on": "2026-10-04"}, role="comptable")
    assert (past.status_code, past.json()["code"]) == (422, "INV-PAID-BEFORE-ORDER")
    on_time = service.post(f"{path}/payment", {**body, "paid_on": "2026-10-05"}, role="comptable")
    assert on_time.json()["payment"]["interest"]["value"] == "0"
    assert [event.type for event in service.events()][-1] == "invoice_paid.v1"


def test_limits_are_published(service: Service) -> None:
    limits = {row["name"]: row["value"] for row in service.client.get("/invoicing/limits").json()["limits"]}
    assert limits["invoice_bytes"] == 20 * 1024 * 1024
    assert service.client.get("/invoicing/openapi.json").status_code == 200
    assert service.client.get("/invoicing/readyz").status_code == 200
