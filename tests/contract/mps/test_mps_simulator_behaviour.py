"""What the simulator plays beyond its fixtures: generated answers, faults, expiring documents, hours, notices."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from services.mps.domain.answers import FactsStated, NoAnswer, NothingKnown, Silence
from services.mps.domain.sources import Source
from services.mps.gateways.api_entreprise import ApiEntreprise
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from services.mps.gateways.api_entreprise_simulator.app import Behaviour, create_simulator
from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.faults import FaultMode
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook
from services.mps.gateways.api_entreprise_simulator.generation import Description
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.gateways.bodacc import Bodacc
from services.mps.gateways.memory_gates import MemoryGates
from services.mps.gateways.outbound_transport import OutboundTransport
from shared.kernel.clock import FixedClock
from shared.kernel.siret import Siret
from tests.contract.mps.test_mps_official_answers import defects, description
from tests.unit.mps.builders import BUYER, CLOSED, NOW, WHOLE, a_question

PURPOSE = {"context": "Marchés publics", "object": "essai", "recipient": str(BUYER)}
TOKEN = {"Authorization": "Bearer essai"}
UNKNOWN = Siret("55204944776279")  # a valid number that no fixture knows
Start = Callable[..., str]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a simulator with a behaviour and gives its address."""
    with ExitStack() as open_things:

        def begin(behaviour: Behaviour | None = None, clock: FixedClock | None = None) -> str:
            book, when = FixtureBook(company_fixtures()), clock or FixedClock(NOW)
            app = create_simulator(book, clock=when, behaviour=behaviour)
            return open_things.enter_context(SimulatorServer(app)).url

        yield begin


def client(url: str, clock: FixedClock | None = None, *, token: str = TOKEN["Authorization"][7:]) -> ApiEntreprise:
    transport = OutboundTransport(allow_loopback=[url.removeprefix("http://")])
    return ApiEntreprise(base_url=url, token=token, transport=transport, clock=clock or FixedClock(NOW))


def get(url: str, path: str, **params: str) -> httpx.Response:
    return httpx.get(url + path, headers=TOKEN, params={**PURPOSE, **params})


def codes(response: httpx.Response) -> list[str]:
    return [error["code"] for error in response.json()["errors"]]


@pytest.mark.parametrize("source", [source for source in Source if source is not Source.LEGAL_NOTICES])
def test_what_no_fixture_knows_is_generated_in_the_official_form(
    start: Start, standards_dir: Path, source: Source
) -> None:
    file = standards_dir / "api-entreprise" / "openapi-entreprise-v3v4.yaml"
    url = start(Behaviour(description=Description(file)))
    endpoint = ENDPOINTS[source]
    path = endpoint.path_for(a_question(source, siret=UNKNOWN))
    answer = get(url, path, **endpoint.parameters)
    assert answer.status_code == 200, answer.text
    local = {**answer.json(), "data": answer.json()["data"]}
    assert defects(description(file), endpoint.path, 200, local) == []
    read = client(url).ask(a_question(source, siret=UNKNOWN))
    assert isinstance(read, FactsStated), read
    assert read.facts
    assert read.unknown_fields == ()


def test_every_described_path_is_served(start: Start, standards_dir: Path) -> None:
    file = standards_dir / "api-entreprise" / "openapi-entreprise-v3v4.yaml"
    described = Description(file)
    url = start(Behaviour(description=described, throttled=False))
    values = {"siret": str(UNKNOWN), "siren": str(UNKNOWN.siren), "year": "2024", "month": "05"}
    others = dict.fromkeys(("siren_or_rna", "siret_or_rna", "siret_or_eori", "siren_or_siret_or_rna"), UNKNOWN.siren)
    paths = [path for path in described.paths if path.count("/") > 2]
    for path in paths:
        answer = get(url, path.format(**values, **others))
        assert (path, answer.status_code) == (path, 200)
        assert defects(description(file), path, 200, answer.json()) == [], path
    assert len(paths) >= 50


def test_a_company_of_ours_is_never_invented(start: Start, standards_dir: Path) -> None:
    file = standards_dir / "api-entreprise" / "openapi-entreprise-v3v4.yaml"
    url = start(Behaviour(description=Description(file)))
    assert isinstance(client(url).ask(a_question(Source.ENGINEERING, siret=WHOLE)), NothingKnown)


@pytest.mark.parametrize("mode", [mode for mode in FaultMode if mode is not FaultMode.SLOW])
def test_each_fault_is_a_silence_that_says_so(start: Start, mode: FaultMode) -> None:
    behaviour = Behaviour()
    behaviour.faults.add(mode, "certification_rge", times=1)
    api = client(start(behaviour))
    answer = api.ask(a_question(Source.RGE))
    assert isinstance(answer, NoAnswer)
    assert answer.detail
    assert (answer.silence is Silence.BUSY) is (mode is FaultMode.QUOTA)
    assert isinstance(api.ask(a_question(Source.QUALIBAT)), FactsStated)


def test_a_slow_provider_is_given_up_in_time(start: Start) -> None:
    api = client(start(Behaviour(latency=7.0)))
    answer = api.ask(a_question(Source.RGE))
    assert isinstance(answer, NoAnswer)
    assert "temps" in answer.detail


