"""Each official answer through the real client over HTTP: read as `plis mps read` does, in any order, at any delay."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.mps.domain.answers import DeliveryRefused, FactsStated, NoAnswer, NothingKnown, SourceAnswer
from services.mps.domain.readings import Outcome, Reading
from services.mps.domain.sources import Source
from services.mps.domain.tender import Purpose, Question
from services.mps.gateways.api_entreprise import ApiEntreprise
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from services.mps.gateways.api_entreprise_simulator.app import Behaviour, create_simulator
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook, sandbox_fixtures
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.gateways.outbound_transport import OutboundTransport
from services.mps.gateways.saved_answers import SavedAnswer, read_saved
from shared.kernel.clock import FixedClock
from tests.unit.mps.builders import BUYER, NOW

Case = dict[str, Any]
NO_ANSWER = {
    Outcome.FORBIDDEN_CHECK_SCOPES,
    Outcome.CLIENT_ERROR_NO_RETRY,
    Outcome.PROVIDER_ERROR_RETRY,
    Outcome.RETRY_AFTER,
    Outcome.PENDING,
}


@dataclass(frozen=True)
class SandboxNumber:
    """A number of the sandbox, some of which have a wrong check digit."""

    siret: str
    siren: str

    def __str__(self) -> str:
        return self.siret


@pytest.fixture(scope="module")
def cases(samples_dir: Path) -> list[Case]:
    return [json.loads(file.read_text("utf-8")) for file in sorted((samples_dir / "api-entreprise").glob("*.json"))]


def source_of(case: Case) -> Source | None:
    """The source whose endpoint a case answers."""
    for source, endpoint in ENDPOINTS.items():
        extra = {name: value for name, value in case["params"].items() if f"{{{name}}}" not in case["path"]}
        if endpoint.path == case["path"] and dict(endpoint.parameters) == extra:
            return source
    return None


def question(source: Source, case: Case) -> Question:
    params = case["params"]
    siren = params.get("siren") or params.get("siren_or_rna") or params["siret"][:9]
    number: Any = SandboxNumber(params.get("siret", ""), siren)
    return Question(source, number, Purpose("Marchés publics", "essai", BUYER), int(params.get("year", 2024)))


def reading_of(answer: SourceAnswer, case: Case) -> Reading | None:
    """What the kept payload allows to conclude, None where nothing was kept."""
    payload = None if isinstance(answer, NoAnswer) else answer.payload
    if payload is None:
        return None
    saved = SavedAnswer(case["path"], 404 if isinstance(answer, NothingKnown) else 200, json.loads(payload), {})
    return read_saved(saved, as_of=date.fromisoformat(case["as_of"]))


@pytest.mark.parametrize("seed", [1, 2])
def test_each_official_answer_is_read_alike_through_the_client(samples_dir: Path, cases: list[Case], seed: int) -> None:
    shuffled = [(case, source) for case in cases if (source := source_of(case)) is not None]
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order, not a secret
    clock = FixedClock(NOW)
    behaviour = Behaviour(throttled=False, local_documents=True, latency=0.002 * seed)
    app = create_simulator(FixtureBook(sandbox_fixtures(samples_dir)), clock=clock, behaviour=behaviour)
    with SimulatorServer(app) as server, ThreadPoolExecutor(8) as pool:
        transport = OutboundTransport(allow_loopback=[server.url.removeprefix("http://")])

        def ask(pair: tuple[Case, Source]) -> tuple[Case, SourceAnswer]:
            api = ApiEntreprise(base_url=server.url, token=pair[0]["id"], transport=transport, clock=clock)
            return pair[0], api.ask(question(pair[1], pair[0]))

        answers = list(pool.map(ask, shuffled))
    assert len(answers) >= 30
    for case, answer in answers:
        expected = case["expected"]
        if Outcome(expected["outcome"]) in NO_ANSWER:
            assert isinstance(answer, NoAnswer), case["id"]
            continue
        assert isinstance(answer, FactsStated | DeliveryRefused | NothingKnown), case["id"]
        reading = reading_of(answer, case)
        assert reading is not None, case["id"]
        assert reading.outcome == expected["outcome"], case["id"]
        if not isinstance(answer, NothingKnown):
            assert json.loads(json.dumps(dict(reading.facts))) == expected["facts"], case["id"]


def test_each_official_answer_of_any_path_is_read_alike_over_http(samples_dir: Path, cases: list[Case]) -> None:
    """The paths that the client does not ask, too: their answers may have been saved by other software."""
    clock = FixedClock(NOW)
    behaviour = Behaviour(throttled=False)
    app = create_simulator(FixtureBook(sandbox_fixtures(samples_dir)), clock=clock, behaviour=behaviour)
    purpose = {"context": "essai", "object": "essai", "recipient": str(BUYER)}
    with SimulatorServer(app) as server:
        transport = OutboundTransport(allow_loopback=[server.url.removeprefix("http://")])
        for case in random.Random(3).sample(cases, len(cases)):  # noqa: S311 - an order, not a secret
            extra = {name: value for name, value in case["params"].items() if f"{{{name}}}" not in case["path"]}
            reply = transport.get(
                server.url + case["path"].format(**case["params"]),
                params={**purpose, **extra},
                headers={"Authorization": "Bearer essai"},
                timeout=5,
            )
            saved = SavedAnswer(case["path"], reply.status, json.loads(reply.body), reply.headers)
            reading = read_saved(saved, as_of=date.fromisoformat(case["as_of"]))
            assert reading.outcome == case["expected"]["outcome"], case["id"]
            assert json.loads(json.dumps(dict(reading.facts))) == case["expected"]["facts"], case["id"]
    assert len(cases) == 145
