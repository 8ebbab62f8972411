"""An invoice whose official checks could not be made is judged again when its buyer asks; what is decided stands."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Engine, select, text

from services.invoicing.domain.decisions import RefusalMotive
from services.invoicing.domain.judging import PATIENCE
from services.invoicing.handlers.decisions import RefuseInvoice, refuse_invoice
from services.invoicing.standards import cii
from services.invoicing.storage.tables import SERVICE_TABLES
from shared.http.dev_issuer import claims_of
from shared.http.personas import PERSONAS
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.storage.unit_of_work import Scope
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.told_rules import (
    ABSENT,
    VALID,
    ToldRules,
    announced,
    deposited,
    path,
    rules,
    tried_alone,
)
from tests.unit.invoicing.builders import BUYER, an_invoice
from tests.waiting import wait_for

__all__ = ["path", "rules"]


def waits_for_a_row(engine: Engine) -> bool:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.connect() as connection:
        return bool(connection.execute(waiting).scalar_one())


def token_of_another_buyer(service: Service) -> str:
    persona = replace(PERSONAS["acheteur"], organisation=Siret.parse("77567227221138"))
    return service.issuer.issue(claims_of("autre", persona))


def journal_of(service: Service, action: str) -> list[dict[str, str]]:
    journal = SERVICE_TABLES.journal
    with service.app.database.reader() as connection:
        rows = connection.execute(select(journal.c.facts).where(journal.c.action == action)).all()
    return [json.loads(row.facts) for row in rows]


def test_a_buyer_has_its_invoice_judged_again_and_the_first_verdict_stays_readable(
    service: Service, rules: ToldRules, path: str
) -> None:
    before, first = service.get(path).json(), service.get(f"{path}/verdicts").json()
    assert (first["may_be_judged_again"], first["former"], first["awaited_since"]) == (True, [], None)
    assert service.get(f"{path}/proposal").json()["not_checked"]

    rules.says = VALID
    asked = service.post(f"{path}/verdicts", key="une-demande")
    assert (asked.status_code, asked.headers["Location"]) == (202, f"/invoicing{path}/verdicts"), asked.text
    assert asked.json()["awaited_since"] is not None
    assert service.post(f"{path}/verdicts", key="une-demande").json() == asked.json()
    assert service.post(f"{path}/verdicts", key="une-autre-demande").status_code == 202  # awaited: judged once
    service.deliver_own_events()
    service.deliver_own_events()
    assert rules.count == 2

    after, verdicts = service.get(path).json(), service.get(f"{path}/verdicts?wait=5").json()
    assert (after["status"], after["version"]) == ("validated", before["version"] + 1)
    assert after["verdict"]["valid"]
    assert {check["artefact"]: check["version"] for check in after["verdict"]["checks"]}["BR-FR"] == "1.3.0"
    assert [one["verdict"] for one in verdicts["former"]] == [before["verdict"]]
    assert (verdicts["may_be_judged_again"], verdicts["awaited_since"]) == (False, None)
    assert service.get(f"{path}/proposal").json()["act"] == "accept"
    assert announced(service)[-1] == "invoice_validated.v1"
    assert journal_of(service, "invoice_judged_again") == [
        {
            "before": "UN/CEFACT CII D22B : valid ; BR-FR 1.3.0 : not_checked",
            "now": "UN/CEFACT CII D22B : valid ; BR-FR 1.3.0 : valid",
        }
    ]
    refused = service.post(f"{path}/verdicts")
    assert (refused.status_code, refused.json()["code"]) == (409, "INV-NOTHING-UNCHECKED")


def test_nobody_else_asks_and_nothing_is_asked_of_a_decided_invoice(
    service: Service, rules: ToldRules, path: str
) -> None:
    assert service.client.post(f"/invoicing{path}/verdicts").status_code == 401
    assert service.client.get(f"/invoicing{path}/verdicts").status_code == 401
    assert service.post(f"{path}/verdicts", role="entreprise-a").status_code == 403
    assert service.post(f"{path}/verdicts", role="comptable").status_code == 403
    other_buyer = {"Authorization": f"Bearer {token_of_another_buyer(service)}", "Idempotency-Key": "une-autre-commune"}
    for method in (service.client.get, service.client.post):
        assert method(f"/invoicing{path}/verdicts", headers=other_buyer).status_code == 404
    assert service.get(f"{path}/verdicts", role="entreprise-b").status_code == 404
    assert service.post("/verdicts", {}).status_code == 403
    service.post(f"{path}/acceptance")
    refused = service.post(f"{path}/verdicts")
    assert (refused.status_code, refused.json()["code"]) == (409, "INV-ACTION-IMPOSSIBLE")
    assert "contrôlée à nouveau" in refused.json()["detail"]
    assert not service.get(f"{path}/verdicts").json()["may_be_judged_again"]
    other = service.post("/invoices", cii.to_xml(an_invoice(number="F-2")), role="entreprise-a").json()["invoice_id"]
    assert service.post(f"/invoices/{other}/verdicts").json()["code"] == "INV-NOT-JUDGED"
    assert rules.count == 1


def test_what_is_decided_while_it_is_judged_stands(service: Service, rules: ToldRules, path: str) -> None:
    acts: dict[str, tuple[str, Any]] = {
        "accepted": ("acceptance", None),
        "refused": ("refusal", {"motive": "DOUBLE_FACT", "reason": "Déjà facturé."}),
        "interrupted": ("interruption", {"reason": "Il manque le bon.", "missing": ["Bon signé"]}),
        "returned": ("return", {"reason": "Mauvais service."}),
    }
    paths = [path, *(deposited(service, number=f"F-{number}") for number in range(2, len(acts) + 1))]
    rules.says = VALID
    for one, (status, (act, body)) in zip(paths, acts.items(), strict=True):
        rules.meanwhile = partial(service.post, f"{one}/{act}", body)
        service.post(f"{one}/verdicts")
        told = announced(service)
        kept = service.get(one).json()
        assert (kept["status"], kept["verdict"]["valid"]) == (status, False)
        assert told.count("invoice_validated.v1") == len(acts)  # the first verdict of each
        assert service.get(f"{one}/verdicts").json()["former"] == []


def test_a_decision_that_commits_while_the_verdict_waits_for_it_stands(
    service: Service, rules: ToldRules, path: str
) -> None:
    rules.says, engine = VALID, service.app.database.engine
    service.post(f"{path}/verdicts")
    buyer = Scope(Principal("agent", PrincipalKind.AGENT, BUYER.siret, "agent", frozenset({Right.AUTHORISE})), "essai")
    with ThreadPoolExecutor(1) as threads, service.app.open_uow(buyer) as uow:
        refusal = RefuseInvoice(
            invoice_id=InvoiceId.parse(path.rsplit("/", 1)[1]), motive=RefusalMotive.DUPLICATE, reason="Déjà facturé."
        )
        refuse_invoice(refusal, uow=uow)
        delivered = threads.submit(service.deliver_own_events)
        wait_for(lambda: waits_for_a_row(engine), what="le verdict qui attend la décision")
        uow.commit()
        delivered.result(timeout=20)
    kept = service.get(path).json()
    assert (kept["status"], kept["verdict"]["valid"]) == ("refused", False)
    assert journal_of(service, "invoice_not_judged_again") == [{"status": "refused"}]


def test_what_is_asked_anew_because_no_answer_came_is_announced_once(
    service: Service, rules: ToldRules, path: str
) -> None:
    rules.says = VALID
    service.post(f"{path}/verdicts")
    service.clock.advance(PATIENCE)
    service.post(f"{path}/verdicts")
    service.deliver_own_events()
    assert rules.count == 3
    assert announced(service).count("invoice_validated.v1") == 2
    assert len(service.get(f"{path}/verdicts").json()["former"]) == 1


def test_an_automatic_acceptance_applies_to_the_new_verdict_and_spares_what_a_person_stopped(
    service: Service, rules: ToldRules, path: str
) -> None:
    declared = {
        "name": BUYER.name,
        "buyer_kind": "commune",
        "automatic_up_to": {"value": "100000.00", "currency": "EUR"},
    }
    assert service.put(f"/recipients/{BUYER.siret}", declared, headers={"If-Match": '"0"'}).status_code == 200
    rules.says = VALID
    service.post(f"{path}/interruption", {"reason": "Il manque le bon.", "missing": ["Bon signé"]})
    service.post(f"{path}/completion")
    service.post(f"{path}/verdicts")
    service.deliver_own_events()
    assert (service.get(path).json()["status"], service.get(path).json()["verdict"]["valid"]) == ("validated", True)
    service.post(f"{path}/refusal", {"motive": "DOUBLE_FACT", "reason": "Déjà facturé."})

    rules.says = ABSENT
    other = deposited(service, number="F-2")
    assert service.get(other).json()["status"] == "validated"
    rules.says = VALID
    assert service.post("/verdicts", {"recipient": str(BUYER.siret)}, role="operateur").json()["invoices"] == 1
    assert tried_alone(service) == 1
    accepted = service.get(other).json()
    assert (accepted["status"], accepted["verdict"]["valid"]) == ("accepted", True)
    assert announced(service)[-2:] == ["invoice_validated.v1", "invoice_accepted.v1"]
