"""A document made elsewhere fills the form: what is taken is to be confirmed, what is not is told with its reason."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from services.mps.domain.espd import EspdAmount, EspdAnswer, EspdDocument, OperatorSize, ResponseType
from services.mps.domain.espd_candidacy import EspdDeclared, candidate_of
from services.mps.domain.espd_figures import (
    first_amount,
    first_count,
    lines_of,
    tells_of_receivership,
    yearly_amounts,
    yes_or_no,
)
from services.mps.domain.espd_import import taken_from
from services.mps.domain.form import FormContent, GivenAnswer
from services.mps.standards.espd.candidacy import response_of
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.writer import write_espd
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret
from tests.unit.mps.builders import SOLE_TRADER, WHOLE
from tests.unit.mps.espd_documents import a_request, responses
from tests.unit.mps.espd_forms import ANSWERS, a_full_matter


def made_here() -> EspdDocument:
    """Our own document of a full form, read again."""
    candidate = candidate_of(a_full_matter(), EspdDeclared(), platform_url="https://plis.test")
    return read_espd(write_espd(response_of(candidate).document).content)


def test_what_is_written_here_comes_back_into_a_form() -> None:
    taken = taken_from(made_here(), FormContent(), siret=WHOLE)
    said = {each.code: each for each in taken.content.answers}
    assert yearly_amounts(said["turnover"].value) == yearly_amounts(ANSWERS["turnover"])
    assert said["headcount"].value == "2025, 24"
    assert first_count(said["headcount"].value) == 24
    assert lines_of(said["references"].value)[1] == "Mairie de Lussault"
    assert said["size"].value == OperatorSize.SME.value
    assert all(each.is_reused for each in said.values())
    assert set(taken.taken) == set(said)
    told = {each.what for each in taken.not_taken}
    assert {"justificatif", "eo-group", "relied", "subco-ent", "dénomination"} <= told


def test_nothing_replaces_what_the_company_wrote_here() -> None:
    own = FormContent(answers=(GivenAnswer("turnover", "2025 : 1"), GivenAnswer("headcount", "3", is_reused=True)))
    taken = taken_from(made_here(), own, siret=WHOLE)
    said = {each.code: each.value for each in taken.content.answers}
    assert said["turnover"] == "2025 : 1"
    assert said["headcount"] == "2025, 24"
    assert any(each.what == "turnover" and "déjà" in each.why for each in taken.not_taken)


@pytest.mark.parametrize(
    ("document", "siret", "code"),
    [(made_here(), SOLE_TRADER, "ESPD-OTHER-OPERATOR"), (a_request(), WHOLE, "ESPD-NOT-RESPONSE")],
)
def test_the_document_of_another_is_not_taken(document: EspdDocument, siret: Siret, code: str) -> None:
    with pytest.raises(Refused) as caught:
        taken_from(document, FormContent(), siret=siret)
    assert caught.value.refusal.code == code


def test_a_criterion_that_nobody_knows_and_a_ground_that_applies_are_told() -> None:
    ground = EspdAnswer("x", ResponseType.INDICATOR, value=True, criterion="fraud")
    unknown = EspdAnswer("y", ResponseType.AMOUNT, EspdAmount(Decimal(3), "EUR"))
    taken = taken_from(replace(made_here(), answers=(ground, unknown)), FormContent(), siret=WHOLE)
    told = {each.what: each for each in taken.not_taken}
    assert told["fraud"].value == "oui"
    assert told["critère inconnu"].value == "3 EUR"


@given(document=responses())
@settings(max_examples=40)
def test_any_document_is_taken_or_told(document: EspdDocument) -> None:
    assert document.operator is not None
    party = replace(document.operator.party, identifier="sans numéro")
    read = read_espd(write_espd(replace(document, operator=replace(document.operator, party=party))).content)
    taken = taken_from(read, FormContent(), siret=WHOLE)
    assert all(len(each.value) <= 4000 for each in taken.content.answers)
    assert "identifiant" in {each.what for each in taken.not_taken}


@pytest.mark.parametrize("name", ["ESPD-Response.xml"])
def test_the_official_example_reaches_the_form(name: str, standards_dir: Path) -> None:
    found = sorted((standards_dir / "espd").rglob(f"xml-examples/{name}"))
    if not found:
        pytest.skip("les exemples officiels ne sont pas installés")
    for path in found:
        document = read_espd(path.read_bytes())
        assert document.operator is not None
        party = replace(document.operator.party, identifier=str(WHOLE))
        mine = replace(document, operator=replace(document.operator, party=party))
        taken = taken_from(mine, FormContent(), siret=WHOLE)
        assert {"turnover", "references", "headcount"} <= set(taken.taken), path


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 200 000 €", "1200000"),
        ("1\u202f200\u00a0000,50 euros", "1200000.50"),
        ("1.200.000", "1200000"),
        ("12.5", "12.5"),
        ("1,5 M€", "1500000.0"),
        ("3 k€", "3000"),
        ("-", None),
        ("9" * 40, None),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: str | None) -> None:
    assert first_amount(text) == (None if amount is None else Decimal(amount))


def test_words_that_say_nothing_sure_give_no_figure() -> None:
    assert yearly_amounts("1 200 000 € l'an dernier") == ()
    assert [each.year for each in yearly_amounts("2025 : 3 ; 2024 : 2\n2024 : 9")] == [2024, 2025]
    assert first_count("une vingtaine") is None
    assert first_count("2025 : 1 200") == 1200
    assert first_count("12") == 12
    assert [yes_or_no(text) for text in ("Oui, bien sûr", "néant", "peut-être")] == [True, False, None]
    assert not tells_of_receivership("pas de liquidation")
