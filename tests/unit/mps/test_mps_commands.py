"""The command line: reading a candidacy document offline, refusing what is not one."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.commands.mps import mps
from services.mps.api.document_schemas import DocumentOut
from services.mps.domain.answers import StatedFact
from services.mps.domain.document import candidacy_document
from services.mps.domain.sources import Source
from tests.unit.mps.builders import NOW, a_candidacy, a_tender, facts_stated


@pytest.fixture
def document(tmp_path: Path) -> Path:
    candidacy = a_candidacy()
    facts = facts_stated(
        StatedFact("name", "Dénomination", "ATELIERS VIRELANGUE"),
        StatedFact("diffusion_code", "Diffusion", "diffusible"),
    )
    candidacy = candidacy.with_block(candidacy.block(Source.ESTABLISHMENT).answered(facts, at=NOW))
    file = tmp_path / "candidature.json"
    file.write_text(DocumentOut.of(candidacy_document(candidacy, a_tender())).model_dump_json(), "utf-8")
    return file


def test_a_document_is_read_in_french(document: Path) -> None:
    result = CliRunner().invoke(mps, ["read", str(document)])
    assert result.exit_code == 0, result.output
    assert "Candidat : ATELIERS VIRELANGUE (SIRET 00123456600014)" in result.output
    assert "déclare sur l'honneur" in result.output
    assert "Certifications RGE (Ademe, article R2143-11) : demande en cours" in result.output
    assert "_code" not in result.output


def test_a_document_is_read_by_programmes(document: Path) -> None:
    result = CliRunner().invoke(mps, ["read", str(document), "--json"])
    assert json.loads(result.output)["siret"] == "00123456600014"


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"format": "plis-candidature-siret/1"}', b'{"a":' * 5000]
)
def test_anything_else_is_refused_without_fault(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "autre.json"
    file.write_bytes(content)
    result = CliRunner().invoke(mps, ["read", str(file)])
    assert result.exit_code == 1
    assert "ni un document de candidature" in result.output


def test_a_later_format_is_not_taken_for_this_one(document: Path) -> None:
    later = document.read_text("utf-8").replace("plis-candidature-siret/1", "plis-candidature-siret/2")
    document.write_text(later, "utf-8")
    assert CliRunner().invoke(mps, ["read", str(document)]).exit_code == 1


def test_a_wrong_siret_is_a_usage_error() -> None:
    result = CliRunner().invoke(mps, ["candidacy", "12345678901234"])
    assert result.exit_code == 2
    assert "clé de contrôle" in result.output


def test_without_token_nor_development_platform_a_token_is_asked_for(tmp_path: Path) -> None:
    environment = {"PLIS_DATA_DIR": str(tmp_path / "data"), "PLIS_TOKEN": "", "PLIS_URL": ""}
    result = CliRunner().invoke(mps, ["candidacy", "00123456600014"], env=environment)
    assert result.exit_code == 2
    assert "PLIS_TOKEN" in result.output
