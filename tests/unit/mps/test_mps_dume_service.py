"""The DUME service of the State over real HTTP: our client, and the stand-in asked by hand from the tables."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from services.mps.domain.dume_service import (
    DataReach,
    DumeApi,
    DumeFormat,
    DumePlatform,
    DumeRequester,
    checked_dume_id,
)
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.gateways.dume import AifeDumeService
from services.mps.gateways.dume_simulator.app import DumeBook, create_dume_simulator
from services.mps.wiring.dume import dume_service
from shared.http.outbound import Outbound
from shared.kernel.refusal import Refused
from shared.settings import Settings
from tests.unit.mps.builders import BUYER, WHOLE

TECHNICAL = "PLIS-ESSAI"
ASKER = DumeRequester("Commune de Saint-Plis", BUYER)
XML = b"<QualificationApplicationRequest/>"


@pytest.fixture
def book() -> DumeBook:
    """What the stand-in holds."""
    return DumeBook()


@pytest.fixture
def url(book: DumeBook) -> Iterator[str]:
    """The stand-in on a port of this machine."""
    with SimulatorServer(create_dume_simulator(book, technical_id=TECHNICAL)) as server:
        yield f"{server.url}/dume"


@pytest.fixture
def service(url: str) -> AifeDumeService:
    """Our client."""
    return client_of(url)


def client_of(url: str, *, technical: str = TECHNICAL) -> AifeDumeService:
    """Our client for an address."""
    door = Outbound(allow_loopback=[url.split("/")[2]], seconds=5.0, max_bytes=100_000)
    return AifeDumeService(base_url=url, platform=DumePlatform(BUYER, technical), door=door)


def refusal(act: Callable[[], object]) -> str:
    """The code with which an act is refused."""
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.refusal.code


def test_a_document_is_created_found_read_and_merged(service: AifeDumeService, book: DumeBook) -> None:
    assert service.is_healthy(DumeApi.BUYER)
    identifier = service.create(XML, requester=ASKER)
    assert [found.dume_id for found in service.search({}, requester=ASKER)] == [identifier]
    assert service.formatted(identifier, DumeFormat.XML, requester=ASKER) == XML
    assert service.merged(identifier, WHOLE, DataReach.PUBLIC, requester=ASKER) == XML
    asked = book.asked[-1]
    assert asked["operation"] == "FusionnerDumeAvecDonneesEntreprise"
    assert (asked["siretOE"], asked["typeDonnees"], asked["idPlateforme"]) == (str(WHOLE), "1", str(BUYER))
    assert (asked["rsDemandeur"], asked["idTechniquePlateforme"]) == (ASKER.name, TECHNICAL)
    service.publish_essential_data({"idDE": "1"}, requester=ASKER)
    assert book.essential_data[0]["idDE"] == "1"
    assert "libelles" in service.labels("fr")


def test_the_stand_in_obeys_the_tables_for_a_caller_that_is_not_ours(url: str) -> None:
    common = {"typeIdPlateforme": "1", "idPlateforme": str(BUYER), "idTechniquePlateforme": TECHNICAL}

    def ask(api: str, **fields: str) -> dict[str, object]:
        answered: dict[str, object] = httpx.post(f"{url}/{api}", json={**common, **fields}).json()
        return answered

    made = ask("dumeA", operation="enregistrerDUME", dumeA=base64.b64encode(XML).decode())
    identifier = str(made["idDume"])
    assert len(identifier) == 8
    read = ask("dumeA", operation="recupererDumeFormate", idDume=identifier, format="2")
    assert base64.b64decode(str(read["dume"])) == XML
    for api, fields in (
        ("dumeA", {"operation": "autre"}),
        ("dumeA", {"operation": "recupererDumeFormate", "idDume": identifier, "format": "9"}),
        ("dumeA", {"operation": "recupererDumeFormate", "idDume": "inconnu0", "format": "1"}),
        ("dumeA", {"operation": "healthCheck", "typeIdPlateforme": "9"}),
        ("dumeA", {"operation": "healthCheck", "idPlateforme": "123"}),
        ("dumeA", {"operation": "healthCheck", "idTechniquePlateforme": "autre"}),
        ("dumeOE", {"operation": "FusionnerDumeAvecDonneesEntreprise", "idDume": identifier, "siretOE": ""}),
    ):
        assert "messageList" in ask(api, **fields), fields


def test_refusals_of_the_service_keep_its_words(url: str, service: AifeDumeService) -> None:
    with pytest.raises(Refused) as caught:
        service.formatted("inconnu0", DumeFormat.PDF, requester=ASKER)
    assert caught.value.refusal.facts == {"error": "030", "message": "DUME inconnu"}
    assert refusal(lambda: client_of(url, technical="autre").is_healthy(DumeApi.BUYER)) == "DUME-REFUSED"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (lambda: Response("<html>panne</html>", media_type="text/html"), "DUME-UNREADABLE"),
        (lambda: JSONResponse([1, 2]), "DUME-UNREADABLE"),
        (lambda: JSONResponse({}), "DUME-UNREADABLE"),
        (lambda: JSONResponse({"dume": "***"}), "DUME-UNREADABLE"),
        (lambda: Response("[" * 50_000), "DUME-UNREADABLE"),
        (lambda: Response(b"x" * 200_000), "DUME-UNREACHABLE"),
        (lambda: JSONResponse({"codeRetour": 12, "libelle": "non"}), "DUME-REFUSED"),
        (lambda: JSONResponse({"response": {"erreurs": [{"code": "7", "message": "non"}]}}), "DUME-REFUSED"),
        (lambda: JSONResponse({"message": "panne"}, status_code=500), "DUME-UNREACHABLE"),
    ],
)
def test_garbage_is_never_taken_for_an_answer(
    service: AifeDumeService, book: DumeBook, fault: Callable[[], Response], code: str
) -> None:
    book.fault = fault
    assert refusal(lambda: service.formatted("abcd1234", DumeFormat.XML, requester=ASKER)) == code


def test_a_service_that_is_away_is_said_so() -> None:
    assert refusal(lambda: client_of("http://127.0.0.1:9/dume").is_healthy(DumeApi.BUYER)) == "DUME-UNREACHABLE"


@pytest.mark.parametrize("text", ["", "abc", "abcdefgh1", "abcd123é", "../../..", "１２３４５６７８"])
def test_what_is_no_identifier_is_never_sent(text: str) -> None:
    assert refusal(lambda: checked_dume_id(text)) == "DUME-IDENTIFIER"


def test_nothing_is_called_unless_it_is_configured(tmp_path: Path, url: str) -> None:
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "secrets")
    assert refusal(lambda: dume_service(settings).is_healthy(DumeApi.BUYER)) == "DUME-NOT-CONFIGURED"
    told = replace(settings, dume_url=url, dume_technical_id=TECHNICAL, operator_siret=str(BUYER))
    with pytest.raises(FileNotFoundError):
        dume_service(told)  # a real platform does not start without its client certificate
    assert dume_service(replace(told, dev=True)).is_healthy(DumeApi.BUYER)
