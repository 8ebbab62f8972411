"""S'inscrire pour être prévenu, confirmer, se désinscrire ; le registre des retraits."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.tenders.wiring import App
from services.tenders.wiring.duties import forget_addresses
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import FixedClock
from tests.asgi import AsgiClient
from tests.integration.tenders.companies import Company, messages, rows
from tests.integration.tenders.platform import Person, a_draft, published
from tests.unit.tenders.builders import ACME, BOLT, FOREIGN_BUYER

LIST = "/tenders/consultations"
ADDRESS = "marches@acme.example"


@pytest.fixture
def company(client: AsgiClient, issuer: DevelopmentIssuer) -> Callable[..., Company]:
    return lambda siret=ACME: Company(client, issuer, siret)


@pytest.fixture
def path(agent: Person, custodians: list[str]) -> str:
    return f"{LIST}/{published(agent, custodians)['id']}"


def token_of(app: App) -> str:
    return str(messages(app, "confirmation")[-1]["link"]).partition("#")[2]


def test_an_address_is_told_nothing_before_it_is_confirmed(app: App, agent: Person, visitor: Person, path: str) -> None:
    asked = visitor.post(f"{path}/registrations", {"email": ADDRESS})
    assert (asked.status_code, asked.json()) == (202, {"status": "confirmation_asked"})
    assert agent.get(f"{path}/registrations").json()["items"] == []
    assert [each["email"] for each in messages(app, "confirmation")] == [ADDRESS]
    assert token_of(app) not in str(rows(app, "SELECT * FROM registration"))

    done = visitor.done("/tenders/registrations/confirmation", {"token": token_of(app)})
    assert done["status"] == "active"
    assert visitor.done("/tenders/registrations/confirmation", {"token": token_of(app)}) == done
    assert [each["email"] for each in agent.get(f"{path}/registrations").json()["items"]] == [ADDRESS]

    ended = visitor.done("/tenders/registrations/end", {"token": token_of(app)})
    assert ended["status"] == "ended"
    assert agent.get(f"{path}/registrations").json()["items"] == []
    assert ADDRESS not in str(rows(app, "SELECT * FROM registration"))
    again = visitor.refused("/tenders/registrations/confirmation", {"token": token_of(app)})
    assert again == (409, "TND-ACTION-IMPOSSIBLE")


def test_an_address_is_asked_once_a_day_and_five_times_in_all(
    app: App, agent: Person, visitor: Person, custodians: list[str], clock: FixedClock
) -> None:
    paths = [f"{LIST}/{published(agent, custodians)['id']}" for _ in range(6)]
    for path in paths * 2:
        assert visitor.post(f"{path}/registrations", {"email": ADDRESS}).status_code == 202
    assert len(messages(app, "confirmation")) == 5
    clock.advance(timedelta(hours=25))
    assert visitor.post(f"{paths[0]}/registrations", {"email": ADDRESS}).status_code == 202
    assert len(messages(app, "confirmation")) == 6


def test_the_answer_is_the_same_for_a_known_address(app: App, visitor: Person, path: str) -> None:
    first = visitor.post(f"{path}/registrations", {"email": ADDRESS})
    visitor.done("/tenders/registrations/confirmation", {"token": token_of(app)})
    known = visitor.post(f"{path}/registrations", {"email": ADDRESS.upper()})
    assert (known.status_code, known.content) == (first.status_code, first.content)
    assert len(messages(app, "confirmation")) == 1


def test_an_address_that_nobody_confirms_is_forgotten(app: App, visitor: Person, path: str, clock: FixedClock) -> None:
    visitor.post(f"{path}/registrations", {"email": ADDRESS})
    clock.advance(timedelta(days=8))
    assert forget_addresses(app.open_uow) == 1
    assert rows(app, "SELECT * FROM registration") == []


def test_a_company_registers_by_its_siret_and_sees_itself_alone(
    agent: Person, company: Callable[..., Company], person: Callable[..., Person], visitor: Person, path: str
) -> None:
    for siret in (ACME, ACME, BOLT):
        assert company(siret).done(f"{path}/registrations", {"name": "Une société"}) == {"status": "active"}
    listed = agent.get(f"{path}/registrations").json()["items"]
    assert [each["siret"] for each in listed] == [ACME.value, BOLT.value]
    assert company().get(f"{path}/registrations/own").json()["registered"] is True
    for other in (company(BOLT), visitor, person(siret=FOREIGN_BUYER)):
        answer = other.get(f"{path}/registrations")
        assert answer.status_code in {401, 403, 404}
        assert ACME.value not in answer.text
    assert company().done(f"{path}/registrations/end")["status"] == "ended"
    assert company().refused(f"{path}/registrations/end") == (404, "TND-NOT-FOUND")
    assert "Jeanne Martin" not in agent.get(f"{path}/registrations").text


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"email": "x"}, 422), ({"email": "a@b.fr\r\nBcc: c@d.fr"}, 422), ({"mail": 1}, 422)],
)
def test_a_visitor_gives_an_address_and_nothing_else(
    visitor: Person, path: str, body: dict[str, object], status: int
) -> None:
    answer = visitor.post(f"{path}/registrations", body)
    assert answer.status_code == status
    assert "Bcc" not in answer.text


def test_nobody_registers_on_a_draft_or_with_a_token_of_their_own(
    agent: Person, visitor: Person, custodians: list[str]
) -> None:
    draft = agent.done(LIST, a_draft(custodians))
    refused = visitor.refused(f"{LIST}/{draft['id']}/registrations", {"email": ADDRESS})
    assert refused == (404, "TND-NOT-FOUND")
    for act in ("confirmation", "end"):
        forged = visitor.refused(f"/tenders/registrations/{act}", {"token": "x" * 43})
        assert forged == (404, "TND-REGISTRATION-TOKEN")


def test_pages_of_registrations_refuse_a_forged_cursor(agent: Person, path: str) -> None:
    assert agent.get(f"{path}/registrations?cursor=bm9u").status_code == 400
