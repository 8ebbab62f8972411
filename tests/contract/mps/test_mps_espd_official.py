"""The official artefacts of ESPD-EDM v4.1.0 judge what is written, and our tables repeat theirs exactly."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from services.mps.domain.espd import (
    EspdAnswer,
    EspdCriterion,
    EspdDocument,
    EspdKind,
    EspdLot,
    EspdPeriod,
    OperatorRole,
    ResponseType,
)
from services.mps.standards.espd.catalogue import PropertyGroup, catalogue
from services.mps.standards.espd.codes import AccessRight, codes
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.validation import judge
from services.mps.standards.espd.writer import write_espd
from shared.xml.validator_pool import ValidatorPool
from shared.xml.verdict import CheckStatus, Severity
from tests.unit.mps.espd_documents import EVIDENCE, EXCLUSION, OPERATOR, a_request, a_response, amount, no, yes

RELEASE: Final = "espd/v4.1.0"
NS: Final = {"b": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"}


@pytest.fixture(scope="module")
def pool(standards_dir: Path) -> Iterator[ValidatorPool]:
    """The validator process, with the official folder."""
    made = ValidatorPool(roots=[standards_dir], time_limit=120)
    yield made
    made.close()


def fatal_rules(document: EspdDocument, pool: ValidatorPool) -> list[str]:
    """Have a document judged; give the rules that it breaks."""
    verdict = judge(write_espd(document).content, document.kind, pool=pool)
    assert all(check.status is not CheckStatus.NOT_CHECKED for check in verdict.checks), verdict
    return [f.rule for check in verdict.checks for f in check.findings if f.severity is Severity.FATAL]


def every_criterion() -> tuple[EspdCriterion, ...]:
    return tuple(EspdCriterion(card.code) for card in catalogue().cards)


def a_conviction() -> tuple[EspdAnswer, ...]:
    """« Oui » to fraud, with the four answers that the rules then demand and a reliability that is not shown."""
    below = "C3_EG_fraud/QG1/QSG1"
    return (
        yes("fraud"),
        EspdAnswer(f"{below}/Q1", ResponseType.DATE, date(2020, 1, 2)),
        EspdAnswer(f"{below}/Q2", ResponseType.DESCRIPTION, "motif"),
        EspdAnswer(f"{below}/Q3", ResponseType.DESCRIPTION, "personne"),
        EspdAnswer(f"{below}/Q4", ResponseType.PERIOD, EspdPeriod(date(2020, 1, 2), date(2025, 1, 1))),
        EspdAnswer(f"{below}/QSG1/Q1", ResponseType.INDICATOR, value=False),
    )


def a_turnover() -> tuple[EspdAnswer, ...]:
    """Three years of turnover: three answers to the same property, each with its rank."""
    place = "C29_SC_gen-year-to/RG1/RSG1/QSG2"
    years = [EspdPeriod(date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024, 2025)]
    periods = [EspdAnswer(f"{place}/Q1", ResponseType.PERIOD, y, "LOT-0001", n) for n, y in enumerate(years, 1)]
    amounts = [EspdAnswer(f"{place}/Q2", ResponseType.AMOUNT, amount(f"{n}00000.50"), "LOT-0001", n) for n in (1, 2, 3)]
    return (yes("gen-year-to"), *periods, *amounts)


def every_answer() -> tuple[EspdAnswer, ...]:
    """An answer to every kind of criterion: conviction, evidence, turnover, approved list (no), group."""
    others = tuple(no(code) for code in EXCLUSION if code != "fraud")
    proof = (
        EspdAnswer("C7_EG_tax-pay/QG1/Q1", ResponseType.INDICATOR, value=True),
        EspdAnswer("C7_EG_tax-pay/QG1/QSG1/Q1", ResponseType.EVIDENCE_IDENTIFIER, EVIDENCE.evidence_id),
    )
    lead = tuple(no(code) for code in ("eo-group", "relied", "subco-ent", "registered", "shelt-worksh"))
    return (*a_conviction(), *others, *proof, *a_turnover(), *lead)


@pytest.mark.parametrize("role", [OperatorRole.SOLE_TENDERER, OperatorRole.GROUP_LEAD, OperatorRole.SUBCONTRACTOR])
def test_a_response_with_every_criterion_is_accepted_by_every_official_rule(
    role: OperatorRole, pool: ValidatorPool
) -> None:
    document = a_response(
        criteria=every_criterion(),
        answers=every_answer(),
        lots=(EspdLot("LOT-0001", "Couverture"),),
        operator=replace(OPERATOR, role=role),
        group_name="Groupement du Port",
    )
    assert fatal_rules(document, pool) == []


def test_the_smallest_response_is_accepted(pool: ValidatorPool) -> None:
    document = a_response(criteria=(EspdCriterion("fraud"),), answers=(no("fraud"),), evidences=())
    assert fatal_rules(document, pool) == []


def test_requests_with_and_without_lots_are_accepted(pool: ValidatorPool) -> None:
    two = (EspdLot("LOT-0001", "Couverture"), EspdLot("LOT-0002", "Peinture"))
    assert fatal_rules(a_request(criteria=every_criterion(), lots=two), pool) == []
    assert fatal_rules(a_request(), pool) == []


def test_the_official_rules_do_refuse_what_we_refuse_to_write(pool: ValidatorPool) -> None:
    content = write_espd(a_response(criteria=(EspdCriterion("fraud"),), answers=(no("fraud"),))).content
    broken = content.replace(b"297d2323-3ede-424e-94bc-a91561e6f320", b"297d2323-3ede-424e-94bc-a91561e6f321")
    assert "BR-TC-02-02" in _rules(broken, pool)
    assert _rules(content.replace(b">FRA<", b">FR<"), pool)
    assert "BR-TCR-06-01" in _rules(content.replace(b">false</cbc:ResponseI", b">true</cbc:ResponseI"), pool)


def _rules(content: bytes, pool: ValidatorPool) -> list[str]:
    verdict = judge(content, EspdKind.RESPONSE, pool=pool)
    return [f.rule for check in verdict.checks for f in check.findings if f.severity is Severity.FATAL]


@pytest.mark.parametrize("name", ["ESPD-Request.xml", "ESPD-Response.xml"])
def test_the_official_examples_are_read_whole(name: str, standards_dir: Path) -> None:
    content = (standards_dir / RELEASE / "xml-examples" / name).read_bytes()
    read = read_espd(content)
    responses = content.count(b"<cac:TenderingCriterionResponse>")
    assert (len(read.criteria), len(read.answers)) == (len(catalogue().cards), responses)
    assert [criterion.code for criterion in read.criteria] == [card.code for card in catalogue().cards]
    assert {item.place for item in read.unknown} <= {
        "ContractingParty/BuyerProfileURI",
        "EconomicOperatorParty/Party/Contact/Telefax",
    }


def test_our_table_of_criteria_is_the_official_one(standards_dir: Path) -> None:
    path = standards_dir / RELEASE / "validation/ESPDResponse/xsl/ESPD-criterion.xml"
    root = etree.parse(str(path), etree.XMLParser(remove_comments=True)).getroot()
    assert [_official(c) for c in root.iter("{*}TenderingCriterion")] == [
        (card.criterion_id, card.code, [_ours(group) for group in card.groups]) for card in catalogue().cards
    ]


def _official(element: etree._Element) -> object:
    name = etree.QName(element).localname
    if name == "TenderingCriterionProperty":
        return tuple(element.findtext(f"b:{leaf}", namespaces=NS) for leaf in ("ID", "TypeCode", "ValueDataTypeCode"))
    below = [_official(child) for child in element if child.tag.rpartition("}")[2] in _NESTED]
    code = "CriterionTypeCode" if name == "TenderingCriterion" else "PropertyGroupTypeCode"
    return (element.findtext("b:ID", namespaces=NS), element.findtext(f"b:{code}", namespaces=NS), below)


_NESTED: Final = frozenset(
    {"TenderingCriterionProperty", "TenderingCriterionPropertyGroup", "SubsidiaryTenderingCriterionPropertyGroup"}
)


def _ours(group: PropertyGroup) -> object:
    own = [(item.property_id, item.role.value, item.kind.value) for item in group.properties]
    return (group.group_id, group.condition, [*own, *(_ours(below) for below in group.groups)])


@pytest.mark.parametrize(("name", "ours"), [("Country", "countries"), ("Currency", "currencies")])
def test_our_codes_are_official_ones(name: str, ours: str, standards_dir: Path) -> None:
    official = _codes_of(standards_dir, name)
    assert getattr(codes(), ours) <= official
    assert set(codes().two_letters.values()) <= _codes_of(standards_dir, "Country")


def test_our_access_rights_are_the_official_ones(standards_dir: Path) -> None:
    assert {right.value for right in AccessRight} == _codes_of(standards_dir, "AccessRight")


def _codes_of(standards_dir: Path, name: str) -> set[str]:
    root = etree.parse(str(standards_dir / RELEASE / "codelists/gc" / f"{name}.gc"))
    return {(value.text or "") for value in root.iterfind(".//Value[@ColumnRef='code']/SimpleValue")}
