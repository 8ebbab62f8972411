"""The DUME service of the State asked by a buyer and by a company: through its lane, over HTTP, whatever it answers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.gateways.dume_simulator.app import DumeBook, create_dume_simulator
from services.mps.gateways.dume_simulator.faults import DEVELOPMENT_ID, DUME_FAULTS
from services.mps.standards.espd.reader import read_espd
from shared.http.personas import OPERATOR_B_SIRET
from shared.kernel.ids import TenderId
from tests.integration.mps.conftest import Platform
from tests.unit.mps.builders import BUYER
from tests.waiting import wait_for


@pytest.fixture
def dumes() -> DumeBook:
    """What the stand-in holds."""
    return DumeBook()


@pytest.fixture
def platform(open_platform: Callable[..., Platform], dumes: DumeBook) -> Iterator[Platform]:
    """The service, connected to the stand-in."""
    with SimulatorServer(create_dume_simulator(dumes, technical_id=DEVELOPMENT_ID)) as server:
        yield open_platform(dume_url=f"{server.url}/dume", dume_technical_id=DEVELOPMENT_ID, operator_siret=str(BUYER))


def asked(platform: Platform, path: str, *, key: str, role: str = "entreprise-a", body: Any = None) -> httpx.Response:
    """Ask for something."""
    return platform.client.post(path, json=body, headers=platform.headers(role=role, key=key))


def state(platform: Platform, tender_id: TenderId) -> dict[str, Any]:
    """Read the first errand of the buyer."""
    read = platform.client.get(f"/mps/consultations/{tender_id}/dume", headers=platform.headers(role="acheteur"))
    assert read.status_code == 200, read.text
    found: dict[str, Any] = read.json()["items"][0]
    return found


def test_a_buyer_creates_its_dume_and_a_company_has_its_own_made(platform: Platform, dumes: DumeBook) -> None:
    tender_id = platform.publish_tender()
    path = f"/mps/consultations/{tender_id}/dume"
    candidacy = platform.request(tender_id).json()["candidacy_id"]
    platform.read(candidacy)
    own = f"/mps/candidacies/{candidacy}/dume"
    assert asked(platform, own, key="trop-tot-1", body={}).json()["code"] == "DUME-NO-REQUEST"
    assert platform.client.get(own, headers=platform.headers()).json()["code"] == "DUME-NOT-ASKED"

    made = asked(platform, path, key="cree-dume-1", role="acheteur")
    assert (made.status_code, made.json()["status"]) == (202, "waiting"), made.text
    wait_for(lambda: state(platform, tender_id)["status"] == "done", within=20)
    identifier = state(platform, tender_id)["dume_id"]
    assert read_espd(dumes.documents[identifier]).document_id == f"DUME-A-{tender_id}"
    again = asked(platform, path, key="cree-dume-2", role="acheteur")
    assert (again.status_code, again.json()["code"]) == (409, "DUME-ALREADY-ASKED")

    assert asked(platform, own, key="fait-dume-1", body={}).status_code == 202
    wait_for(lambda: platform.client.get(own, headers=platform.headers()).json()["status"] == "done", within=20)
    assert dumes.asked[-1]["typeDonnees"] == "1", "never the protected data of the company"
    content = platform.client.get(f"{own}/document", headers=platform.headers()).content
    assert read_espd(content).document_id == f"DUME-A-{tender_id}"

    published = asked(
        platform, f"{path}/essential-data", key="publie-1", role="acheteur", body={"document": {"id": "1"}}
    )
    assert published.status_code == 202, published.text
    wait_for(lambda: bool(dumes.essential_data), within=20)

    stranger = platform.headers(OPERATOR_B_SIRET, role="entreprise-b")
    for address in (own, f"{own}/document", path):
        assert platform.client.get(address).status_code == 401
        assert platform.client.get(address, headers=stranger).status_code in {403, 404}


def test_a_service_that_is_away_touches_nothing_else_and_is_asked_again(platform: Platform, dumes: DumeBook) -> None:
    tender_id = platform.publish_tender()
    dumes.fault = DUME_FAULTS["down"]
    assert (
        asked(platform, f"/mps/consultations/{tender_id}/dume", key="cree-dume-1", role="acheteur").status_code == 202
    )
    wait_for(lambda: state(platform, tender_id)["tries"] == 1, within=20)
    told = state(platform, tender_id)
    assert (told["status"], told["next_try_at"] is not None) == ("waiting", True)
    assert "DUME-" in told["detail"]

    candidacy = platform.request(tender_id).json()["candidacy_id"]
    platform.read(candidacy)
    assert platform.client.get(f"/mps/candidacies/{candidacy}/espd", headers=platform.headers()).status_code == 200

    dumes.fault = None
    platform.clock.advance(timedelta(minutes=2))
    wait_for(lambda: state(platform, tender_id)["status"] == "done", within=20)


def test_what_the_service_refuses_is_told_in_its_words_and_not_repeated(platform: Platform, dumes: DumeBook) -> None:
    tender_id = platform.publish_tender()
    dumes.fault = DUME_FAULTS["refused"]
    assert (
        asked(platform, f"/mps/consultations/{tender_id}/dume", key="cree-dume-1", role="acheteur").status_code == 202
    )
    wait_for(lambda: state(platform, tender_id)["status"] == "refused", within=20)
    assert "refus d'essai" in state(platform, tender_id)["detail"]
    dumes.fault = None
    assert (
        asked(platform, f"/mps/consultations/{tender_id}/dume", key="cree-dume-2", role="acheteur").status_code == 202
    )
    wait_for(lambda: state(platform, tender_id)["status"] == "done", within=20)
