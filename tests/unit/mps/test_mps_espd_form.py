"""The single document says what the company wrote in its form: criterion by criterion, party by party, with proofs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from services.mps.domain.espd import EspdAmount, EspdDocument, EspdKind, EspdPeriod, OperatorRole, OperatorSize
from services.mps.domain.espd_candidacy import EspdDeclared, candidate_of
from services.mps.domain.espd_matter import EspdMatter, JoinedGroup
from services.mps.domain.espd_party_documents import DocumentState, documents_of
from services.mps.domain.form import FormContent, GivenAnswer, GroupForm, Grouping
from services.mps.domain.grouping import Consent, ConsentStatus
from services.mps.domain.papers import PaperKind
from services.mps.domain.sources import Source
from services.mps.standards.espd.candidacy import response_of
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.validation import schema_of
from services.mps.standards.espd.writer import write_espd
from shared.kernel.ids import CandidacyId
from shared.kernel.refusal import Refused
from shared.xml.artefacts import ArtefactStore
from shared.xml.parser import parse_xml
from shared.xml.schema import Schemas
from shared.xml.verdict import CheckStatus
from tests.unit.mps.builders import NOW, SOLE_TRADER
from tests.unit.mps.espd_forms import ABROAD, MEMBER, a_found_candidacy, a_full_matter, a_paper, matters


def content_of(matter: EspdMatter, declared: EspdDeclared | None = None) -> tuple[bytes, tuple[str, ...]]:
    """Write the document of a candidacy; give it with what it has no place for."""
    made = response_of(candidate_of(matter, declared or EspdDeclared(), platform_url="https://plis.test"))
    written = write_espd(made.document)
    assert written.left_out == ()
    return written.content, made.left_out


def read(matter: EspdMatter, declared: EspdDeclared | None = None) -> EspdDocument:
    """Write a document and read it again."""
    return read_espd(content_of(matter, declared)[0])


def answers(document: EspdDocument) -> dict[tuple[str, int], Any]:
    """Give the answers by property and rank."""
    return {(each.property_id, each.occurrence): each.value for each in document.answers}


def saying(**said: str) -> EspdMatter:
    """A full form whose answers are these alone."""
    given_answers = tuple(GivenAnswer(code, value) for code, value in said.items())
    matter = a_full_matter()
    return replace(matter, content=replace(matter.content, answers=given_answers))


def test_turnover_general_and_in_the_domain_is_said_year_by_year() -> None:
    said = answers(read(a_full_matter()))
    general, domain = "C29_SC_gen-year-to/RG1/RSG1/QSG2", "C32_SC_spec-year-to/RG1/RSG1/QSG2"
    assert [said[f"{general}/Q2", rank] for rank in (1, 2, 3)] == [
        EspdAmount(Decimal(each), "EUR") for each in ("900000", "1100000.0", "1200000.50")
    ]
    assert said[f"{general}/Q1", 3] == EspdPeriod(date(2025, 1, 1), date(2025, 12, 31))
    assert said[f"{domain}/Q2", 1] == EspdAmount(Decimal("360000.00"), "EUR")


def test_headcount_references_insurance_and_means_are_said() -> None:
    said = answers(read(a_full_matter()))
    assert said["C50_SC_year-manpower/RG1/RSG1/QSG2/Q1", 1] == Decimal(2025)
    assert said["C50_SC_year-manpower/RG1/RSG1/QSG2/Q2", 1] == Decimal(24)
    assert said["C37_SC_work-perform/RG1/RSG1/QSG2/QSG1/Q1", 2] == "Mairie de Lussault"
    assert said["C35_SC_indem-insu/RG1/RSG1/QSG2/Q1", 1] == EspdAmount(Decimal(3_000_000), "EUR")
    assert said["C46_SC_tech-equip/RG1/RSG1/RSG1/QSG2/Q1", 1] == "Deux grues"
    assert said["C65_OT_sme/QG1/QSG1/Q1", 1] == Decimal(24)


def test_a_criterion_met_by_another_operator_says_which() -> None:
    said = answers(read(a_full_matter()))
    place = "C37_SC_work-perform/RG1/RSG1/QSG1"
    assert said[f"{place}/Q1", 1] is False
    assert said[f"{place}/QSG1/QSG1/Q1", 1] == "Orvaleix"
    assert said["C29_SC_gen-year-to/RG1/RSG1/QSG1/Q1", 1] is True
    assert said["C60_OT_relied/QG1/QSG1/Q1", 1] == "Orvaleix"
    assert said["C61_OT_subco-ent/QG1/QSG1/Q1", 1] == "Lussault"


def test_the_group_is_that_of_the_form_and_a_member_says_whom_it_follows() -> None:
    document = read(a_full_matter())
    assert document.operator is not None
    assert document.operator.role is OperatorRole.GROUP_LEAD
    assert document.group_name == "Groupement conjoint ATELIERS VIRELANGUE"
    said = answers(document)
    assert "Maçonnerie Dormeval (00345678700013), gros œuvre" in said["C59_OT_eo-group/QG1/QSG1/Q2", 1]
    grouping = Grouping(GroupForm.SOLIDAIRE, (MEMBER, ABROAD))
    joined = JoinedGroup(replace(a_found_candidacy(), siret=SOLE_TRADER), "Dormeval", grouping)
    member = read(a_full_matter(content=FormContent(lots=(1,)), joined=joined))
    assert member.operator is not None
    assert member.operator.role is OperatorRole.GROUP_MEMBER
    assert answers(member)["C59_OT_eo-group/QG1/QSG1/Q2", 1].startswith("Dormeval (00345678700013), mandataire")


def test_a_contested_fact_stands_beside_its_proof_with_the_reason() -> None:
    document = read(a_full_matter())
    assert document.operator is not None
    assert document.operator.party.street == "3 RUE NEUVE, 69002 LYON"
    proof = next(each for each in document.evidences if each.evidence_id == Source.ESTABLISHMENT.value)
    assert "1 RUE DU PORT" in (proof.statement or "")
    assert "Déménagement en mai" in (proof.statement or "")


def test_a_proof_has_its_issuer_its_day_and_its_digest() -> None:
    proofs = {each.evidence_id: each for each in read(a_full_matter()).evidences}
    held, joined = proofs[Source.QUALIBAT.value], proofs[f"piece-{a_paper().paper_id}"]
    assert (held.issuer_name, held.issued_on, held.digest) == ("Qualibat", NOW.date(), "cd" * 32)
    assert (joined.description, joined.digest) == ("pièce.pdf", "ab" * 32)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Redressement judiciaire du 2 mai, plan de continuation", True),
        ("non", False),
        ("Aucune procédure", False),
        ("L'entreprise n'est pas en redressement", False),
    ],
)
def test_a_receivership_is_declared_only_where_the_company_tells_it(said: str, told: bool) -> None:
    document = answers(read(saying(insolvency=said)))
    assert document["C13_EG_insolvency/QG1/Q1", 1] is told
    assert (("C13_EG_insolvency/QG1/QSG1/Q1", 1) in document) is told


def test_what_is_not_understood_is_told_and_never_guessed() -> None:
    content, left_out = content_of(saying(turnover="voir pièce jointe", headcount="une vingtaine", turnover_share="x"))
    assert set(left_out) == {"turnover", "headcount", "turnover_share"}
    assert not [each for each in read_espd(content).answers if each.property_id.startswith("C29")]


def test_the_response_names_the_request_and_the_lot_that_it_answers() -> None:
    document = read(a_full_matter())
    assert document.request_id == f"DUME-A-{a_full_matter().tender.tender_id}"
    assert [(lot.lot_id, lot.name) for lot in document.lots] == [("LOT-0001", "Gros œuvre")]


def test_the_size_that_the_form_says_comes_first() -> None:
    document = read(saying(size="micro", headcount="3"))
    assert document.operator is not None
    assert document.operator.size is OperatorSize.MICRO


@pytest.mark.parametrize(
    ("lots", "asked", "code"), [((1, 3), None, "ESPD-LOT-CHOICE"), ((1,), "LOT-0009", "ESPD-LOT-UNKNOWN")]
)
def test_one_document_for_one_lot(lots: tuple[int, ...], asked: str | None, code: str) -> None:
    matter = a_full_matter()
    matter = replace(matter, content=replace(matter.content, lots=lots))
    with pytest.raises(Refused) as caught:
        read(matter, EspdDeclared(lot=asked))
    assert caught.value.refusal.code == code


def test_each_party_makes_its_own_document() -> None:
    own = CandidacyId.parse("00000000-0000-7000-8000-000000000009")
    given_consent = Consent(own, SOLE_TRADER, "x", ConsentStatus.GIVEN, NOW, NOW, own)
    papers = (a_paper("BE0123456749", PaperKind.ESPD),)
    listed = documents_of(a_full_matter(papers=papers), consents=(given_consent,))
    assert [(each.role, each.state) for each in listed] == [
        (OperatorRole.GROUP_LEAD, DocumentState.HERE),
        (OperatorRole.GROUP_MEMBER, DocumentState.OWN_CANDIDACY),
        (OperatorRole.GROUP_MEMBER, DocumentState.JOINED),
        (OperatorRole.RELIED_ON, DocumentState.TO_JOIN),
    ]
    assert listed[1].candidacy_id == own
    invited = replace(given_consent, status=ConsentStatus.INVITED, own_candidacy=None)
    assert documents_of(a_full_matter(), consents=(invited,))[1].state is DocumentState.INVITED


@pytest.fixture(scope="module")
def schemas(standards_dir: Path) -> Schemas:
    """The official schemas, compiled once."""
    return Schemas(ArtefactStore(roots=[standards_dir]))


@given(matter=matters())
@settings(max_examples=25)
def test_any_form_gives_a_document_that_the_schema_accepts(matter: EspdMatter, schemas: Schemas) -> None:
    content, _ = content_of(matter, EspdDeclared(lot="LOT-0001"))
    selected = schema_of(EspdKind.RESPONSE)
    check = schemas.check(parse_xml(content), artefact_id=selected.artefact_id, entry=selected.entry)
    assert check.status is CheckStatus.VALID, check
    assert read_espd(content).unknown == ()


@given(matter=matters())
@settings(max_examples=20)
def test_the_same_form_gives_the_same_bytes(matter: EspdMatter) -> None:
    declared = EspdDeclared(lot="LOT-0001")
    assert content_of(matter, declared) == content_of(matter, declared)
