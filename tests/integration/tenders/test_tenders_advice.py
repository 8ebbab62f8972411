"""Advices over HTTP, on a real database: the need of a consultation, warnings, stops, the presentation report."""

import io
import zipfile
from collections.abc import Callable

from services.tenders.wiring import App
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Right
from tests.integration.tenders.award_ground import Ground
from tests.integration.tenders.platform import Person, a_draft, journal, published
from tests.integration.tenders.test_tenders_needs import NEEDS, a_need, euros, version
from tests.unit.tenders.builders import FOREIGN_BUYER

LIST = "/tenders/consultations"
REASON = "Un seul métier, une seule école, un seul chantier."


def test_a_consultation_answers_its_need_and_a_difference_is_a_warning(
    app: App, agent: Person, person: Callable[..., Person], custodians: list[str]
) -> None:
    need = agent.done(NEEDS, a_need())
    tender = agent.done(LIST, a_draft(custodians))
    path = f"{LIST}/{tender['id']}"
    assert agent.get(f"{path}/need").status_code == 404
    foreigner = person(siret=FOREIGN_BUYER)
    theirs = foreigner.done(NEEDS, a_need())
    assert agent.refused(f"{path}/need", {"need_id": theirs["id"]}, If_Match='"1"') == (404, "TND-NOT-FOUND")
    assert foreigner.refused(f"{path}/need", {"need_id": theirs["id"]}, If_Match='"1"') == (404, "TND-NOT-FOUND")
    agent.done(f"{path}/need", {"need_id": need["id"]}, If_Match='"1"')
    assert "need_difference" not in agent.get(f"{path}/advice").json()["to_acknowledge"]
    agent.done(f"{path}/changes", {"estimated_value": euros("249999.99")}, If_Match='"2"')
    advice = agent.get(f"{path}/advice").json()
    assert advice["to_acknowledge"] == ["need_difference"]
    agent.send(f"{path}/documents?name=RC.pdf", b"%PDF-1.7")
    assert agent.refused(f"{path}/publication") == (409, "TND-ADVICE-UNACKNOWLEDGED")
    agent.done(f"{path}/publication", {"acknowledged": ["need_difference"]})
    answers = agent.get(f"{path}/advice").json()["answers"]
    assert [(each["act"], each["acknowledged"]) for each in answers] == [("publication", ["need_difference"])]
    agent.done(f"{NEEDS}/{need['id']}/revisions", a_need(title="Autre"), **version(need))
    assert agent.get(f"{path}/need").json()["version"] == 1
    assert "advice_acknowledged" in journal(app)
    counted = agent.get(f"{NEEDS}/{need['id']}/purchases").json()
    assert [(each["kind"], each["amount"]["value"]) for each in counted["items"]] == [("consultation", "249999.99")]


def test_a_consultation_is_drafted_from_a_need(
    agent: Person, person: Callable[..., Person], custodians: list[str]
) -> None:
    need = agent.done(NEEDS, a_need())
    tender = agent.done(LIST, a_draft(custodians, need_id=need["id"]))
    assert agent.get(f"{LIST}/{tender['id']}/need").json()["id"] == need["id"]
    theirs = person(siret=FOREIGN_BUYER).done(NEEDS, a_need())
    assert agent.refused(LIST, a_draft(custodians, need_id=theirs["id"])) == (404, "TND-NOT-FOUND")