def test_faults_are_chosen_and_calls_are_read_through_the_hidden_door(start: Start) -> None:
    url = start()
    chosen = {"mode": "html", "path": "rge", "times": 1}
    assert httpx.put(url + "/__simulateur/pannes", json=chosen).status_code == 204
    path = f"/v3/ademe/etablissements/{WHOLE}/certification_rge"
    assert get(url, path).headers["content-type"].startswith("text/html")
    assert get(url, path).status_code == 200
    assert httpx.get(url + "/__simulateur/appels").json() == {"reponses": {path: 2}, "quotas_depasses": 0}
    assert httpx.delete(url + "/__simulateur/pannes").status_code == 204
    for wrong in (
        b"",
        b"[]",
        b'{"mode": "inconnue"}',
        b'{"mode": "html", "path": "("}',
        b'{"mode":"html","times":"x"}',
    ):
        assert httpx.put(url + "/__simulateur/pannes", content=wrong).status_code == 422


@pytest.mark.parametrize(
    ("token", "status", "code"), [("jeton-expire", 401, "00103"), ("jeton-sans-droits", 403, "00100")]
)
def test_tokens_that_play_a_case(start: Start, token: str, status: int, code: str) -> None:
    url = start()
    path = f"/v3/ademe/etablissements/{WHOLE}/certification_rge"
    answer = httpx.get(url + path, headers={"Authorization": f"Bearer {token}"}, params=PURPOSE)
    assert (answer.status_code, codes(answer)) == (status, [code])
    read = client(url, token=token).ask(a_question(Source.RGE))
    assert isinstance(read, NoAnswer)
    assert read.silence is Silence.FORBIDDEN


def test_the_same_call_running_is_a_conflict(start: Start) -> None:
    url = start(Behaviour(latency=0.5))
    path = f"/v3/ademe/etablissements/{WHOLE}/certification_rge"
    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(lambda _: get(url, path), range(2)))
    assert statuses == [200, 409]


def test_the_address_of_a_document_expires(start: Start) -> None:
    clock = FixedClock(NOW)
    url = start(clock=clock)
    path = f"/v3/cibtp/etablissements/{WHOLE}/attestation_cotisations_conges_payes_chomage_intemperies"
    address = get(url, path).json()["data"]["document_url"]
    assert address.startswith(url)
    assert httpx.get(address).content.startswith(b"%PDF-1.4")
    clock.advance(timedelta(minutes=10, seconds=1))
    assert httpx.get(address).status_code == 404


def test_a_document_that_does_not_come_leaves_the_facts_and_says_so(start: Start) -> None:
    behaviour = Behaviour()
    behaviour.faults.add(FaultMode.HTML, "/documents/")
    api = client(start(behaviour))
    vigilance = api.ask(a_question(Source.SOCIAL_CERTIFICATE))
    assert isinstance(vigilance, FactsStated)
    assert (vigilance.document, vigilance.document_problem) == (None, "Le document annoncé n'est pas un PDF.")
    assert isinstance(api.ask(a_question(Source.BUILDING_LEAVE)), NoAnswer)  # it is nothing but its document


def test_providers_keep_their_hours(start: Start) -> None:
    night = FixedClock(datetime(2026, 10, 5, 23, 30, tzinfo=UTC))  # half past one in Paris
    url = start(Behaviour(maintenances=True), night)
    path = "/v4/dgfip/unites_legales/001234566/attestation_fiscale"
    answer = get(url, path)
    assert (answer.status_code, codes(answer)) == (502, ["03020"])
    assert answer.json()["errors"][0]["meta"]["retry_in"] == 1801
    read = client(url, night).ask(a_question(Source.TAX_CERTIFICATE))
    assert isinstance(read, NoAnswer)
    assert (read.silence, read.retry_in) == (Silence.BUSY, timedelta(minutes=30))


def test_legal_notices_are_read_without_token(start: Start) -> None:
    url = start()
    transport = OutboundTransport(allow_loopback=[url.removeprefix("http://")])
    bodacc = Bodacc(base_url=url, transport=transport, clock=FixedClock(NOW), gates=MemoryGates())
    told = bodacc.ask(a_question(Source.LEGAL_NOTICES, siret=CLOSED))
    assert isinstance(told, FactsStated)
    assert any("liquidation judiciaire" in fact.value for fact in told.facts)
    nothing = bodacc.ask(a_question(Source.LEGAL_NOTICES, siret=WHOLE))
    assert isinstance(nothing, FactsStated)
    assert {fact.value for fact in nothing.facts} == {"0", "aucune annonce"}


def test_several_errors_are_told_at_once(start: Start) -> None:
    answer = httpx.get(
        start() + "/v3/dgfip/unites_legales/123456789/liens_capitalistiques/20x4", headers=TOKEN, params=PURPOSE
    )
    assert (answer.status_code, codes(answer)) == (422, ["00301", "00307"])
    assert json.loads(answer.text)["errors"][0]["source"] == {"parameter": "siren"}
