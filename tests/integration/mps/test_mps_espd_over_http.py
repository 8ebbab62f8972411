"""The document of a candidacy over HTTP, its verdict by the official validators, and documents made elsewhere."""

from pathlib import Path

from services.mps.standards.espd.writer import write_espd
from shared.kernel.siret import Siret
from shared.xml.roots import installed_folder
from tests.integration.mps.conftest import Platform
from tests.unit.mps.builders import WHOLE
from tests.unit.mps.espd_documents import a_response

FOREIGN = Siret("35600000000048")


def test_a_company_reads_its_document_and_the_official_verdict(platform: Platform, standards_dir: Path) -> None:
    installed_folder(platform.settings).symlink_to(standards_dir)  # as `plis standards install` would have brought them
    candidacy_id = platform.request(platform.publish_tender()).json()["candidacy_id"]
    platform.read(candidacy_id)
    path = f"/mps/candidacies/{candidacy_id}/espd"
    response = platform.client.get(path, headers=platform.headers())
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/xml")
    link = response.headers["link"]
    verdict_path = link[1 : link.index(">")]
    assert verdict_path == f"{path}/verdict"
    verdict = platform.client.get(verdict_path, headers=platform.headers())
    while verdict.status_code == 202:
        assert verdict.json()["status"] == "pending"
        verdict = platform.client.get(f"{verdict_path}?wait=20", headers=platform.headers())
    judged = verdict.json()
    assert judged["status"] == "valid", judged
    assert len(judged["checks"]) == 13, "the schema and the twelve official rule files"
    assert platform.client.get(path, headers=platform.headers()).content == response.content

    for address in (path, verdict_path):
        assert platform.client.get(address).status_code == 401
        foreign = platform.client.get(address, headers=platform.headers(FOREIGN))
        assert (foreign.status_code, foreign.json()["code"]) == (404, "MPS-NOT-FOUND")

    read = platform.client.post("/mps/espd", content=response.content, headers=platform.headers())
    assert read.status_code == 200, read.text
    assert read.json()["operator"]["identifier"] == str(WHOLE)
    assert read.json()["unknown"] == []


def test_documents_made_elsewhere_are_read_as_data_and_hostile_ones_refused(platform: Platform) -> None:
    content = write_espd(a_response()).content
    read = platform.client.post("/mps/espd", content=content, headers=platform.headers()).json()
    fraud = next(criterion for criterion in read["criteria"] if criterion["code"] == "fraud")
    assert fraud["answers"][0]["value"] is False
    assert platform.client.post("/mps/espd", content=content).status_code == 401
    for body, code, status in (
        (b"", "XML-EMPTY", 422),
        (b"<a/>", "ESPD-NOT-ONE", 422),
        (b"<!DOCTYPE a><a/>", "XML-DOCTYPE", 422),
        (b" " * (10 * 1024 * 1024 + 1), "HTTP-BODY-TOO-LARGE", 413),
    ):
        refused = platform.client.post("/mps/espd", content=body, headers=platform.headers())
        assert (refused.json()["code"], refused.status_code) == (code, status)