def test_a_stop_is_passed_with_a_written_reason_by_whoever_may_publish(
    app: App, agent: Person, person: Callable[..., Person], custodians: list[str]
) -> None:
    grey = [{"code": "price", "title": "Prix", "kind": "price", "weight": "100"}]
    tender = agent.done(LIST, a_draft(custodians, criteria=grey, lots=a_draft(custodians)["lots"][:1]))
    path = f"{LIST}/{tender['id']}"
    agent.send(f"{path}/documents?name=RC.pdf", b"%PDF-1.7")
    advice = agent.get(f"{path}/advice").json()
    assert advice["to_override"] == ["environment_criterion"]
    assert advice["to_acknowledge"] == ["allotment"]
    assert person(siret=FOREIGN_BUYER).get(f"{path}/advice").status_code == 404
    assert person(rights=(Right.ANSWER,)).get(f"{path}/advice").status_code == 403
    refusal = agent.post(f"{path}/publication", {"acknowledged": ["environment_criterion", "allotment"]}).json()
    assert (refusal["code"], refusal["facts"]["codes"]) == ("TND-ADVICE-STOP", "environment_criterion")
    override = {"code": "environment_criterion", "reason": REASON}
    short = {"overrides": [{**override, "reason": "parce que"}]}
    assert agent.refused(f"{path}/publication", short) == (422, "TND-OVERRIDE-REASON")
    unknown = {"overrides": [{**override, "code": "standstill"}]}
    assert agent.refused(f"{path}/publication", unknown) == (422, "TND-OVERRIDE-UNKNOWN")
    drafter = person(rights=(Right.DRAFT,))
    assert drafter.refused(f"{path}/publication", {"overrides": [override]}) == (403, "HTTP-RIGHT-MISSING")
    body = {"overrides": [override, {"code": "allotment", "reason": REASON}]}
    assert agent.done(f"{path}/publication", body)["status"] == "published"
    kept = agent.get(f"{path}/advice").json()["answers"][0]["overrides"]
    assert [each["code"] for each in kept] == ["environment_criterion", "allotment"]
    assert journal(app).count("advice_overridden") == 2


def test_publishing_without_any_doubt_asks_nothing(agent: Person, custodians: list[str]) -> None:
    tender = published(agent, custodians)
    levels = {advice["level"] for advice in tender["advices"]}
    assert levels == {"information"}


def test_the_presentation_report_is_the_affair_of_those_who_evaluate(
    agent: Person, person: Callable[..., Person], custodians: list[str]
) -> None:
    tender = published(agent, custodians)
    path = f"{LIST}/{tender['id']}/presentation-report"
    assert agent.get(path).content.startswith(b"PK")
    assert agent.get(f"{path}?format=pdf").content.startswith(b"%PDF")
    assert agent.get(f"{path}?format=exe").status_code == 422
    assert person(siret=FOREIGN_BUYER).get(path).status_code == 404
    assert person(rights=(Right.DRAFT,)).get(path).status_code == 403


def test_an_awarded_lot_is_presented_with_its_winner(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    ground = Ground(app, ids, clock, agent, custodians)
    ground.award()
    assert agent.get(f"{ground.path}/presentation-report?format=pdf").content.startswith(b"%PDF")
    odt = agent.get(f"{ground.path}/presentation-report").content
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        text = archive.read("content.xml").decode()
    for words in ("Attribué", "Première offre du classement", "Classée au rang 2", "Société 418"):
        assert words in text, words


def test_social_services_published_as_adapted_are_not_warned_of_a_formal_procedure(
    agent: Person, custodians: list[str]
) -> None:
    adapted = {"procedure": "adapted", "estimated_value": euros("300000.00")}
    path = f"{LIST}/{agent.done(LIST, a_draft(custodians, **adapted))['id']}"
    agent.send(f"{path}/documents?name=RC.pdf", b"%PDF-1.7")
    assert agent.get(f"{path}/advice").json()["to_acknowledge"] == ["formal_procedure"]
    wrong = {"terms": {"law": {"need": "social_services"}}, "kind": "works"}
    assert agent.refused(f"{path}/changes", wrong, If_Match='"2"') == (422, "TND-TERMS-NEED")
    told = {"need": "social_services", "expenses": euros("61000000.00")}
    agent.done(f"{path}/changes", {"terms": {"law": told}}, If_Match='"2"')
    assert agent.get(f"{path}/advice").json()["to_acknowledge"] == []
    published_one = agent.done(f"{path}/publication")
    codes = {advice["code"]: advice["level"] for advice in published_one["advices"]}
    assert "formal_procedure" not in codes
    assert codes["social_services_regime"] == "information"
    assert published_one["terms"]["law"] == told


def test_an_urgent_open_procedure_is_told_a_shorter_period(agent: Person, custodians: list[str]) -> None:
    def limit(**terms: object) -> tuple[str, str]:
        tender = agent.done(LIST, a_draft(custodians, terms=terms))
        advices = agent.get(f"{LIST}/{tender['id']}/advice").json()["advices"]
        return next((each["limit"], each["why"]) for each in advices if each["code"] == "minimum_period_open")

    (usual, _), (short, why) = limit(), limit(law={"urgency_reason": "Toit arraché par la tempête"})
    assert usual.startswith("30")
    assert short.startswith("15")
    assert "urgence" in why
