"""Questions et réponses : cachées, puis dites à tous, jamais nommées, jamais trop tard sans recul du délai."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import FixedClock
from tests.asgi import AsgiClient
from tests.integration.tenders.companies import Company, messages, rows
from tests.integration.tenders.platform import DEADLINE, Person, a_draft, published
from tests.unit.tenders.builders import ACME, BOLT, FOREIGN_BUYER

LIST = "/tenders/consultations"
CANARY = "Zénith-Ravalement"
ADDRESS = "zenith@ravalement.example"
PLANTED = (ACME.value, "Zénith", "Zenith", "zenith@", "Jeanne Martin", "personne-")


@pytest.fixture
def company(client: AsgiClient, issuer: DevelopmentIssuer) -> Callable[..., Company]:
    return lambda siret=ACME: Company(client, issuer, siret)


@pytest.fixture
def path(agent: Person, custodians: list[str]) -> str:
    return f"{LIST}/{published(agent, custodians)['id']}"


def asked(company: Company, path: str, content: str = "Quelle est la surface des vitres ?") -> dict[str, Any]:
    return company.done(f"{path}/questions", {"content": content})


def answered(agent: Person, path: str, question: dict[str, Any], **body: Any) -> dict[str, Any]:
    address = f"{path}/questions/{question['question_id']}/answer"
    return agent.done(address, {"answer": "120 m² au total.", **body}, If_Match='"1"')


def test_a_question_is_hidden_until_its_answer_reaches_everybody(
    app: App, agent: Person, visitor: Person, company: Callable[..., Company], path: str
) -> None:
    company(BOLT).done(f"{path}/registrations", {"name": "Bolt"})
    question = asked(company(), path)
    assert visitor.get(f"{path}/answers").json()["items"] == []
    assert company(BOLT).get(f"{path}/questions/own").json()["items"] == []
    assert [each["siret"] for each in messages(app, "question")] == ["21350238800019"]
    waiting = agent.get(f"{path}/questions?status=asked").json()["items"]
    assert [(each["author_siret"], each["answer_due_on"]) for each in waiting] == [(ACME.value, "2026-11-02")]

    done = answered(agent, path, question, text="Surface des vitres ?")
    assert (done["status"], done["number"]) == ("answered", 1)
    public = visitor.get(f"{path}/answers").json()["items"]
    assert [(each["number"], each["question"], each["answer"]) for each in public] == [
        (1, "Surface des vitres ?", "120 m² au total.")
    ]
    assert [each["siret"] for each in messages(app, "answer")] == [BOLT.value, ACME.value]
    assert agent.get(f"{path}/questions?status=asked").json()["items"] == []
    assert company().get(f"{path}/questions/own").json()["items"][0]["answer"] == "120 m² au total."


def test_nothing_that_others_read_tells_who_asked(
    app: App,
    agent: Person,
    visitor: Person,
    company: Callable[..., Company],
    person: Callable[..., Person],
    path: str,
) -> None:
    company().done(f"{path}/registrations", {"name": CANARY, "email": ADDRESS})
    token = str(messages(app, "confirmation")[-1]["link"]).partition("#")[2]
    visitor.done("/tenders/registrations/confirmation", {"token": token})
    company(BOLT).done(f"{path}/registrations", {"name": "Bolt"})
    question = asked(company(), path, f"{CANARY} demande la surface des vitres.")
    address = f"{path}/questions/{question['question_id']}/answer"
    plain = {"answer": "120 m²."}
    assert agent.refused(address, plain, If_Match='"1"') == (409, "TND-QUESTION-NAMES-AUTHOR")
    told = plain | {"text": "Surface ?", "answer": f"Voir avec {ACME.value[:9]}.", "names_nobody": True}
    assert agent.refused(address, told, If_Match='"1"') == (409, "TND-QUESTION-NAMES-AUTHOR")
    answered(agent, path, question, text="Surface des vitres ?")

    readers = (visitor, company(BOLT), person(siret=FOREIGN_BUYER))
    addresses = ("", "/answers", "/rectifications", "/documents", "/archive", "/visits", "/questions", "/registrations")
    public = [reader.get(path + each).text for reader in readers for each in addresses]
    public += [reader.get("/tenders/messages").text for reader in readers]
    public += [reader.get(LIST).text for reader in readers]
    outbox = str(rows(app, "SELECT * FROM outbox"))
    journal = str(rows(app, "SELECT action, object_id, facts FROM journal"))
    others = str(rows(app, "SELECT subject, body, link, sender_name FROM message"))
    for text in (*public, outbox, journal, others):
        for planted in PLANTED:
            assert planted not in text, planted


def test_a_company_name_that_is_an_everyday_word_does_not_silence_the_buyer(
    agent: Person, company: Callable[..., Company], path: str
) -> None:
    company().done(f"{path}/registrations", {"name": "Vitres"})
    question = asked(company(), path)
    address = f"{path}/questions/{question['question_id']}/answer"
    assert agent.refused(address, {"answer": "120 m²."}, If_Match='"1"') == (409, "TND-QUESTION-NAMES-AUTHOR")
    assert answered(agent, path, question, names_nobody=True)["status"] == "answered"


def test_a_late_answer_moves_the_deadline(
    agent: Person, visitor: Person, company: Callable[..., Company], path: str, clock: FixedClock
) -> None:
    question = asked(company(), path)
    clock.advance(DEADLINE - clock.now() - timedelta(days=3))
    address = f"{path}/questions/{question['question_id']}/answer"
    late = agent.post(address, {"answer": "120 m²."}, If_Match='"1"')
    assert (late.status_code, late.json()["code"], late.json()["article"]) == (409, "TND-ANSWER-LATE", "R2151-4")
    assert visitor.get(f"{path}/answers").json()["items"] == []
    moved = (DEADLINE + timedelta(days=7)).isoformat()
    answered(agent, path, question, submission_deadline=moved)
    public = visitor.get(path).json()
    assert public["deadline_version"] == 2
    change = visitor.get(f"{path}/rectifications").json()["items"][0]
    assert change["items"][0]["nature"] == "answer"


def test_a_late_answer_may_leave_the_deadline_when_somebody_answers_for_it(
    agent: Person, company: Callable[..., Company], path: str, clock: FixedClock
) -> None:
    question = asked(company(), path)
    clock.advance(DEADLINE - clock.now() - timedelta(days=3))
    answered(agent, path, question, override_reason="Simple renvoi au CCTP.")
    kept = agent.get(f"{path}/rectifications").json()["items"][0]
    assert kept["override_reason"] == "Simple renvoi au CCTP."
    assert kept["deadline_after"] == kept["deadline_before"]


def test_a_question_asked_too_late_is_kept_marked_and_asks_nothing(
    agent: Person, company: Callable[..., Company], path: str, clock: FixedClock
) -> None:
    clock.advance(DEADLINE - clock.now() - timedelta(days=2))
    question = asked(company(), path)
    assert question["too_late"] is True
    assert agent.get(f"{path}/questions").json()["items"][0]["answer_due_on"] is None
    assert answered(agent, path, question)["status"] == "answered"


def test_an_adapted_procedure_has_no_legal_day_for_answers(
    agent: Person, company: Callable[..., Company], custodians: list[str], clock: FixedClock
) -> None:
    draft = a_draft(custodians)
    small = {"value": "25000.00", "currency": "EUR"}
    lots = [lot | {"estimated_value": small} for lot in draft["lots"]]
    whole = {"value": "50000.00", "currency": "EUR"}
    path = f"{LIST}/{published(agent, custodians, procedure='adapted', lots=lots, estimated_value=whole)['id']}"
    question = asked(company(), path)
    clock.advance(DEADLINE - clock.now() - timedelta(days=1))
    assert answered(agent, path, question)["status"] == "answered"


def test_somebody_with_a_confirmed_address_asks_too(app: App, agent: Person, visitor: Person, path: str) -> None:
    body = {"content": "Une visite est-elle prévue ?"}
    assert visitor.refused(f"{path}/questions", body) == (404, "TND-REGISTRATION-TOKEN")
    visitor.post(f"{path}/registrations", {"email": ADDRESS})
    token = str(messages(app, "confirmation")[-1]["link"]).partition("#")[2]
    assert visitor.refused(f"{path}/questions", body | {"token": token}) == (404, "TND-REGISTRATION-TOKEN")
    visitor.done("/tenders/registrations/confirmation", {"token": token})
    question = visitor.done(f"{path}/questions", body | {"token": token})
    answered(agent, path, question)
    assert [each["email"] for each in messages(app, "answer")] == [ADDRESS]


def test_a_refusal_is_told_to_its_author_alone(
    app: App, agent: Person, visitor: Person, company: Callable[..., Company], path: str
) -> None:
    company(BOLT).done(f"{path}/registrations", {"name": "Bolt"})
    question = asked(company(), path)
    address = f"{path}/questions/{question['question_id']}"
    body = {"reason": "La réponse révélerait un secret."}
    assert agent.done(f"{address}/refusal", body, If_Match='"1"')["status"] == "refused"
    assert [each["siret"] for each in messages(app, "letter")] == [ACME.value]
    assert visitor.get(f"{path}/answers").json()["items"] == []
    assert agent.refused(f"{address}/answer", {"answer": "Oui."}, If_Match='"2"') == (409, "TND-ACTION-IMPOSSIBLE")


def test_two_agents_do_not_answer_the_same_question(agent: Person, company: Callable[..., Company], path: str) -> None:
    question = asked(company(), path)
    address = f"{path}/questions/{question['question_id']}/answer"
    assert agent.refused(address, {"answer": "Oui."}) == (428, "HTTP-IF-MATCH-MISSING")
    answered(agent, path, question)
    assert agent.refused(address, {"answer": "Non."}, If_Match='"1"') == (412, "HTTP-VERSION-STALE")


def test_questions_belong_to_their_author_and_their_buyer(
    person: Callable[..., Person], company: Callable[..., Company], visitor: Person, path: str
) -> None:
    question = asked(company(), path)
    address = f"{path}/questions/{question['question_id']}"
    foreigner = person(siret=FOREIGN_BUYER)
    assert foreigner.get(f"{path}/questions").status_code == 404
    assert foreigner.refused(f"{address}/answer", {"answer": "Oui."}, If_Match='"1"') == (404, "TND-NOT-FOUND")
    assert foreigner.refused(f"{address}/refusal", {"reason": "Non."}, If_Match='"1"') == (404, "TND-NOT-FOUND")
    assert company(BOLT).refused(f"{address}/withdrawal", {}) == (404, "TND-NOT-FOUND")
    assert visitor.refused(f"{address}/withdrawal", {}) == (404, "TND-REGISTRATION-TOKEN")
    assert company().done(f"{address}/withdrawal", {})["status"] == "withdrawn"


def test_nobody_asks_after_the_closing(app: App, company: Callable[..., Company], path: str, clock: FixedClock) -> None:
    clock.advance(DEADLINE - clock.now() + timedelta(seconds=1))
    assert close_due_tenders(app.open_uow, clock=clock) == 1
    assert company().refused(f"{path}/questions", {"content": "Trop tard ?"}) == (409, "TND-ACTION-IMPOSSIBLE")
