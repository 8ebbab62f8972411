"""Every official rule file judges the documents made from forms, and the requests made from what consultations ask."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from services.mps.domain.espd import EspdDocument, OperatorSize
from services.mps.domain.espd_candidacy import EspdDeclared, candidate_of
from services.mps.domain.espd_matter import EspdMatter, JoinedGroup
from services.mps.domain.espd_request import asked_by
from services.mps.domain.form import FormContent, GivenAnswer, GroupForm, Grouping
from services.mps.domain.requirements import CATALOGUE, TenderRequirements, asked_item, ordinary_requirements
from services.mps.domain.sources import Source
from services.mps.standards.espd.candidacy import response_of
from services.mps.standards.espd.request import request_of
from services.mps.standards.espd.validation import judge
from services.mps.standards.espd.writer import write_espd
from shared.xml.validator_pool import ValidatorPool
from shared.xml.verdict import CheckStatus, Severity
from tests.unit.mps.builders import BUYER, a_tender
from tests.unit.mps.espd_forms import MEMBER, a_found_candidacy, a_full_matter, matters

JOINED = JoinedGroup(a_found_candidacy(), "Dormeval", Grouping(GroupForm.CONJOINT, (MEMBER,)))
UNKNOWN: dict[Source, dict[str, str]] = {Source.QUALIOPI: {}}
SHAPES = {
    "everything filled, lead of a group": (a_full_matter(), EspdDeclared()),
    "nothing filled": (a_full_matter(content=FormContent(), papers=()), EspdDeclared()),
    "member of a group": (a_full_matter(content=FormContent(lots=(2,)), joined=JOINED), EspdDeclared()),
    "receivership, large": (
        a_full_matter(content=FormContent(answers=(GivenAnswer("insolvency", "Redressement du 2 mai, avec plan"),))),
        EspdDeclared(size=OperatorSize.LARGE),
    ),
    "nobody knows the company": (
        a_full_matter(candidacy=a_found_candidacy(UNKNOWN), content=FormContent()),
        EspdDeclared(name="Moi", size=OperatorSize.MICRO),
    ),
}


@pytest.fixture(scope="module")
def pool(standards_dir: Path) -> Iterator[ValidatorPool]:
    """The validator process, with the official folder."""
    made = ValidatorPool(roots=[standards_dir], time_limit=120)
    yield made
    made.close()


def broken_rules(document: EspdDocument, pool: ValidatorPool) -> list[str]:
    """Have a document judged; give the rules that it breaks."""
    verdict = judge(write_espd(document).content, document.kind, pool=pool)
    assert all(check.status is not CheckStatus.NOT_CHECKED for check in verdict.checks), verdict
    return [f"{f.rule} {f.text}" for c in verdict.checks for f in c.findings if f.severity is Severity.FATAL]


def response(matter: EspdMatter, declared: EspdDeclared) -> EspdDocument:
    """Give the document of a candidacy."""
    return response_of(candidate_of(matter, declared, platform_url="https://plis.test")).document


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_of_form_is_accepted_by_every_official_rule(shape: str, pool: ValidatorPool) -> None:
    assert broken_rules(response(*SHAPES[shape]), pool) == []


@given(matter=matters())
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_form_is_accepted_by_every_official_rule(matter: EspdMatter, pool: ValidatorPool) -> None:
    assert broken_rules(response(matter, EspdDeclared(lot="LOT-0001")), pool) == []


def test_requests_are_accepted_by_every_official_rule(pool: ValidatorPool) -> None:
    levels = {"turnover": "50000.00 EUR", "headcount": "3 personnes", "references": "2"}
    items = tuple(replace(asked_item(code), minimum=levels.get(code)) for code in CATALOGUE)
    items += (replace(asked_item("insurance"), lot_number=2, minimum="1 M€"),)
    tender = a_full_matter().tender
    asked = TenderRequirements(tender.tender_id, BUYER, 3, items)
    for lot in (None, "LOT-0002"):
        assert broken_rules(request_of(asked_by(tender, asked, lot=lot)).document, pool) == []
    plain = a_tender()
    made = request_of(asked_by(plain, ordinary_requirements(plain.tender_id, buyer=BUYER), lot=None))
    assert broken_rules(made.document, pool) == []
