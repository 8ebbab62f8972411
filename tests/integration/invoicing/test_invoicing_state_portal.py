"""The State's portal over HTTP: fetched once, received on its own date, told, and the other doors beside it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.invoicing.gateways.chorus_pro_simulator import app
from services.invoicing.gateways.chorus_pro_simulator.answers import OPERATIONS, Asked
from services.invoicing.gateways.chorus_pro_simulator.faults import FaultMode
from services.invoicing.standards import cii, ubl
from tests.integration.invoicing.bound_recipient import MANDATE, PORTAL, Portal, portal, present
from tests.unit.invoicing.builders import BUYER, an_invoice
from tests.unit.invoicing.portal_standin import hold

__all__ = ["portal"]
HISTORY = "/factures/v1/consulter/historique"


def test_an_invoice_is_fetched_once_and_received_on_the_portal_s_date(portal: Portal) -> None:
    held = hold(portal.book, "F-1")
    notified = portal.service.clock.now()
    portal.later(minutes=3 * 24 * 60)  # the platform comes three days later
    portal.connect()
    portal.work()
    (invoice,) = portal.invoices()
    assert (invoice["number"], invoice["channel"], invoice["syntax"]) == ("F-1", "state_portal", "pivot")
    assert invoice["received_at"] == notified.isoformat().replace("+00:00", "Z")
    assert invoice["entered_at"] == portal.service.clock.now().isoformat().replace("+00:00", "Z")
    assert (invoice["received_on"], invoice["due_on"]) == ("2026-10-05", "2026-11-04")
    told = next(event.data for event in portal.service.events() if event.type == "invoice_received.v2")
    assert (told["syntax"], told["channel"], told["received_at"]) == ("pivot", "state_portal", invoice["received_at"])
    portal.service.deliver_own_events()
    assert portal.invoices()[0]["verdict"]["valid"] is True
    path = f"/invoices/{invoice['invoice_id']}"
    (inside,) = portal.service.get(f"{path}/files").json()["inside"]
    assert portal.service.get(f"{path}/attachments/{inside['rank']}").content == held.document
    (line,) = portal.lines()
    assert (line["standing"], line["invoice_id"]) == ("taken", invoice["invoice_id"])
    portal.later()
    assert len(portal.invoices()) == 1


def test_what_is_decided_here_is_told_there_whatever_answer_is_lost(portal: Portal) -> None:
    held = hold(portal.book, "F-1")
    portal.connect()
    portal.work()
    portal.service.deliver_own_events()
    address = f"/invoices/{portal.invoices()[0]['invoice_id']}"
    body = {"reason": "Il manque une pièce.", "missing": ["Bon de livraison"]}
    assert portal.service.post(f"{address}/interruption", body).status_code == 200
    assert portal.book.invoices[held.portal_id].status == "MISE_A_DISPOSITION"  # never in a request
    portal.later()
    told = portal.book.invoices[held.portal_id]
    assert told.status == "SUSPENDUE"
    assert "Bon de livraison" in told.steps[-1].comment
    portal.book.step(held.portal_id, "COMPLETEE")
    portal.later()
    assert portal.lines()[0]["completed_by_supplier"] is True
    assert portal.service.post(f"{address}/completion", {}).status_code == 200
    assert portal.service.post(f"{address}/acceptance", {}).status_code == 200
    portal.faults.add(FaultMode.LOST_ANSWER, "traiter", times=1)  # told, but the answer is lost
    portal.later()
    portal.later()
    assert [step.status for step in portal.book.invoices[held.portal_id].steps].count("SERVICE_FAIT") == 1
    ordered = portal.service.post(f"{address}/payment-order", {"number": "M-77"})
    assert ordered.status_code == 200, ordered.text
    portal.later()
    told = portal.book.invoices[held.portal_id]
    assert (told.status, told.payment_order) == ("MANDATEE", "M-77")
    assert portal.lines()[0]["difficulty"] is None


def test_a_portal_out_of_order_loses_nothing_and_says_what_is_wrong(portal: Portal) -> None:
    hold(portal.book, "F-1")
    portal.connect()
    for mode in (FaultMode.HTML, FaultMode.TRUNCATED, FaultMode.BUSY, FaultMode.ERROR, FaultMode.GARBAGE):
        portal.faults.clear()
        portal.faults.add(mode, "v1")
        portal.later(minutes=90)
        state = portal.state()
        assert state["difficulty"], mode
        assert (state["succeeded_at"], portal.invoices()) == (None, [])
    portal.faults.clear()
    portal.later(minutes=90)
    assert (portal.state()["difficulty"], portal.state()["failures"]) == (None, 0)
    assert [invoice["number"] for invoice in portal.invoices()] == ["F-1"]


def test_one_answer_that_fails_does_not_hold_up_the_other_invoices(portal: Portal) -> None:
    hold(portal.book, "F-1")
    hold(portal.book, "F-2", framework="A4")  # the accounts of works are in a list of their own
    portal.faults.add(FaultMode.HTML, "telecharger", times=1)
    portal.connect()
    portal.work(times=1)
    assert len(portal.invoices()) == 1
    assert portal.state()["difficulty"] is None
    assert [bool(line["difficulty"]) for line in portal.lines()] == [True, False]
    portal.later()
    assert sorted(invoice["number"] for invoice in portal.invoices()) == ["F-1", "F-2"]


def test_a_damaged_download_is_made_again(portal: Portal) -> None:
    held = hold(portal.book, "F-1")
    portal.book.invoices[held.portal_id] = replace(held, content=replace(held.content, currency="?"), document=b"?")
    portal.connect()
    portal.work()
    (line,) = portal.lines()
    assert (line["standing"], bool(line["difficulty"]), portal.invoices()) == ("to_take", True, [])
    portal.book.invoices[held.portal_id] = held
    portal.later()
    (line,) = portal.lines()
    assert (line["standing"], line["difficulty"]) == ("taken", None)
    assert [invoice["number"] for invoice in portal.invoices()] == ["F-1"]


def test_one_unreadable_invoice_does_not_hold_up_the_others(portal: Portal) -> None:
    hold(portal.book, "F-1")
    wrong = hold(portal.book, "F-2")
    picture = hold(portal.book, "F-5")  # a PDF without any structured invoice
    portal.book.invoices[picture.portal_id] = replace(picture, document=b"%PDF-1.7 image")
    foreign = hold(portal.book, "F-3")
    portal.book.invoices[wrong.portal_id] = replace(wrong, content=replace(wrong.content, currency="?"), document=b"?")
    portal.book.invoices[foreign.portal_id] = replace(foreign, document=ubl.to_xml(an_invoice(number="AUTRE")))
    settled = hold(portal.book, "F-4")
    portal.book.step(settled.portal_id, "MANDATEE")
    portal.connect()
    portal.work()
    assert [invoice["number"] for invoice in portal.invoices()] == ["F-1", "F-5"]
    assert [line["standing"] for line in portal.lines()].count("to_take") == 2  # downloaded again first
    portal.later()
    portal.later()
    standings = {line["number"]: line for line in portal.lines()}
    assert [standings[f"F-{n}"]["standing"] for n in (1, 2, 3, 4)] == [
        "taken",
        "unreadable",
        "unreadable",
        "settled_there",
    ]
    assert "AUTRE" in standings["F-3"]["difficulty"]
    assert portal.state()["counts"]["unreadable"] == 2
    portal.book.invoices[foreign.portal_id] = foreign
    retry = portal.service.post(f"{PORTAL}/invoices/{foreign.portal_id}/retry")
    assert retry.status_code == 200, retry.text
    portal.work()
    assert [invoice["number"] for invoice in portal.invoices()] == ["F-1", "F-5", "F-3"]
    portal.service.deliver_own_events()
    checks = portal.invoices()[1]["verdict"]["checks"]
    assert [(check["outcome"], bool(check["reason"])) for check in checks] == [("not_checked", True)]


def test_what_is_settled_there_between_the_list_and_the_download_is_never_taken(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, returned = hold(portal.book, "F-1"), hold(portal.book, "F-2")
    becomes = {settled.portal_id: "MANDATEE", returned.portal_id: "A_RECYCLER"}
    history = OPERATIONS[HISTORY]

    def moved_first(asked: Asked) -> Any:
        portal.book.now = lambda: portal.service.clock.now() + timedelta(minutes=2)
        portal.book.step(asked.body["idFacture"], becomes[asked.body["idFacture"]])
        return history(asked)

    monkeypatch.setattr(app, "OPERATIONS", {**OPERATIONS, HISTORY: moved_first})
    portal.connect()
    portal.work()
    assert portal.invoices() == []
    assert [line["standing"] for line in portal.lines()] == ["settled_there", "expected"]
    monkeypatch.undo()
    portal.book.now = portal.service.clock.now
    portal.later()
    portal.book.step(returned.portal_id, "MISE_A_DISPOSITION")
    portal.later()
    assert [invoice["number"] for invoice in portal.invoices()] == ["F-2"]
    assert [line["standing"] for line in portal.lines()] == ["settled_there", "taken"]


def test_an_invoice_of_another_door_is_neither_rejected_nor_received_and_its_supplier_is_invited_once(
    portal: Portal,
) -> None:
    portal.connect()
    first = present(portal, ubl.to_xml(an_invoice(number="F-1")))
    assert first.status_code == 202
    body = first.json()
    assert (body["status"], body["state"], body["period_runs"]) == ("not_received", "invited", False)
    assert "due_on" not in body and body["received_at"] is None  # noqa: PT018 - one fact: no legal date
    assert "R2192-3" in body["message"]
    same = present(portal, ubl.to_xml(an_invoice(number="F-1")))
    assert same.json()["presented_id"] == body["presented_id"]
    present(portal, ubl.to_xml(an_invoice(number="F-2")))
    flow = portal.service.post("/flows?filename=f.xml", cii.to_xml(an_invoice(number="F-3")), role="entreprise-a")
    portal.service.deliver_own_events()
    report = portal.service.get(f"/flows/{flow.json()['flow_id']}", role="entreprise-a").json()
    assert (report["status"], report["entries"][0]["invoice_id"]) == ("integrated", None)
    assert report["entries"][0]["presented_id"] is not None
    events = [e for e in portal.service.events() if e.type == "invoice_presented_elsewhere.v1"]
    assert [event.data["invitation"] for event in events] == [True, False, False]
    assert portal.invoices() == []
    seen = portal.service.get("/presented-invoices").json()["items"]
    assert [one["number"] for one in seen] == ["F-1", "F-2", "F-3"]
    assert all(one["state_text"].startswith("non reçue (autre porte)") for one in seen)


def test_what_came_by_another_door_is_joined_with_what_comes_through_the_portal(portal: Portal) -> None:
    portal.connect()
    body = present(portal, ubl.to_xml(an_invoice(number="F-1"))).json()
    address = f"/presented-invoices/{body['presented_id']}"
    assert portal.service.get(address, role="entreprise-b").status_code == 404
    assert portal.service.client.get(f"/invoicing{address}").status_code == 401
    assert portal.service.get("/presented-invoices", role="entreprise-b").json()["items"] == []
    portal.service.clock.advance(timedelta(days=2))
    hold(portal.book, "F-1")  # the supplier deposits it itself
    notified = portal.service.clock.now().isoformat().replace("+00:00", "Z")
    portal.later()
    (invoice,) = portal.invoices()
    joined = portal.service.get(address, role="entreprise-a").json()
    assert (joined["state"], joined["invoice_id"], joined["received_at"]) == (
        "received",
        invoice["invoice_id"],
        notified,
    )
    again = present(portal, ubl.to_xml(an_invoice(number="F-1")))
    assert (again.status_code, again.json()["invoice_id"]) == (201, invoice["invoice_id"])


def test_on_the_supplier_s_mandate_it_is_forwarded_followed_and_received_through_the_portal(portal: Portal) -> None:
    portal.connect()
    assert portal.service.put(MANDATE, {}, headers={"If-Match": '"0"'}, role="entreprise-b").status_code == 404
    given = portal.service.put(MANDATE, {}, headers={"If-Match": '"0"'}, role="entreprise-a")
    assert (given.status_code, given.json()["is_given"]) == (200, True)
    body = present(portal, ubl.to_xml(an_invoice(number="F-1"))).json()
    assert (body["state"], body["invited_at"]) == ("to_forward", None)
    portal.faults.add(FaultMode.LOST_ANSWER, "deposer", times=1)  # it arrives, and nobody tells us
    portal.work(times=1)
    address = f"/presented-invoices/{body['presented_id']}"
    assert portal.service.get(address).json()["state"] == "sending"
    portal.later()
    portal.later()
    assert portal.service.get(address).json()["state"] == "received"
    assert [held.content.number for held in portal.book.invoices.values()] == ["F-1"]  # deposited once
    second = present(portal, cii.to_xml(an_invoice(number="F-2"))).json()
    portal.later()
    portal.later()
    done = portal.service.get(f"/presented-invoices/{second['presented_id']}").json()
    assert (done["state"], bool(done["flow_number"])) == ("received", True)
    assert [invoice["number"] for invoice in portal.invoices()] == ["F-1", "F-2"]


def test_what_the_portal_rejects_is_said_and_a_mandate_is_taken_back(portal: Portal) -> None:
    portal.connect()
    given = portal.service.put(MANDATE, {}, headers={"If-Match": '"0"'}, role="entreprise-a")
    portal.book.structures.pop(str(BUYER.siret))
    rejected = present(portal, ubl.to_xml(an_invoice(number="F-3"))).json()
    portal.later()
    portal.later()
    found = portal.service.get(f"/presented-invoices/{rejected['presented_id']}").json()
    assert (found["state"], found["errors"]) == ("rejected", ["Destinataire inconnu"])
    revoked = portal.service.client.delete(
        f"/invoicing{MANDATE}",
        headers={
            "Authorization": f"Bearer {portal.service.issuer.token_for('entreprise-a')}",
            "Idempotency-Key": "essai-retrait",
            "If-Match": given.headers["ETag"],
        },
    )
    assert revoked.json()["is_given"] is False
    last = present(portal, ubl.to_xml(an_invoice(number="F-4"))).json()
    assert last["state"] == "invited"
    asked = portal.service.post(f"/presented-invoices/{last['presented_id']}/forwarding", role="entreprise-a")
    assert asked.json()["code"] == "INV-FORWARDING-WITHOUT-MANDATE"


def test_the_connection_belongs_to_its_recipient(portal: Portal) -> None:
    assert portal.service.get(PORTAL).json()["code"] == "INV-STATE-PORTAL-NOT-CONNECTED"
    refused = portal.service.put(PORTAL, {}, headers={"If-Match": '"0"'})
    assert refused.json()["code"] == "INV-STATE-PORTAL-OTHER-DOOR"
    portal.connect()
    for path in (PORTAL, f"{PORTAL}/invoices"):
        assert portal.service.get(path, role="entreprise-a").status_code == 404
        assert portal.service.client.get(f"/invoicing{path}").status_code == 401
    assert portal.service.put(PORTAL, {}, headers={"If-Match": '"7"'}).status_code == 412
    assert portal.service.post(f"{PORTAL}/invoices/5/retry").status_code == 404
    (portal.service.app.settings.secrets_dir / f"chorus_pro_{BUYER.siret}.json").unlink()
    portal.work()
    assert f"chorus_pro_{BUYER.siret}.json" in portal.state()["difficulty"]
    before = portal.state()["next_at"]
    assert portal.service.post(f"{PORTAL}/polling").json()["next_at"] < before
