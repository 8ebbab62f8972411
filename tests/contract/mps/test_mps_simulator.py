"""The simulator over HTTP obeys the sandbox's rules, and the real client reads its answers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from services.demo.platform import free_port
from services.mps.domain.answers import DeliveryRefused, FactsStated, NoAnswer, NothingKnown
from services.mps.domain.identity import NO_PUBLIC_DATA, identity_from
from services.mps.domain.sources import Source
from services.mps.gateways.api_entreprise import ApiEntreprise
from services.mps.gateways.api_entreprise_simulator.app import create_simulator
from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.gateways.outbound_transport import OutboundTransport
from shared.kernel.clock import FixedClock
from shared.kernel.siret import Siret
from tests.unit.mps.builders import (
    ABROAD,
    BUYER,
    CLOSED,
    INCIDENTS,
    NOT_PUBLIC,
    NOW,
    SOCIAL_REFUSAL,
    SOLE_TRADER,
    WHOLE,
    a_question,
)

PURPOSE = {"context": "Marchés publics", "object": "essai", "recipient": str(BUYER)}
TOKEN = {"Authorization": "Bearer essai"}
ESTABLISHMENT = f"/v4/insee/sirene/etablissements/diffusibles/{WHOLE}"


@pytest.fixture
def simulator_clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def simulator(simulator_clock: FixedClock) -> Iterator[str]:
    with SimulatorServer(create_simulator(FixtureBook(company_fixtures()), clock=simulator_clock)) as server:
        yield server.url


@pytest.fixture
def api(simulator: str, simulator_clock: FixedClock) -> ApiEntreprise:
    transport = OutboundTransport(allow_loopback=[simulator.removeprefix("http://")])
    return ApiEntreprise(base_url=simulator, token="essai", transport=transport, clock=simulator_clock)


def get(url: str, path: str = ESTABLISHMENT, *, headers: dict[str, str] | None = None, **params: str) -> httpx.Response:
    return httpx.get(url + path, headers=TOKEN if headers is None else headers, params={**PURPOSE, **params})


def codes(response: httpx.Response) -> list[str]:
    return [error["code"] for error in response.json()["errors"]]


@pytest.mark.parametrize("authorization", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic eDp5"}])
def test_without_token_nothing_is_said(simulator: str, authorization: dict[str, str]) -> None:
    response = get(simulator, headers=authorization)
    assert (response.status_code, codes(response)) == (401, ["00101"])


def test_every_missing_parameter_is_told_at_once(simulator: str) -> None:
    response = httpx.get(simulator + ESTABLISHMENT, headers=TOKEN)
    assert (response.status_code, codes(response)) == (422, ["00201", "00202", "00203"])
    assert [error["source"]["parameter"] for error in response.json()["errors"]] == ["context", "object", "recipient"]


@pytest.mark.parametrize(
    ("recipient", "code"), [("12345", "00210"), ("98765432400018", "00210"), (str(WHOLE), "00211")]
)
def test_the_recipient_is_another_body_with_a_valid_number(simulator: str, recipient: str, code: str) -> None:
    response = get(simulator, recipient=recipient)
    assert (response.status_code, codes(response)) == (422, [code])


def test_an_establishment_of_la_poste_may_receive(simulator: str) -> None:
    assert get(simulator, recipient="35600000023483").status_code == 200


def test_the_recipient_cannot_be_of_the_legal_unit_asked_about(simulator: str) -> None:
    response = get(simulator, "/v4/insee/sirene/unites_legales/diffusibles/001234566", recipient=str(WHOLE))
    assert codes(response) == ["00211"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v4/insee/sirene/etablissements/diffusibles/12345678901234", "00302"),
        ("/v4/insee/sirene/unites_legales/diffusibles/123456789", "00301"),
    ],
)
def test_a_malformed_number_is_refused(simulator: str, path: str, code: str) -> None:
    response = get(simulator, path)
    assert (response.status_code, codes(response)) == (422, [code])


def test_an_unknown_company_is_a_404_of_its_provider(simulator: str) -> None:
    response = get(simulator, "/v4/dgfip/unites_legales/552049447/attestation_fiscale")
    assert (response.status_code, codes(response)) == (404, ["03003"])
    assert response.json()["errors"][0]["meta"] == {"provider": "DGFIP - Adélie"}


def test_an_unknown_path_is_a_404_of_the_api(simulator: str) -> None:
    assert codes(get(simulator, "/v9/insee/rien")) == ["00402"]


def test_each_answer_says_what_is_left_of_the_quota(simulator: str) -> None:
    first, second = get(simulator), get(simulator)
    assert first.headers["RateLimit-Limit"] == "250"
    assert int(first.headers["RateLimit-Remaining"]) - int(second.headers["RateLimit-Remaining"]) == 1
    assert int(first.headers["RateLimit-Reset"]) > NOW.timestamp()


def test_the_call_beyond_the_quota_is_a_429_until_the_next_minute(simulator: str, simulator_clock: FixedClock) -> None:
    path = "/v4/dgfip/unites_legales/001234566/attestation_fiscale"
    statuses = [get(simulator, path).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert 0 < int(get(simulator, path).headers["Retry-After"]) <= 60
    simulator_clock.advance(timedelta(minutes=1))
    assert get(simulator, path).status_code == 200


def test_the_client_leaves_a_group_alone_before_the_simulator_must_refuse(api: ApiEntreprise) -> None:
    answers = [api.ask(a_question(Source.TAX_CERTIFICATE)) for _ in range(7)]
    assert [type(answer) for answer in answers] == [FactsStated] * 5 + [NoAnswer] * 2


DATED = (
    Source.ESTABLISHMENT,
    Source.LEGAL_UNIT,
    Source.SUCCESSIONS,
    Source.TRADE_REGISTER,
    Source.TAX_CERTIFICATE,
    Source.SOCIAL_CERTIFICATE,
    Source.TURNOVER,
    Source.HEADCOUNT,
    Source.QUALIBAT,
    Source.RGE,
)


@pytest.mark.parametrize("source", DATED)
def test_the_administrations_that_know_the_first_company_date_their_facts(api: ApiEntreprise, source: Source) -> None:
    answer = api.ask(a_question(source))
    assert isinstance(answer, FactsStated)
    assert answer.facts
    assert answer.as_of is not None
    assert answer.unknown_fields == ()


@pytest.mark.parametrize("source", [Source.TAX_CERTIFICATE, Source.SOCIAL_CERTIFICATE, Source.BUILDING_LEAVE])
def test_a_document_whose_address_expires_is_downloaded_at_once_and_hashed(api: ApiEntreprise, source: Source) -> None:
    answer = api.ask(a_question(source))
    assert isinstance(answer, FactsStated)
    assert answer.document is not None
    assert answer.document.content.startswith(b"%PDF-")
    assert answer.document.sha256 == sha256(answer.document.content).hexdigest()


def test_disabled_workers_are_not_the_whole_headcount(api: ApiEntreprise) -> None:
    answers = [api.ask(a_question(source)) for source in (Source.HEADCOUNT, Source.DISABLED_WORKERS)]
    values = [[fact.value for fact in answer.facts][-1] for answer in answers if isinstance(answer, FactsStated)]
    assert values == ["34.5", "2"]


def test_the_identity_of_the_first_company(api: ApiEntreprise) -> None:
    identity = identity_from(api.ask(a_question()), siret=WHOLE, at=NOW)
    assert identity.fact("name") == "ATELIERS VIRELANGUE (AVL)"
    assert identity.fact("address") == "14 RUE DES TISSERANDS, 87000 LIMOGES, FRANCE"
    assert identity.fact("created_on") == "01/04/1998"
    assert identity.fact("country") is None
    assert identity.messages == ()


@pytest.mark.parametrize("source", [Source.TAX_CERTIFICATE, Source.SOCIAL_CERTIFICATE, Source.TRADE_REGISTER])
def test_a_sole_trader_is_unknown_to_them_which_proves_nothing(api: ApiEntreprise, source: Source) -> None:
    assert isinstance(api.ask(a_question(source, siret=SOLE_TRADER)), NothingKnown)


def test_the_name_of_a_sole_trader(api: ApiEntreprise) -> None:
    assert identity_from(api.ask(a_question(siret=SOLE_TRADER)), siret=SOLE_TRADER, at=NOW).fact("name") == (
        "CAMILLE ORVALEIX"
    )


@pytest.mark.parametrize(
    ("siret", "words"),
    [
        (CLOSED, "fermé depuis le 30/11/2024"),
        (ABROAD, "situé à l'étranger (NORVEGE)"),
        (NOT_PUBLIC, NO_PUBLIC_DATA),
    ],
)
def test_surprising_cases_are_explained(api: ApiEntreprise, siret: Siret, words: str) -> None:
    messages = identity_from(api.ask(a_question(siret=siret)), siret=siret, at=NOW).messages
    assert any(words in message for message in messages)


def test_urssaf_refuses_with_a_200(api: ApiEntreprise) -> None:
    answer = api.ask(a_question(Source.SOCIAL_CERTIFICATE, siret=SOCIAL_REFUSAL))
    assert isinstance(answer, DeliveryRefused)


@pytest.mark.parametrize(
    ("source", "first", "then"),
    [
        (Source.SOCIAL_CERTIFICATE, timedelta(hours=48), FactsStated),
        (Source.TAX_CERTIFICATE, timedelta(seconds=30), FactsStated),
        (Source.RGE, timedelta(seconds=5), NothingKnown),
        (Source.QUALIBAT, None, NoAnswer),
    ],
)
def test_incidents_then_recovery(
    api: ApiEntreprise, simulator_clock: FixedClock, source: Source, first: timedelta | None, then: type
) -> None:
    answer = api.ask(a_question(source, siret=INCIDENTS))
    assert isinstance(answer, NoAnswer)
    assert answer.retry_in == first
    simulator_clock.advance(first or timedelta(seconds=1))
    assert isinstance(api.ask(a_question(source, siret=INCIDENTS)), then)


def test_the_simulator_may_be_served_under_a_prefix(simulator_clock: FixedClock) -> None:
    app = create_simulator(FixtureBook(company_fixtures()), clock=simulator_clock)
    with SimulatorServer(Starlette(routes=[Mount("/simulateur", app=app)])) as server:
        assert get(server.url + "/simulateur").status_code == 200


def test_a_simulator_that_is_gone_is_a_silence(simulator_clock: FixedClock) -> None:
    with SimulatorServer(create_simulator(FixtureBook([]), clock=simulator_clock)) as server:
        address = server.url
    transport = OutboundTransport(allow_loopback=[address.removeprefix("http://")])
    api = ApiEntreprise(base_url=address, token="essai", transport=transport, clock=simulator_clock)
    assert isinstance(api.ask(a_question()), NoAnswer)


def test_a_simulator_that_starts_late_is_waited_for(simulator_clock: FixedClock) -> None:
    app, port = create_simulator(FixtureBook(company_fixtures()), clock=simulator_clock), free_port()
    transport = OutboundTransport(allow_loopback=[f"127.0.0.1:{port}"], patience=20)
    api = ApiEntreprise(base_url=f"http://127.0.0.1:{port}", token="essai", transport=transport, clock=simulator_clock)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(api.ask, a_question())
        with pytest.raises(TimeoutError):
            asked.result(timeout=0.3)
        with SimulatorServer(app, port=port):
            assert isinstance(asked.result(timeout=20), FactsStated)


def test_the_loopback_is_closed_unless_it_was_opened(simulator: str, simulator_clock: FixedClock) -> None:
    api = ApiEntreprise(base_url=simulator, token="essai", transport=OutboundTransport(), clock=simulator_clock)
    assert isinstance(api.ask(a_question()), NoAnswer)
