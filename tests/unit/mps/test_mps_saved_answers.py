"""Readings that the sandbox never shows, each written by hand from the published contract."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from services.cli import main as plis
from services.mps.domain.readings import Outcome, Reading
from services.mps.gateways.saved_answers import parse_saved, read_saved

DAY = date(2026, 4, 30)
MSA = "/v3/msa/etablissements/{siret}/conformite_cotisations"
URSSAF = "/v4/urssaf/unites_legales/552049447/attestation_vigilance"
QUALIBAT = "/v4/qualibat/etablissements/{siret}/certification_batiment"


def reading(path: str, status: int, payload: Any, **more: Any) -> Reading:
    answer = parse_saved(json.dumps({"path": path, "status": status, "payload": payload, **more}).encode())
    assert answer is not None
    return read_saved(answer, as_of=DAY)


def error(code: str, **meta: Any) -> dict[str, Any]:
    return {"errors": [{"code": code, "title": "Erreur", "detail": "Détail", "meta": {"provider": "ACOSS", **meta}}]}


@pytest.mark.parametrize(
    ("path", "data", "outcome"),
    [
        (MSA, {"status": "up_to_date"}, Outcome.FAVOURABLE),
        (MSA, {"status": "outdated"}, Outcome.UNFAVOURABLE),
        (MSA, {"status": "under_investigation"}, Outcome.PENDING),
        (MSA, {"status": "new_word"}, Outcome.INFO),
        (URSSAF, {"entity_status": {"code": "ok"}, "date_fin_validite": "2026-04-30"}, Outcome.FAVOURABLE),
        (URSSAF, {"entity_status": {"code": "ok"}, "date_fin_validite": "2026-04-29"}, Outcome.EXPIRED),
        (URSSAF, {"entity_status": {"code": "refus_de_delivrance"}}, Outcome.UNFAVOURABLE),
        (URSSAF, {"entity_status": {"code": "autre"}}, Outcome.INFO),
        (URSSAF, {"entity_status": None, "document_url": None}, Outcome.NOT_AVAILABLE_ASK_SUPPLIER),
        (QUALIBAT, {"document_url": "https://a/b.pdf", "date_fin_validite": "2026-04-29"}, Outcome.EXPIRED),
        (QUALIBAT, {"document_url": "https://a/b.pdf", "date_fin_validite": "2027-01-01"}, Outcome.FAVOURABLE),
        (
            "/v3/probtp/etablissements/{siret}/conformite_cotisations_retraite",
            {"eligible": False},
            Outcome.UNFAVOURABLE,
        ),
        ("/v3/probtp/etablissements/{siret}/conformite_cotisations_retraite", {"eligible": True}, Outcome.FAVOURABLE),
        ("/v3/qualifelec/etablissements/{siret}/certificats", [], Outcome.NOT_AVAILABLE_ASK_SUPPLIER),
        (
            "/v3/ademe/etablissements/{siret}/certification_rge",
            [{"data": {"date_expiration": "2026-05-01"}}, {"data": {"date_expiration": "2020-01-01"}}],
            Outcome.FAVOURABLE,
        ),
        (
            "/v3/opqibi/unites_legales/{siren}/certification_ingenierie",
            {"date_validite_qualifications": "2025-12-31", "date_validite_qualifications_probatoires": None},
            Outcome.EXPIRED,
        ),
        (
            "/v3/infogreffe/rcs/unites_legales/{siren}/extrait_kbis",
            {"date_radiation": "2024-01-01"},
            Outcome.UNFAVOURABLE,
        ),
        (
            "/v3/inpi/rne/unites_legales/{siren}/extrait_rne",
            {"identite_entreprise": {"dissolution": {"date": "2025-01-01", "poursuite_activite": False}}},
            Outcome.UNFAVOURABLE,
        ),
        (
            "/v3/inpi/rne/unites_legales/{siren}/extrait_rne",
            {"identite_entreprise": {"dissolution": {"date": "2025-01-01", "poursuite_activite": True}}},
            Outcome.FAVOURABLE,
        ),
        ("/v9/inconnu/{siren}", {"x": 1}, Outcome.INFO),
    ],
)
def test_what_an_answer_allows_to_conclude(path: str, data: Any, outcome: Outcome) -> None:
    assert reading(path, 200, {"data": data, "links": {}, "meta": {}}).outcome is outcome


@pytest.mark.parametrize(
    ("status", "payload", "headers", "outcome", "delay"),
    [
        (404, error("03003"), {}, Outcome.NOT_AVAILABLE_ASK_SUPPLIER, None),
        (451, error("01005"), {}, Outcome.NOT_AVAILABLE_ASK_SUPPLIER, None),
        (502, error("04501", retry_in=172800), {}, Outcome.PENDING, 172800),
        (502, error("04503"), {}, Outcome.NOT_AVAILABLE_ASK_SUPPLIER, None),
        (502, error("10001", retry_in=300), {}, Outcome.RETRY_AFTER, 300),
        (429, error("00429"), {"Retry-After": "17"}, Outcome.RETRY_AFTER, 17),
        (429, error("00429"), {}, Outcome.RETRY_AFTER, None),
        (409, error("00015"), {}, Outcome.RETRY_AFTER, None),
        (401, error("00101"), {}, Outcome.FORBIDDEN_CHECK_SCOPES, None),
        (422, error("00201"), {}, Outcome.CLIENT_ERROR_NO_RETRY, None),
        (500, None, {}, Outcome.PROVIDER_ERROR_RETRY, None),
        (200, "<html>", {}, Outcome.PROVIDER_ERROR_RETRY, None),
        (502, error("04501", retry_in="demain"), {}, Outcome.PENDING, None),
    ],
)
def test_what_an_error_allows_to_conclude(
    status: int, payload: Any, headers: dict[str, str], outcome: Outcome, delay: int | None
) -> None:
    found = reading(URSSAF, status, payload, headers=headers)
    assert (found.outcome, found.retry_in) == (outcome, delay)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(st.sampled_from([MSA, URSSAF, QUALIBAT, "/v4/insee/sirene/unites_legales/{siren}"]), st.integers(100, 599), JSON)
def test_nothing_that_an_administration_answers_breaks_the_reader(path: str, status: int, payload: Any) -> None:
    assert reading(path, status, payload).why


def test_a_file_that_is_neither_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.json", tmp_path / "b.json"
    good.write_text(json.dumps({"path": MSA, "status": 200, "payload": {"data": {"status": "up_to_date"}}}))
    bad.write_text("[1, 2")
    result = CliRunner().invoke(plis, ["mps", "read", str(good), str(bad), "--as-of", "2026-04-30", "--json"])
    assert result.exit_code == 1
    assert [entry["outcome"] for entry in json.loads(result.output)] == ["FAVOURABLE", None]
