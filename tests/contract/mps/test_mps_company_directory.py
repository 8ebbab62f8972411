"""The open directory of companies: the simulator answers in the published shape, and the real client reads it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from services.mps.domain.companies import CompanyPage, CompanyState, DirectorySilent
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.gateways.company_directory import OpenCompanyDirectory
from services.mps.gateways.company_directory_simulator import directory_simulator
from services.mps.gateways.outbound_transport import OutboundTransport
from services.mps.handlers.search_companies import search_companies
from shared.kernel.clock import FixedClock
from tests.asgi import asgi_client
from tests.unit.mps.builders import ABROAD, CLOSED, NOT_PUBLIC, NOW, SOLE_TRADER, WHOLE

TODAY = date(2026, 10, 5)


@pytest.fixture
def directory() -> Any:
    with SimulatorServer(directory_simulator(per_second=100)) as server:
        port = server.url.removeprefix("http://")
        yield OpenCompanyDirectory(base_url=server.url, transport=OutboundTransport(allow_loopback=[port], patience=5))


def official_schema(standards_dir: Path) -> dict[str, Any]:
    document = yaml.safe_load((standards_dir / "recherche-entreprises" / "open-api.yml").read_text("utf-8"))
    payload = {"$ref": "#/components/schemas/payload", "components": document["components"]}
    return _nullable(payload)  # type: ignore[no-any-return] # a mapping in, a mapping out


def _nullable(part: Any) -> Any:
    """Read OpenAPI 3.0's ``nullable`` as JSON Schema."""
    if isinstance(part, list):
        return [_nullable(each) for each in part]
    if not isinstance(part, dict):
        return part
    read = {key: _nullable(value) for key, value in part.items() if key != "nullable"}
    if part.get("nullable") and isinstance(part.get("type"), str):
        read["type"] = [part["type"], "null"]
    return read


@pytest.mark.parametrize("words", ["virelangue", str(WHOLE), str(CLOSED), str(ABROAD), "limoges", "inconnue"])
def test_the_simulator_answers_in_the_published_shape(words: str, standards_dir: Path) -> None:
    with asgi_client(directory_simulator()) as client:
        answer = client.get(f"/search?q={words}")
    assert answer.status_code == 200
    validator = Draft202012Validator(official_schema(standards_dir))
    assert [error.message for error in validator.iter_errors(answer.json())] == []


def test_the_simulator_refuses_words_that_are_too_short_and_too_many_calls() -> None:
    with asgi_client(directory_simulator(clock=FixedClock(NOW))) as client:
        assert client.get("/search?q=a").status_code == 400
        statuses = [client.get("/search?q=virelangue").status_code for _ in range(7)]
    assert statuses == [200] * 6 + [429]


def test_a_name_and_a_number_find_the_same_company(directory: OpenCompanyDirectory) -> None:
    by_name = search_companies("Ateliers virelangue", page=1, per_page=10, today=TODAY, directory=directory)
    by_number = search_companies(WHOLE.display(), page=1, per_page=10, today=TODAY, directory=directory)
    assert by_name.found[0].company == by_number.found[0].company
    company = by_number.found[0].company
    assert company.state is CompanyState.ACTIVE
    assert company.head_office is not None
    assert company.head_office.siret == WHOLE
    assert company.headcount_bracket == "20 à 49 salariés"
    assert by_number.found[0].remarks == ()


@pytest.mark.parametrize(
    ("siret", "codes"),
    [
        (CLOSED, {"establishment_closed", "no_employee"}),
        (ABROAD, {"abroad"}),
        (SOLE_TRADER, {"sole_trader", "no_employee"}),
    ],
)
def test_each_situation_says_what_it_means(siret: Any, codes: set[str], directory: OpenCompanyDirectory) -> None:
    found = search_companies(str(siret), page=1, per_page=10, today=TODAY, directory=directory).found
    assert {remark.situation.value for remark in found[0].remarks} == codes


def test_who_opposes_diffusion_is_not_found_and_goes_on(directory: OpenCompanyDirectory) -> None:
    search = search_companies(str(NOT_PUBLIC), page=1, per_page=10, today=TODAY, directory=directory)
    assert search.found == ()
    assert "la candidature reste possible" in search.remarks[0].message


def test_a_directory_that_is_away_is_said_so() -> None:
    away = OpenCompanyDirectory(
        base_url="http://127.0.0.1:9", transport=OutboundTransport(allow_loopback=["127.0.0.1:9"])
    )
    assert isinstance(away.search("virelangue", page=1, per_page=10), DirectorySilent)


def test_a_page_of_found_companies_is_cut_where_asked(directory: OpenCompanyDirectory) -> None:
    page = directory.search("001", page=2, per_page=1)
    assert isinstance(page, CompanyPage)
    assert page.page == 2
