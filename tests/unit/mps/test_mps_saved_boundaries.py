"""Saved answers at the edges of what their issuers may write: days, shapes, codes, paths."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from services.mps.domain.candidacy import EvidenceBlock
from services.mps.domain.readings import Outcome, Reading
from services.mps.domain.sources import Source
from services.mps.gateways.api_entreprise_errors import answer_from_error
from services.mps.gateways.block_readings import SavedBlockReader
from services.mps.gateways.saved_answers import parse_saved, read_saved
from shared.kernel.clock import FixedClock
from tests.unit.mps.builders import NOW

DAY = date(2026, 4, 30)
YESTERDAY, TOMORROW = (DAY + timedelta(days=each) for each in (-1, 1))
URSSAF = "/v4/urssaf/unites_legales/{siren}/attestation_vigilance"
TAXES = "/v4/dgfip/unites_legales/{siren}/attestation_fiscale"
QUALIBAT = "/v4/qualibat/etablissements/{siret}/certification_batiment"
QUALIFELEC = "/v3/qualifelec/etablissements/{siret}/certificats"
RGE = "/v3/ademe/etablissements/{siret}/certification_rge"
OPQIBI = "/v3/opqibi/unites_legales/{siren}/certification_ingenierie"
RCS = "/v3/infogreffe/rcs/unites_legales/{siren}/extrait_kbis"
RNE = "/v3/inpi/rne/unites_legales/{siren}/extrait_rne"
UNIT = "/v4/insee/sirene/unites_legales/diffusibles/{siren}"
PLACE = "/v4/insee/sirene/etablissements/diffusibles/{siret}"
MSA = "/v3/msa/etablissements/{siret}/conformite_cotisations"
CIBTP = "/v3/cibtp/etablissements/{siret}/attestation_cotisations_conges_payes_chomage_intemperies"
TURNOVER = "/v3/dgfip/etablissements/{siret}/chiffres_affaires"
HEADCOUNT = "/v3/gip_mds/unites_legales/{siren}/effectifs_annuels/2025"
OFFICERS = "/v3/infogreffe/rcs/unites_legales/{siren}/mandataires_sociaux"
CLUB = "/v4/djepva/api-association/associations/open_data/W604004799"
NOTICES = "/api/explore/v2.1/catalog/datasets/annonces-commerciales/records"
FAVOURABLE, EXPIRED, UNFAVOURABLE = Outcome.FAVOURABLE, Outcome.EXPIRED, Outcome.UNFAVOURABLE
ASK, INFO, RETRY = Outcome.NOT_AVAILABLE_ASK_SUPPLIER, Outcome.INFO, Outcome.PROVIDER_ERROR_RETRY


def read(path: str, payload: Any, status: int = 200, **more: Any) -> Reading:
    answer = parse_saved(json.dumps({"path": path, "status": status, "payload": payload, **more}).encode())
    assert answer is not None
    return read_saved(answer, as_of=DAY)


def data(path: str, content: Any) -> Reading:
    return read(path, {"data": content, "links": {}, "meta": {}})


def rows(path: str, *contents: Any) -> Reading:
    return data(path, [{"data": content, "links": {}, "meta": {}} for content in contents])


def vigilance(**dates: Any) -> Reading:
    return data(URSSAF, {"entity_status": {"code": "ok"}, "document_url": "https://a/b.pdf", **dates})


@pytest.mark.parametrize(
    ("last", "outcome", "until"),
    [
        ("2026-04-29", EXPIRED, YESTERDAY),
        ("2026-04-30", FAVOURABLE, DAY),
        ("2026-05-01", FAVOURABLE, TOMORROW),
        (None, FAVOURABLE, None),
        ("", FAVOURABLE, None),
        ("2026-04-30T00:00:00+02:00", FAVOURABLE, DAY),
        ("2026-04-29T22:00:00Z", FAVOURABLE, DAY),  # Paris midnight in summer, in UTC
        ("2026-04-29T22:00:00.000Z", FAVOURABLE, DAY),
        ("2026-04-29T21:59:59Z", EXPIRED, YESTERDAY),
        ("2026-01-15T23:00:00+00:00", EXPIRED, date(2026, 1, 16)),  # Paris midnight in winter
        ("2026-04-30T00:00:00", FAVOURABLE, DAY),
        (1777500000, FAVOURABLE, DAY),  # seconds of Paris midnight
        ("1777500000", FAVOURABLE, DAY),
        (1777499999, EXPIRED, YESTERDAY),
        ("30/04/2026", FAVOURABLE, DAY),
        ("20260430", FAVOURABLE, DAY),
        ("fin avril", INFO, None),  # an end that cannot be read is no certificate for ever
        ("2026-13-01", INFO, None),
        ("2026-04", INFO, None),
        (1777500000000, INFO, None),
    ],
)
def test_a_certificate_vouches_until_its_last_day_in_paris(last: Any, outcome: Outcome, until: date | None) -> None:
    reading = vigilance(date_debut_validite="2025-12-03", date_fin_validite=last)
    assert (reading.outcome, reading.valid_until) == (outcome, until)


@pytest.mark.parametrize(
    ("first", "outcome"), [("2026-04-29", FAVOURABLE), ("2026-04-30", FAVOURABLE), ("2026-05-01", INFO)]
)
def test_a_certificate_that_begins_later_says_nothing_of_today(first: str, outcome: Outcome) -> None:
    reading = vigilance(date_debut_validite=first, date_fin_validite="2026-10-31")
    assert reading.outcome is outcome
    assert reading.outcome is FAVOURABLE or (reading.valid_until is None and "01/05/2026" in reading.why)


@pytest.mark.parametrize(
    ("periods", "outcome", "until"),
    [
        ([("2020-01-01", "2026-04-29"), ("2020-01-01", "2026-04-30")], FAVOURABLE, DAY),
        ([("2020-01-01", "2025-01-01"), ("2026-05-01", "2030-01-01")], INFO, None),
        ([("2020-01-01", "2025-01-01"), ("2020-01-01", None)], FAVOURABLE, None),
        ([("2020-01-01", "2025-01-01"), ("2020-01-01", "2026-04-29")], EXPIRED, YESTERDAY),
    ],
)
def test_of_several_certificates_one_that_runs_is_enough(periods: Any, outcome: Outcome, until: date | None) -> None:
    electrical = rows(QUALIFELEC, *({"date_debut": first, "date_fin": last} for first, last in periods))
    renewable = rows(RGE, *({"date_attribution": first, "date_expiration": last} for first, last in periods))
    assert {(each.outcome, each.valid_until) for each in (electrical, renewable)} == {(outcome, until)}


def test_qualifications_on_probation_run_until_their_own_day() -> None:
    days = {"date_validite_qualifications": "2026-04-29", "date_validite_qualifications_probatoires": "2026-05-01"}
    assert data(OPQIBI, {"numero_certificat": "1", **days}).valid_until == TOMORROW


@pytest.mark.parametrize(
    ("path", "content", "outcome"),
    [
        (TAXES, {"document_url": None}, ASK),
        (TAXES, {"date_delivrance_attestation": "2026-04-11"}, FAVOURABLE),
        (CIBTP, {"document_url": None, "expires_in": None}, ASK),
        (QUALIBAT, {"document_url": None, "date_fin_validite": "2026-04-30"}, FAVOURABLE),
        (QUALIBAT, {"document_url": None, "date_fin_validite": "2026-04-29"}, EXPIRED),
        (OPQIBI, {"qualifications": []}, ASK),
        (TURNOVER, [], ASK),
        (HEADCOUNT, {"annee": "2025", "effectifs_annuel": []}, ASK),
        (RCS, {"siren": "552049447", "date_radiation": "2026-04-30"}, UNFAVOURABLE),
        (RCS, {"siren": "552049447", "date_radiation": "2026-05-01"}, FAVOURABLE),
        (RCS, {"siren": "552049447", "date_radiation": "en mars"}, UNFAVOURABLE),
        (RCS, {"siren": "552049447", "date_immatriculation": "2026-05-01"}, INFO),
        (RNE, {"identite_entreprise": {"dissolution": {"date": "2026-04-30"}}}, UNFAVOURABLE),
        (RNE, {"identite_entreprise": {"dissolution": {"date": "2026-05-01"}}}, FAVOURABLE),
        (RNE, {"identite_entreprise": {"dissolution": {"date": None, "avec_liquidation": True}}}, UNFAVOURABLE),
        (RNE, {"identite_entreprise": {"detail_cessation": "Décès"}}, UNFAVOURABLE),
        (UNIT, {"siren": "552049447", "etat_administratif": "C"}, UNFAVOURABLE),
        (UNIT, {"siren": "552049447", "etat_administratif": "A"}, INFO),
        (UNIT, {"siren": "552049447", "etat_administratif": None}, INFO),
        (PLACE, {"etat_administratif": "A", "unite_legale": {"etat_administratif": "C"}}, UNFAVOURABLE),
        (CLUB, {"active": False, "date_dissolution": "2026-04-30"}, UNFAVOURABLE),
        (CLUB, {"active": False, "date_dissolution": "2026-05-01"}, INFO),
        (CLUB, {"active": True, "date_dissolution": "2016-01-01"}, INFO),
        (CLUB, {"active": False, "date_dissolution": None}, INFO),
    ],
)
def test_what_an_issuer_leaves_out_or_dates_is_read(path: str, content: Any, outcome: Outcome) -> None:
    assert data(path, content).outcome is outcome


def test_a_closed_establishment_of_a_living_company_is_said_as_such() -> None:
    reading = data(PLACE, {"etat_administratif": "F", "unite_legale": {"siren": "1", "etat_administratif": "A"}})
    assert (reading.outcome, "reste active" in reading.why) == (UNFAVOURABLE, True)


def test_an_observation_of_proceedings_is_shown_and_decides_nothing() -> None:
    told = [{"libelle": "Jugement d'ouverture d'une LIQUIDATION JUDICIAIRE", "date": "2026-01-01"}]
    reading = data(RCS, {"siren": "552049447", "date_immatriculation": "1998-07-12", "observations": told})
    assert (reading.outcome, "procédure collective" in reading.why) == (FAVOURABLE, True)


def test_legal_notices_are_read_in_the_envelope_of_their_own_register() -> None:
    notice = {"familleavis": "collective", "familleavis_lib": "Procédures collectives", "dateparution": "2026-01-02"}
    assert read(NOTICES, {"total_count": 1, "results": [notice]}).outcome is UNFAVOURABLE
    assert read(NOTICES, {"total_count": 0, "results": []}).outcome is FAVOURABLE
    assert read(NOTICES, {"total_count": 0}).outcome is RETRY


@pytest.mark.parametrize("path", [URSSAF, TAXES, CIBTP, RCS, RNE, UNIT, PLACE, QUALIFELEC, RGE, OPQIBI, TURNOVER, MSA])
@pytest.mark.parametrize("payload", [None, [], "<html>", {}, {"data": None}, {"data": "x"}, {"data": [None, 1]}, 7])
def test_what_is_not_the_described_shape_concludes_nothing(path: str, payload: Any) -> None:
    assert read(path, payload).outcome in {RETRY, ASK}


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (404, "04003", ASK),
        (404, "38422", UNFAVOURABLE),  # CIBTP says that the contributions are not in order
        (404, "00402", Outcome.CLIENT_ERROR_NO_RETRY),  # our path, not the company
        (410, "06007", ASK),
        (451, "01005", ASK),
        (409, "00015", Outcome.RETRY_AFTER),
        (409, "28015", Outcome.CLIENT_ERROR_NO_RETRY),  # several entities match: repeating is no use
        (400, "00401", Outcome.CLIENT_ERROR_NO_RETRY),
        (408, None, RETRY),
        (302, None, RETRY),
        (0, None, RETRY),
        (502, "03501", RETRY),
        (502, "02502", ASK),
        (502, "04502", Outcome.PENDING),
        (503, "10020", RETRY),
        (504, "38002", RETRY),
        (200, "04501", Outcome.PENDING),  # a success that holds errors
        (200, "01000", RETRY),
    ],
)
def test_the_few_codes_that_say_more_than_their_status(status: int, code: str | None, outcome: Outcome) -> None:
    errors = {"errors": [{"code": code, "title": "t", "detail": "d", "meta": {"provider": "P"}}]} if code else None
    reading = read(URSSAF, errors, status)
    assert reading.outcome is outcome
    assert reading.facts == {"error_code": code, "provider": "P" if code else None} or status == 200


def test_several_errors_are_all_told() -> None:
    errors = [{"code": f"0020{each}", "detail": f"Le paramètre {each} est obligatoire"} for each in (1, 2, 3)]
    reading = read(URSSAF, {"errors": errors}, 422)
    assert (reading.facts["error_code"], reading.facts["error_codes"]) == ("00201", ["00201", "00202", "00203"])
    assert all(f"00{code} : Le paramètre" in reading.why for code in (201, 202, 203))


@pytest.mark.parametrize(
    ("headers", "delay", "told"),
    [
        ({"Retry-After": "17"}, 17, "17 s"),
        ({"RateLimit-Reset": "1777500060", "Date": "Wed, 29 Apr 2026 22:00:00 GMT"}, 60, "60 s"),
        ({"Retry-After": "Wed, 29 Apr 2026 22:01:00 GMT"}, None, "30/04/2026"),
        ({"RateLimit-Reset": "1777500060"}, None, "30/04/2026"),
        ({"Retry-After": "bientôt", "RateLimit-Reset": "demain"}, None, "quota"),
    ],
)
def test_a_quota_says_when_it_is_over(headers: dict[str, str], delay: int | None, told: str) -> None:
    reading = read(URSSAF, {"errors": [{"code": "00429"}]}, 429, headers=headers)
    assert (reading.outcome, reading.retry_in) == (Outcome.RETRY_AFTER, delay)
    assert told in reading.why


@pytest.mark.parametrize(
    "path",
    [
        "https://entreprise.api.gouv.fr/v4/urssaf/unites_legales/552049447/attestation_vigilance",
        "/v4/urssaf/unites_legales/552049447/attestation_vigilance/",
        "/v4/urssaf/unites_legales/552049447/attestation_vigilance?context=a&object=/v3/msa/x",
        "GET /v4/urssaf/unites_legales/%7Bsiren%7D/attestation_vigilance#x",
        "/v3/urssaf/unites_legales/{siren}/attestation_vigilance",
        "/v5/urssaf/unites_legales/{siren}/attestation_vigilance",
    ],
)
def test_a_path_is_known_however_it_was_written(path: str) -> None:
    reading = data(path, {"entity_status": {"code": "refus_de_delivrance"}})
    assert (reading.outcome, "v5" in reading.why) == (UNFAVOURABLE, "/v5/" in path)


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        (UNIT.replace("{siren}", "552049447"), INFO),
        (UNIT.replace("{siren}", "130025265"), RETRY),
        ("/v4/insee/sirene/unites_legales/552049447/inconnu", INFO),
        ("/v9/inconnu/552049447", INFO),
    ],
)
def test_an_answer_about_another_company_says_nothing(path: str, outcome: Outcome) -> None:
    assert data(path, {"siren": "552049447", "etat_administratif": "A"}).outcome is outcome


def test_a_refusal_that_was_kept_is_read_as_the_refusal_that_it_is() -> None:
    body = json.dumps({"errors": [{"code": "38422", "detail": "pas en règle", "meta": {"provider": "CIBTP"}}]})
    answer = answer_from_error(404, headers={}, body=body.encode(), now=NOW)
    block = EvidenceBlock.asked(Source.BUILDING_LEAVE, at=NOW).answered(answer, at=NOW)
    assert SavedBlockReader().read(block, clock=FixedClock(NOW)).outcome is UNFAVOURABLE


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        (TAXES, "impôt sur le revenu"),
        ("https://entreprise.api.gouv.fr" + TAXES.replace("v4", "v3").replace("{siren}", "552049447"), "impôt sur le"),
        (URSSAF, "entreprises sans salarié"),
        (HEADCOUNT, "régimes spéciaux"),
        (UNIT, "opposées à la diffusion"),
        (UNIT.replace("diffusibles/", ""), None),
        ("/v3/dgfip/unites_legales/{siren}/liasses_fiscales/2025", None),
    ],
)
def test_a_404_says_whom_the_source_leaves_out(path: str, left_out: str | None) -> None:
    reading = read(path, {"errors": [{"code": "03003"}]}, 404)
    assert reading.outcome is ASK
    assert (left_out in reading.why) if left_out else ("ne couvre pas" not in reading.why)
