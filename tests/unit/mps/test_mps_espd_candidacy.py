"""From a candidacy to the document that its company seals: what is said, what is proved, what is asked back."""

from datetime import timedelta
from typing import Any

import pytest

from services.mps.domain.answers import FactsStated, NothingKnown, StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.espd import EspdDocument, OperatorRole, OperatorSize, ResponseType
from services.mps.domain.espd_candidacy import EspdDeclared, candidate_of
from services.mps.domain.espd_matter import EspdMatter
from services.mps.domain.requirements import ordinary_requirements
from services.mps.domain.sources import Source
from services.mps.standards.espd.candidacy import response_of
from services.mps.standards.espd.catalogue import CriterionPart, catalogue
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.writer import write_espd
from shared.kernel.clock import FixedClock
from shared.kernel.ids import CandidacyId, TimeOrderedIds
from shared.kernel.refusal import Refused
from tests.unit.mps.builders import BUYER, NOW, WHOLE, a_tender

FACTS: dict[Source, dict[str, str]] = {
    Source.ESTABLISHMENT: {"name": "ATELIERS VIRELANGUE", "address": "1 RUE DU PORT, 69001 LYON", "size": "PME"},
    Source.TRADE_REGISTER: {"registered_on": "2001-01-01"},
    Source.QUALIBAT: {"valid_until": "2027-01-01"},
}


def a_candidacy(facts: dict[Source, dict[str, str]]) -> SiretCandidacy:
    """A candidacy whose sources stated some facts and nothing else."""
    tender = a_tender()
    blocks = []
    for source in (Source.ESTABLISHMENT, Source.LEGAL_UNIT, Source.TRADE_REGISTER, Source.QUALIBAT):
        stated = tuple(StatedFact(code, code, value) for code, value in facts.get(source, {}).items())
        answer = FactsStated(stated, None, "{}") if stated else NothingKnown("rien")
        blocks.append(EvidenceBlock.asked(source, at=NOW).answered(answer, at=NOW + timedelta(seconds=2)))
    identifier = TimeOrderedIds(FixedClock(NOW)).new(CandidacyId)
    return SiretCandidacy(identifier, WHOLE, tender.tender_id, NOW, 1, tuple(blocks))


def document(declared: EspdDeclared | None = None, facts: Any = None) -> EspdDocument:
    """The document of a candidacy, written and read again."""
    candidacy = a_candidacy(FACTS if facts is None else facts)
    asked = ordinary_requirements(a_tender().tender_id, buyer=BUYER).items
    matter = EspdMatter(candidacy, a_tender(), asked=asked)
    candidate = candidate_of(matter, declared or EspdDeclared(), platform_url="https://plis.test")
    written = write_espd(response_of(candidate).document)
    assert written.left_out == ()
    return read_espd(written.content)


def test_every_exclusion_ground_is_declared_not_to_apply() -> None:
    read = document()
    answers = {answer.property_id: answer.value for answer in read.answers}
    grounds = [card for card in catalogue().cards if card.part is CriterionPart.EXCLUSION]
    assert {card.code for card in grounds} <= {criterion.code for criterion in read.criteria}
    assert [answers[card.main_answer or ""] for card in grounds] == [False] * len(grounds)


def test_the_company_is_described_by_the_register_alone() -> None:
    operator = document().operator
    assert operator is not None
    assert (operator.party.name, operator.size) == ("ATELIERS VIRELANGUE", OperatorSize.SME)
    assert operator.party.identifier == str(WHOLE)
    answers = {answer.property_id: answer.value for answer in document().answers}
    assert answers["C26_SC_trade-regist/RG1/RSG1/QSG2/QSG1/Q1"] == str(WHOLE.siren)


def test_proofs_name_who_holds_them_and_never_what_they_say() -> None:
    read = document()
    assert {evidence.evidence_id for evidence in read.evidences} == {
        Source.ESTABLISHMENT.value,
        Source.TRADE_REGISTER.value,
        Source.QUALIBAT.value,
    }
    named = {answer.value for answer in read.answers if answer.kind is ResponseType.EVIDENCE_IDENTIFIER}
    assert named == {evidence.evidence_id for evidence in read.evidences}


def test_an_unknown_registration_is_left_open_never_denied() -> None:
    facts = {source: stated for source, stated in FACTS.items() if source is not Source.TRADE_REGISTER}
    assert not [a for a in document(facts=facts).answers if a.property_id.startswith("C26_SC")]


@pytest.mark.parametrize(
    ("facts", "declared", "code"),
    [
        ({}, EspdDeclared(), "ESPD-NAME-UNKNOWN"),
        ({}, EspdDeclared(name="Moi"), "ESPD-SIZE-UNKNOWN"),
        (FACTS, EspdDeclared(role=OperatorRole.GROUP_LEAD), "ESPD-GROUP-LEAD"),
    ],
)
def test_what_nobody_knows_is_asked_of_the_company(facts: Any, declared: EspdDeclared, code: str) -> None:
    with pytest.raises(Refused) as caught:
        document(declared, facts)
    assert caught.value.refusal.code == code


def test_a_company_that_no_administration_knows_has_its_document_too() -> None:
    read = document(EspdDeclared(name="Moi", size=OperatorSize.MICRO), {})
    assert read.evidences == ()
    assert read.operator is not None
    assert read.operator.size is OperatorSize.MICRO
