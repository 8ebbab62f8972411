"""Numbers of operators, situations, and answers of the directory that nobody expects."""

import json
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mps.domain.answers import StatedFact
from services.mps.domain.companies import Company, CompanyPage, CompanyState, DirectoryAnswer, DirectorySilent
from services.mps.domain.operator_numbers import NumberScheme, OperatorNumber
from services.mps.domain.situations import Situation, remarks_about, remarks_about_successions
from services.mps.gateways.api_entreprise import Reply
from services.mps.gateways.company_directory import NoCompanyDirectory, OpenCompanyDirectory
from services.mps.gateways.company_directory_reader import page_from
from services.mps.handlers.search_companies import search_companies
from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren
from tests.unit.mps.builders import WHOLE

TODAY = date(2026, 10, 5)


class OneReply:
    """A transport that gives one reply whatever is asked, and keeps the question."""

    def __init__(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self._reply = Reply(status, headers or {}, body)
        self.asked: dict[str, str] = {}

    def get(self, url: str, *, params: Mapping[str, str], headers: Mapping[str, str], timeout: float) -> Reply:  # noqa: ARG002
        self.asked = dict(params)
        return self._reply


class NeverAsked:
    def search(self, text: str, *, page: int, per_page: int) -> DirectoryAnswer:  # noqa: ARG002
        raise AssertionError("the directory is not to be asked")


@pytest.mark.parametrize(
    ("typed", "scheme"),
    [
        ("001 234 566 00014", NumberScheme.SIRET),
        ("001234566", NumberScheme.SIREN),
        ("W751234567", NumberScheme.RNA),
        ("FRWF00123", NumberScheme.FRWF),
        ("BE0403019261", NumberScheme.VAT),
    ],
)
def test_a_number_is_recognised_by_its_form(typed: str, scheme: NumberScheme) -> None:
    number = OperatorNumber.guess(typed)
    assert number is not None
    assert number.scheme is scheme


@pytest.mark.parametrize("typed", ["SE LOGER", "DE LA FONTAINE", "Dupont et fils", "12345", "00000000000000"])
def test_a_name_is_not_a_number(typed: str) -> None:
    assert OperatorNumber.guess(typed) is None


@pytest.mark.parametrize(
    ("scheme", "typed", "kept"),
    [
        (NumberScheme.RIDET, "0123456.001", "0123456001"),
        (NumberScheme.TAHITI, "A12345", "A12345"),
        (NumberScheme.ABROAD, "ch  Zimmerei Muller", "CH ZIMMEREI MULLER"),
    ],
)
def test_the_numbers_of_territories_and_of_other_countries(scheme: NumberScheme, typed: str, kept: str) -> None:
    assert OperatorNumber.of(scheme, typed).value == kept


def test_a_number_of_another_scheme_is_refused() -> None:
    with pytest.raises(InvalidValue):
        OperatorNumber.of(NumberScheme.SIRET, "W751234567")


@pytest.mark.parametrize(
    ("typed", "situation"),
    [
        ("W751234567", Situation.ASSOCIATION_WITHOUT_SIREN),
        ("FRWF00123", Situation.OVERSEAS_NUMBER),
        ("BE0403019261", Situation.EUROPEAN_NUMBER),
    ],
)
def test_a_number_without_siren_says_what_it_means_and_goes_nowhere(typed: str, situation: Situation) -> None:
    search = search_companies(typed, page=1, per_page=10, today=TODAY, directory=NeverAsked())
    assert [remark.situation for remark in search.remarks] == [situation]


def test_a_french_vat_number_is_searched_by_its_siren() -> None:
    transport = OneReply(200, b'{"results": [], "total_results": 0, "page": 1, "total_pages": 0}')
    directory = OpenCompanyDirectory(base_url="https://annuaire.invalid", transport=transport)
    search_companies("FR 11 001234566", page=1, per_page=10, today=TODAY, directory=directory)
    assert transport.asked["q"] in {"001234566", "FR 11 001234566"}


def test_a_company_of_the_year_a_ceased_one_and_a_partly_public_one() -> None:
    company = Company(
        Siren("001234566"),
        "X",
        CompanyState.CEASED,
        created_on=date(2026, 1, 2),
        ceased_on=date(2026, 9, 1),
        diffusion="P",
    )
    found = {remark.situation: remark.message for remark in remarks_about(company, siret=WHOLE, today=TODAY)}
    assert set(found) == {Situation.COMPANY_CEASED, Situation.VERY_NEW, Situation.PARTLY_PUBLIC}
    assert "01/09/2026" in found[Situation.COMPANY_CEASED]
    assert not remarks_about(Company(Siren("001234566"), "X", CompanyState.ACTIVE), siret=None, today=TODAY)


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"<html>"), (200, b"[]"), (200, b'{"results": 3}'), (500, b""), (302, b""), (400, b"{}"), (200, b"\xff")],
)
def test_whatever_the_directory_does_is_an_answer(status: int, body: bytes) -> None:
    directory = OpenCompanyDirectory(base_url="https://annuaire.invalid", transport=OneReply(status, body))
    assert isinstance(directory.search("virelangue", page=1, per_page=10), DirectorySilent)


def test_the_directory_says_when_to_come_back() -> None:
    directory = OpenCompanyDirectory(
        base_url="https://annuaire.invalid", transport=OneReply(429, b"", {"retry-after": "3"})
    )
    search = search_companies("virelangue", page=1, per_page=10, today=TODAY, directory=directory)
    assert search.silent is not None
    assert search.silent.retry_after == 3


def test_a_platform_without_directory_says_so() -> None:
    search = search_companies("virelangue", page=1, per_page=10, today=TODAY, directory=NoCompanyDirectory())
    assert search.silent is not None
    assert "PLIS_COMPANY_DIRECTORY_URL" in search.silent.detail


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
keys = st.sampled_from(["siren", "siege", "dirigeants", "matching_etablissements", "complements", "date_creation"])


@given(st.dictionaries(keys, json_values | st.just("001234566"), max_size=6))
def test_no_shape_of_result_breaks_the_reader(row: dict[str, object]) -> None:
    document = json.loads(json.dumps({"results": [row, {"siren": "001234566"}], "total_results": 2}))
    page = page_from(document)
    assert isinstance(page, CompanyPage)
    assert page.companies[-1].siren == Siren("001234566")


def test_an_establishment_taken_over_names_its_heir_and_goes_on() -> None:
    heirs = (
        StatedFact("predecesseur_1", "Établissement repris", "00345678700013"),
        StatedFact("successeur_1", "Repris par", "00123456600014, depuis le 01/02/2024"),
    )
    (found,) = remarks_about_successions(heirs)
    assert found.situation is Situation.SUCCEEDED
    assert "00123456600014" in found.message
    assert remarks_about_successions(heirs[:1]) == ()
