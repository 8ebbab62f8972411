"""`plis mps candidacy` against the service on a real port, through the client of the API."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from services.clients.mps import MpsClient
from services.commands.mps import mps
from services.mps.api.app import create_app
from shared.http.outbound import Outbound
from shared.http.trust import security_from
from tests.integration.http.servers import serving
from tests.integration.mps.conftest import Platform
from tests.unit.mps.builders import SOLE_TRADER, WHOLE


@pytest.fixture
def url(platform: Platform) -> Iterator[str]:
    security = security_from(platform.settings, clock=platform.clock, outbound=Outbound())
    with serving(create_app(platform.app, security)) as port:
        yield f"http://127.0.0.1:{port}"


def run(platform: Platform, url: str, tmp_path: Path, *arguments: str) -> Result:
    token = platform.headers()["Authorization"].removeprefix("Bearer ")
    environment = {"PLIS_DATA_DIR": str(tmp_path / "data"), "PLIS_TOKEN": token}
    return CliRunner().invoke(mps, ["candidacy", *arguments, "--url", url], env=environment)


def test_the_identity_is_shown(platform: Platform, url: str, tmp_path: Path) -> None:
    result = run(platform, url, tmp_path, str(WHOLE))
    assert result.exit_code == 0, result.output
    assert "Dénomination : ATELIERS VIRELANGUE (AVL)" in result.output


def test_the_document_is_written_and_read_back(platform: Platform, url: str, tmp_path: Path) -> None:
    tender_id = str(platform.publish_tender())
    out = tmp_path / "candidature.json"
    result = run(platform, url, tmp_path, str(WHOLE), "--tender", tender_id, "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "Certifications RGE (Ademe) : obtenu" in result.output
    shown = CliRunner().invoke(mps, ["read", str(out)])
    assert shown.exit_code == 0
    assert "Commune de Valmoresque" in shown.output


def test_a_refusal_is_told_in_the_words_of_the_service(platform: Platform, url: str, tmp_path: Path) -> None:
    tender_id = str(platform.publish_tender())
    result = run(platform, url, tmp_path, str(SOLE_TRADER), "--tender", tender_id)
    assert result.exit_code == 1
    assert "SIRET d'une autre entreprise" in result.output
    assert "MPS-OTHER-COMPANY" in result.output


def test_a_platform_that_is_away_is_told(platform: Platform, tmp_path: Path) -> None:
    result = run(platform, "http://127.0.0.1:9", tmp_path, str(WHOLE))
    assert result.exit_code == 1
    assert "ne répond pas" in result.output


def test_the_client_waits_for_every_source(platform: Platform, url: str) -> None:
    tender_id = str(platform.publish_tender())
    with httpx.Client(base_url=url, headers=platform.headers()) as http:
        client = MpsClient(http)
        requested = client.request(str(WHOLE), tender_id, key="cle-000001")
        found = client.candidacy(requested["candidacy_id"], wait=20)
        assert not found["has_pending"]
        assert client.document(requested["candidacy_id"]) == client.document(requested["candidacy_id"])
