"""The simulator's answers against the official OpenAPI, and the client against the official sandbox answers.

Needs the official artefacts beside the repository; skipped, with the reason, where they are absent.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator

from services.mps.domain.answers import DeliveryRefused, FactsStated
from services.mps.domain.sources import Source
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from services.mps.gateways.api_entreprise_errors import answer_from_error
from services.mps.gateways.api_entreprise_simulator.app import create_simulator
from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.fixtures import Fixture, FixtureBook, sandbox_fixtures
from services.mps.gateways.api_entreprise_simulator.operations import KNOWN_PATHS
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.gateways.source_readers import answer_from
from shared.kernel.clock import FixedClock
from tests.unit.mps.builders import BUYER, NOW

Case = dict[str, Any]


@cache
def description(file: Path) -> Any:
    return yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)  # the C parser: 1 MB in 0.5 s


@pytest.fixture(scope="session")
def openapi(standards_dir: Path) -> Any:
    return description(standards_dir / "api-entreprise" / "openapi-entreprise-v3v4.yaml")


@pytest.fixture(scope="session")
def cases(samples_dir: Path) -> list[Case]:
    return [json.loads(file.read_text("utf-8")) for file in sorted((samples_dir / "api-entreprise").glob("*.json"))]


def schema_of(openapi: Any, path: str, status: int) -> Any | None:
    """The official schema of a response as JSON Schema: `nullable` becomes a type, references are resolved."""
    responses = openapi["paths"].get(path, {}).get("get", {}).get("responses", {})
    content = responses.get(str(status), {}).get("content", {}).get("application/json", {})
    return _json_schema(content.get("schema"), openapi) if content else None


def _json_schema(node: Any, openapi: Any) -> Any:
    if isinstance(node, list):
        return [_json_schema(each, openapi) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = openapi
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return _json_schema(target, openapi)
    plain = {key: _json_schema(value, openapi) for key, value in node.items() if key not in {"example", "nullable"}}
    if plain.get("type") == "date":  # the description says `type: date` where it means a text
        plain["type"] = "string"
    if node.get("nullable") and isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
        if "enum" in plain:
            plain["enum"] = [*plain["enum"], None]
    return plain


def defects(openapi: Any, path: str, status: int, payload: Any) -> list[str]:
    schema = schema_of(openapi, path, status)
    if schema is None:
        return [f"no schema for {path} {status}"]
    plain = json.loads(json.dumps(payload))
    return [error.message for error in Draft202012Validator(schema).iter_errors(plain)]


def our_answers() -> Iterator[tuple[Fixture, int, Any]]:
    for fixture in company_fixtures():
        for reply in fixture.replies:
            yield fixture, reply.status, reply.payload


def test_our_companies_answer_in_the_official_form(openapi: Any) -> None:
    counted = Counter[str]()
    for fixture, status, payload in our_answers():
        counted["answers"] += 1
        found = defects(openapi, fixture.path, status, payload)
        assert not found, (fixture.operation_id, fixture.params, status, found)
    assert counted["answers"] == 67


def test_the_errors_of_the_simulator_have_the_official_form(openapi: Any) -> None:
    path = KNOWN_PATHS["api_entreprise_v4_insee_etablissements_diffusables"]
    purpose = {"context": "essai", "object": "essai", "recipient": str(BUYER)}
    with SimulatorServer(create_simulator(FixtureBook([]), clock=FixedClock(NOW))) as server:
        token = {"Authorization": "Bearer essai"}
        url = server.url + path.format(siret="55204944776279")
        answers = [
            httpx.get(url),
            httpx.get(url, headers=token),
            httpx.get(url, headers=token, params=purpose),
        ]
    assert [answer.status_code for answer in answers] == [401, 422, 404]
    for answer in answers:
        assert defects(openapi, path, answer.status_code, answer.json()) == []


def test_the_official_answers_follow_their_own_description(openapi: Any, cases: list[Case]) -> None:
    checked = [case for case in cases if schema_of(openapi, case["path"], case["status"]) is not None]
    wrong = {case["id"] for case in checked if defects(openapi, case["path"], case["status"], case["payload"])}
    assert len(checked) == 145
    assert wrong == set()


def test_the_simulator_gives_each_official_answer_as_it_is(samples_dir: Path, cases: list[Case]) -> None:
    book = FixtureBook([*company_fixtures(), *sandbox_fixtures(samples_dir)])
    clock = FixedClock(NOW)
    purpose = {"context": "essai", "object": "essai", "recipient": str(BUYER)}
    with (
        SimulatorServer(create_simulator(book, clock=clock)) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        for place, case in enumerate(cases):
            path = case["path"].format(**case["params"])
            query = {name: value for name, value in case["params"].items() if f"{{{name}}}" not in case["path"]}
            # A token of its own for each call: the quota is not what is tried here.
            headers = {"Authorization": f"Bearer essai-{place}"}
            answer = client.get(path, params={**purpose, **query}, headers=headers)
            assert (answer.status_code, answer.json()) == (case["status"], case["payload"]), case["id"]
    assert len(cases) == 145


def sources_of(path: str) -> list[Source]:
    """The sources that the client asks at this path; older and protected variants have the same form."""
    wanted = path.replace("/diffusibles", "").split("/", 2)[2]
    return [
        source
        for source, endpoint in ENDPOINTS.items()
        if endpoint.path.replace("/diffusibles", "").split("/", 2)[2] == wanted
    ]


def test_the_client_reads_every_official_answer_about_its_sources(cases: list[Case]) -> None:
    read = Counter[str]()
    for case in cases:
        for source in sources_of(case["path"]):
            body = json.dumps(case["payload"]).encode()
            if case["status"] != 200:
                answer: object = answer_from_error(case["status"], headers={}, body=body, now=NOW)
                assert not isinstance(answer, FactsStated), case["id"]
            else:
                answer = answer_from(source, body)
                assert isinstance(answer, FactsStated | DeliveryRefused), case["id"]
                _compare(case, source, answer)
            read[type(answer).__name__] += 1
    assert read["FactsStated"] >= 45
    assert read["DeliveryRefused"] == 1
    assert read["NothingKnown"] >= 12


def _compare(case: Case, source: Source, answer: FactsStated | DeliveryRefused) -> None:
    """Compare with the reading made by hand that comes with each sample."""
    facts = {fact.code: fact.value for fact in answer.facts}
    expected = case["expected"]["facts"]
    if source is Source.ESTABLISHMENT:
        assert facts["administrative_state_code"] == expected["etat_administratif"], case["id"]
        assert facts["name"].startswith(str(expected["name"])), case["id"]
        created = expected["date_creation"]
        shown = facts.get("created_on")
        assert shown == (None if created is None else "/".join(reversed(created.split("-")))), case["id"]
    if source is Source.TAX_CERTIFICATE:
        shown = None if answer.as_of is None else answer.as_of.isoformat()
        assert shown == expected.get("analysed_period_end"), case["id"]
    if source is Source.SOCIAL_CERTIFICATE:
        assert facts["entity_status_code"] == expected["entity_status"]
