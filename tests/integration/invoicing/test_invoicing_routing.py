"""Wrong addresses, answers and the accountant's steps over HTTP; the history kept, for the past too."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import psycopg
import pytest

from services.invoicing.standards import ubl
from shared.settings import Settings
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import an_invoice

PAST = import_module("services.invoicing.storage.migrations.versions.20261123_0805_show_portal_statuses")
OWN = {"role": "entreprise-a"}


@pytest.fixture
def address(service: Service, order_body: Callable[..., dict[str, Any]]) -> str:
    """The address of an invoice that has been judged."""
    service.learn_contract()
    service.post("/orders", order_body())
    received = service.post("/invoices", ubl.to_xml(an_invoice()), **OWN)
    service.deliver_own_events()
    return f"/invoices/{received.json()['invoice_id']}"


def test_a_wrong_address_is_corrected_by_its_seller(service: Service, address: str) -> None:
    reason = {"reason": "Autre service."}
    assert service.post(f"{address}/return", reason, role="entreprise-a").status_code == 403
    assert service.post(f"{address}/routing", {"service_code": "TECH"}, **OWN).json()["code"] == (
        "INV-ACTION-IMPOSSIBLE"
    )
    returned = service.post(f"{address}/return", reason).json()
    assert (returned["status"], returned["returned"]["reason"], returned["period_runs"]) == (
        "returned", "Autre service.", False,
    )  # fmt: skip
    assert service.post(f"{address}/routing", {"service_code": "TECH"}, role="entreprise-b").status_code == 404
    assert service.post(f"{address}/routing", {"buyer_siret": "21690123100011"}, **OWN).status_code == 422
    assert service.post(f"{address}/routing", {"service_code": "TECH"}, **OWN).json()["status"] == "received"
    service.deliver_own_events()
    assert service.get(address).json()["status"] == "validated"


def test_an_answer_waits_for_the_buyer_and_the_accountant_books_what_was_ordered(
    service: Service, address: str
) -> None:
    answer = {"text": "Voici le RIB."}
    assert service.post(f"{address}/interruption/answer", answer, **OWN).json()["code"] == "INV-ACTION-IMPOSSIBLE"
    service.post(f"{address}/interruption", {"reason": "Pièce absente.", "missing": ["RIB"]})
    assert service.post(f"{address}/interruption/answer", answer, role="entreprise-b").status_code == 404
    answered = service.post(f"{address}/interruption/answer", answer, **OWN).json()
    assert (answered["status"], answered["interruption"]["answer"]) == ("interrupted", "Voici le RIB.")
    service.post(f"{address}/completion")
    service.post(f"{address}/acceptance")
    assert service.post(f"{address}/payment-order/transmission").json()["code"] == "INV-ACTION-IMPOSSIBLE"
    service.post(f"{address}/payment-order")
    assert service.post(f"{address}/payment-order/transmission").json()["status"] == "with_accountant"
    assert service.post(f"{address}/payment-order/booking").status_code == 403  # the accountant's alone
    booked = service.post(f"{address}/payment-order/booking", role="comptable").json()
    assert booked["status"] == "booked"
    body = {"paid_on": "2026-10-05", "reference": "VIR-1"}
    assert service.post(f"{address}/payment", body, role="comptable").json()["status"] == "paid"


def test_the_past_is_written_down_as_it_happened(service: Service, address: str, numbering_allowed: Settings) -> None:
    service.post(f"{address}/interruption", {"reason": "Pièce absente.", "missing": ["Pièce absente."]})
    service.post(f"{address}/completion")
    service.post(f"{address}/refusal", {"motive": "AUTRE", "reason": "Déjà payée."})
    query = "SELECT status, passed_at, comment FROM invoice_step ORDER BY id"
    shown = "SELECT portal_status, portal_status_at FROM invoice"
    assert numbering_allowed.database_url is not None
    with psycopg.connect(numbering_allowed.database_url.replace("+psycopg", "")) as connection:
        connection.execute("SET search_path TO invoicing")
        lived, stood = connection.execute(query).fetchall(), connection.execute(shown).fetchall()
        connection.execute("DELETE FROM invoice_step")
        connection.execute("UPDATE invoice SET portal_status = '?', portal_status_at = '1970-01-01'")
        released = "UPDATE outbox SET type = 'invoice_received.v1' WHERE type = 'invoice_received.v2'"
        connection.execute(released)  # the past is of before the second version
        connection.execute(PAST._PAST)
        assert connection.execute(query).fetchall() == lived
        assert connection.execute(shown).fetchall() == stood
        connection.execute("DELETE FROM outbox")  # what the events no longer tell is dated at the reception
        connection.execute("DELETE FROM invoice_step")
        connection.execute(PAST._PAST)
        assert [row[0] for row in connection.execute(query).fetchall()] == ["REJETEE"]
        connection.rollback()
    assert [status for status, _, _ in lived] == [
        "DEPOSEE", "MISE_A_DISPOSITION", "SUSPENDUE", "MISE_A_DISPOSITION", "REJETEE",
    ]  # fmt: skip
