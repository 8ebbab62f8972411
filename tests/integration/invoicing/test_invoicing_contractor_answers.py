"""A contractor agrees to what its subcontractor asks for, or refuses: over HTTP and through the portal's interface."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services.invoicing.domain.channel import Channel
from services.invoicing.domain.invoice import VatBreakdown
from services.invoicing.storage import tables
from shared.contracts.amount import Amount
from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET, OPERATOR_B_SIRET
from shared.kernel.percentage import Percentage
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal
from tests.integration.invoicing.test_invoicing_contract_parties import accepted, of_subcontractor
from tests.integration.invoicing.test_invoicing_recipients import COMMUNE, ENERGY, declare
from tests.unit.invoicing.builders import an_invoice, euros

SUBCONTRACTOR = {"siret": str(OPERATOR_B_SIRET), "roles": ["supplier"]}
SEARCH, TREAT = "factures/v1/rechercher/valideur", "factures/v1/traiter/factureAValider"


@pytest.fixture
def service(service: Service) -> Service:
    service.learn_contract(kind="works")
    service.learn(accepted(most_incl_vat=Amount(value="30000.00")))
    return service


def deposited(service: Service, number: str) -> str:
    answer = service.post("/invoices", of_subcontractor(number), role="entreprise-b")
    assert answer.status_code == 201, answer.text
    service.deliver_own_events()
    invoice_id: str = answer.json()["invoice_id"]
    return invoice_id


def answered(service: Service, invoice_id: str, *, role: str = "entreprise-a", **body: Any) -> Any:
    return service.post(f"/invoices/{invoice_id}/contractor-answer", body, role=role)


def test_the_payment_period_runs_from_the_contractor_s_agreement(service: Service) -> None:
    invoice_id = deposited(service, "S-1")
    (asked,) = service.get("/subcontractor-requests", role="entreprise-a").json()["items"]
    assert (asked["invoice_id"], asked["last_day"], asked["answer"]) == (invoice_id, "2026-10-20", None)
    service.clock.advance(days(10))
    said = answered(service, invoice_id, decision="agreed").json()
    assert said["answer"] == {
        "invoice_id": invoice_id, "contractor_siret": str(OPERATOR_A_SIRET), "decision": "agreed", "reason": "",
        "answered_on": "2026-10-15",
    }  # fmt: skip
    for role in ("acheteur", "entreprise-a", "entreprise-b"):
        assert service.get(f"/invoices/{invoice_id}/contractor-answer", role=role).json() == said["answer"]
    assert answered(service, invoice_id, decision="agreed").json() == said  # again: nothing more
    assert [event.type for event in service.events()].count("contractor_answered.v1") == 1
    accept(service, invoice_id)
    assert service.get(f"/invoices/{invoice_id}").json()["due_on"] == "2026-11-14"  # thirty days from the agreement


def days(number: int) -> Any:
    return timedelta(days=number)


def accept(service: Service, invoice_id: str) -> None:
    version = service.get(f"/invoices/{invoice_id}").json()["version"]
    answer = service.post(f"/invoices/{invoice_id}/acceptance", {}, role="acheteur")
    assert answer.status_code == 200, (version, answer.text)


def test_an_answer_is_given_once_in_time_by_the_contractor_alone(service: Service) -> None:
    first, second, third = (deposited(service, number) for number in ("S-1", "S-2", "S-3"))
    for role, code in (("entreprise-b", 404), ("acheteur", 403)):
        assert answered(service, first, role=role, decision="agreed").status_code == code
    assert service.get(f"/invoices/{first}/contractor-answer").status_code == 404  # not answered
    assert service.get("/subcontractor-requests", role="entreprise-b").json()["items"] == []
    assert service.get("/subcontractor-requests").json()["items"] == []
    assert answered(service, first, decision="refused").json()["code"] == "INV-REASON-MISSING"
    assert service.get(f"/invoices/{first}/proposal").json()["contractor_answer"] is None
    assert answered(service, first, decision="refused", reason="Travaux non faits.").status_code == 200
    told = service.get(f"/invoices/{first}/proposal").json()["contractor_answer"]
    assert (told["decision"], told["reason"]) == ("refused", "Travaux non faits.")  # the agent sees it, and decides
    assert answered(service, first, decision="agreed").json()["code"] == "INV-CONTRACTOR-ANSWERED"
    accept(service, second)
    service.post(f"/invoices/{second}/payment-order", {"number": "M-1"})
    assert answered(service, second, decision="agreed").json()["code"] == "INV-CONTRACTOR-NOT-AWAITED"
    service.clock.advance(days(16))
    late = answered(service, third, decision="refused", reason="Non.").json()
    assert (late["code"], late["facts"]) == ("INV-CONTRACTOR-ANSWER-LATE", {"last_day": "2026-10-20"})
    page = service.get("/subcontractor-requests?limit=2", role="entreprise-a").json()
    rest = service.get(f"/subcontractor-requests?limit=2&cursor={page['next_cursor']}", role="entreprise-a").json()
    assert [one["number"] for one in (*page["items"], *rest["items"])] == ["S-1", "S-2", "S-3"]


def test_no_rule_of_the_buyer_accepts_before_the_contractor_had_its_turn(service: Service) -> None:
    declare(service, {**COMMUNE, "automatic_up_to": {"value": "3000.00", "currency": "EUR"}})
    commitment = {**ENERGY, "seller_siret": str(OPERATOR_B_SIRET)}
    assert service.post("/commitments", commitment).status_code == 201
    base = an_invoice().totals.excl_vat
    free = VatBreakdown(
        base=base, vat=euros("0.00"), category="AE", rate=Percentage.parse("0"), exemption_code="VATEX-EU-AE"
    )
    number = ENERGY["number"]
    document = of_subcontractor("S-1", vat_breakdown=(free,), framework="S5", purchase_order_reference=number)
    invoice_id = service.post("/invoices", document, role="entreprise-b").json()["invoice_id"]
    service.deliver_own_events()
    judged = service.get(f"/invoices/{invoice_id}").json()
    assert (judged["matched"], judged["status"]) == (True, "validated")


def test_what_was_fetched_from_the_state_s_portal_had_its_contractor_s_answer_there(service: Service) -> None:
    invoice_id = deposited(service, "S-1")
    with service.app.database.begin() as connection:
        connection.execute(update(tables.invoice).values(channel=Channel.STATE_PORTAL.value))
    assert service.get("/subcontractor-requests", role="entreprise-a").json()["items"] == []
    assert answered(service, invoice_id, decision="agreed").status_code == 404
    accept(service, invoice_id)
    assert service.get(f"/invoices/{invoice_id}").json()["due_on"] == "2026-11-04"  # from its reception


def test_what_was_answered_before_a_request_was_sent_elsewhere_counts_no_more(service: Service) -> None:
    invoice_id = deposited(service, "S-1")
    assert answered(service, invoice_id, decision="refused", reason="Autre marché.").status_code == 200
    service.clock.advance(days(3))
    body = {"reason": "Mauvais service."}
    assert service.post(f"/invoices/{invoice_id}/return", body).status_code == 200
    assert answered(service, invoice_id, decision="agreed").json()["code"] == "INV-CONTRACTOR-ANSWERED"
    service.clock.advance(days(3))
    routed = service.post(f"/invoices/{invoice_id}/routing", {"service_code": "TECH"}, role="entreprise-b")
    assert routed.status_code == 200, routed.text
    service.deliver_own_events()
    assert service.get(f"/invoices/{invoice_id}/contractor-answer").status_code == 404
    (asked,) = service.get("/subcontractor-requests", role="entreprise-a").json()["items"]
    assert (asked["last_day"], asked["answer"]) == ("2026-10-26", None)
    assert answered(service, invoice_id, decision="agreed").json()["answer"]["answered_on"] == "2026-10-11"


def test_software_of_a_contractor_validates_through_the_portal_s_interface(service: Service) -> None:
    for number in ("S-1", "S-2", "S-3"):
        deposited(service, number)
    contractor = Portal(service, SUPPLIER, login="TITULAIRE@essai.fr")
    sub = Portal(service, SUBCONTRACTOR, login="SOUSTRAITANT@essai.fr")

    def found(**criteria: Any) -> dict[str, Any]:
        return {one["numeroFacture"]: one for one in contractor.done(SEARCH, criteria)["listeFactures"]}

    listed = found(statutCourant=["A_VALIDER_1"])
    assert sorted(listed) == ["S-1", "S-2", "S-3"]
    line = listed["S-1"]
    assert (line["statut"], line["identifiantFournisseur"]) == ("A_VALIDER_1", str(OPERATOR_B_SIRET))
    assert line["identifiantValideur"] == str(OPERATOR_A_SIRET)
    numbers = {name: one["idFacture"] for name, one in listed.items()}
    told = contractor.done(TREAT, {"idFacture": numbers["S-1"], "action": "VALIDATION"})
    assert (told["statutFacture"], told["numeroFacture"]) == ("VALIDEE_1", "S-1")
    refusal = {"idFacture": numbers["S-2"], "action": "REFUS", "motifRefus": "AUTRE", "complementInfo": "Non faits."}
    assert contractor.done(TREAT, refusal)["statutFacture"] == "REFUSEE_1"
    assert sorted(found(statutCourant=["VALIDEE_1", "REFUSEE_1"])) == ["S-1", "S-2"]
    assert sorted(found(idFournisseur=line["idFournisseur"], idDestinataire=line["idDestinataire"])) == sorted(numbers)
    assert sorted(found(statutCourant=["A_VALIDER_2", "A_VALIDER_1"])) == ["S-3"]
    for status, code in (("A_VALIDER_2", 20000), ("INCONNU", 20003)):  # published and not met here; published nowhere
        assert contractor.refused(SEARCH, {"statutCourant": [status]})[1] == code
    consulted(contractor, sub, numbers)
    for body, code in (
        ({"idFacture": numbers["S-1"], "action": "REFUS", "motifRefus": "AUTRE"}, 20002),
        ({"idFacture": numbers["S-3"], "action": "REFUS"}, 20003),
        ({"idFacture": numbers["S-3"], "action": "REJET"}, 20003),
        ({"idFacture": 1, "action": "VALIDATION"}, 20000),
    ):
        assert contractor.refused(TREAT, body)[1] == code
    others_find_nothing(service, sub, numbers)


def consulted(contractor: Portal, sub: Portal, numbers: dict[str, int]) -> None:
    """Both sides read what was answered, and whose answer it is."""
    own = sub.done("factures/v1/consulter/fournisseur", {"identifiantFactureCPP": numbers["S-1"]})["facture"]
    theirs = contractor.done("factures/v1/consulter/valideur", {"identifiantFactureCPP": numbers["S-1"]})["facture"]
    assert own["cadreDeFacturation"] == theirs["cadreDeFacturation"]
    assert own["cadreDeFacturation"]["codeValideur1"] == str(OPERATOR_A_SIRET)
    assert (own["statutFacture"], theirs["statutFacture"]) == ("MISE_A_DISPOSITION", "VALIDEE_1")
    group = {"format": "PDF", "listeFacture": {"idFacture": numbers["S-1"]}}
    assert contractor.done("factures/v1/telecharger/groupe", group)["fichierResultat"].startswith("JVBERi0")
    correct = "factures/v1/corriger/valideur/facture"
    named = {"idFacture": numbers["S-3"], "identifiantStructure": str(OPERATOR_A_SIRET)}
    assert sub.done(correct, named)["idFacture"] == numbers["S-3"]
    other_establishment = {**named, "identifiantStructure": f"{OPERATOR_A_SIRET.siren}00022"}
    assert sub.done(correct, other_establishment)["idFacture"] == numbers["S-3"]
    assert sub.refused(correct, {**named, "identifiantStructure": str(BUYER_SIRET)})[1] == 20001
    assert sub.refused(correct, {"idFacture": numbers["S-3"]})[1] == 20001


def others_find_nothing(service: Service, sub: Portal, numbers: dict[str, int]) -> None:
    recipient = Portal(service, RECIPIENT, login="COMMUNE@essai.fr")
    assert sub.refused(SEARCH)[1] == 20000
    assert recipient.refused(SEARCH)[1] == 20004
    body = {"idFacture": numbers["S-3"], "action": "VALIDATION"}
    assert (sub.refused(TREAT, body)[1], recipient.refused(TREAT, body)[1]) == (20000, 20004)
    assert sub.refused("factures/v1/consulter/valideur", {"identifiantFactureCPP": numbers["S-3"]})[1] == 20000
