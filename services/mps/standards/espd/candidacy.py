"""The response of a candidate, from its candidacy: which criterion says what, and with which proof."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from services.mps.domain.espd import (
    EspdAmount,
    EspdAnswer,
    EspdCriterion,
    EspdDocument,
    EspdKind,
    EspdLot,
    EspdOperator,
    EspdParty,
    OperatorRole,
    OperatorSize,
    ResponseType,
)
from services.mps.domain.espd_asked import AskedCriterion
from services.mps.domain.espd_candidacy import EspdCandidate
from services.mps.domain.espd_figures import first_count, tells_of_receivership, yearly_amounts, yes_or_no
from services.mps.domain.espd_parties import EspdEntity
from services.mps.standards.espd.catalogue import CriterionCard, CriterionPart, catalogue
from services.mps.standards.espd.levels import asked_criterion
from services.mps.standards.espd.request import procedure_code
from services.mps.standards.espd.selection_answers import selection_answers

_ABOUT_THE_OPERATOR: Final = ("eo-group", "relied", "subco-ent")
_REGISTER: Final = "trade-regist"
_RECEIVERSHIP: Final = "insolvency"  # the one ground that an answer of the form is about (redressement, L2141-3)
_FRANCE: Final = "FRA"


@dataclass(frozen=True, slots=True)
class CandidateDocument:
    """The document of a candidate, and what was said that it has no place for."""

    document: EspdDocument
    left_out: tuple[str, ...]


def response_of(candidate: EspdCandidate) -> CandidateDocument:
    """Write the response of a candidate: the same candidacy always gives the same document."""
    identifier = f"{candidate.candidacy.candidacy_id}/{candidate.lot}"
    selection, left_out = _selection(candidate)
    criteria = tuple(_criteria(candidate, selection))
    document = EspdDocument(
        kind=EspdKind.RESPONSE,
        document_id=f"DUME-{candidate.candidacy.candidacy_id}",
        uuid=str(uuid.uuid5(uuid.NAMESPACE_URL, identifier)),
        issued_at=candidate.established_at,
        reference=str(candidate.tender.tender_id),
        procedure=procedure_code(candidate.tender.procedure) if candidate.tender.procedure else None,
        project_name=candidate.tender.title,
        project_description=candidate.tender.title,
        buyer=EspdParty(candidate.tender.buyer_name, str(candidate.tender.buyer_siret), _FRANCE),
        lots=(EspdLot(candidate.lot, _lot_title(candidate)),),
        criteria=criteria,
        operator=_operator(candidate),
        group_name=candidate.group_name,
        answers=tuple(_answers(candidate, selection)),
        evidences=candidate.proofs,
        request_id=candidate.request_id,
    )
    return CandidateDocument(document, left_out)


def _operator(candidate: EspdCandidate) -> EspdOperator:
    party = EspdParty(candidate.name, str(candidate.candidacy.siret), _FRANCE, street=candidate.address)
    return EspdOperator(party, candidate.role, candidate.size, candidate.representatives)


def _lot_title(candidate: EspdCandidate) -> str | None:
    number = int(candidate.lot.rpartition("-")[2])
    return next((lot.title for lot in candidate.tender.lots if lot.number == number), None)


@dataclass(frozen=True, slots=True)
class _Answered:
    card: CriterionCard
    asked: AskedCriterion
    answers: tuple[EspdAnswer, ...]


def _selection(candidate: EspdCandidate) -> tuple[tuple[_Answered, ...], tuple[str, ...]]:
    """Answer the selection criteria one by one; tell what is in the buyer's own words or was not understood."""
    answered, left_out = dict[str, _Answered](), list[str]()
    for asked in candidate.criteria:
        card = catalogue().by_code.get(asked.criterion or "")
        if card is not None and card.part is not CriterionPart.SELECTION:
            continue
        if card is None or card.code in answered:  # in its buyer's own words, or asked twice
            left_out += [asked.item.code] if asked.text else []
            continue
        known = _with_register(asked, candidate) if card.code == _REGISTER else asked
        told = selection_answers(card, known, lot=candidate.lot)
        left_out += [] if told.is_understood else [asked.item.code]
        answered[card.code] = _Answered(card, asked, told.answers)
    said = _said_about_insolvency(candidate)
    if said and not _receivership(candidate) and yes_or_no(said) is not False:
        left_out.append(_RECEIVERSHIP)
    return tuple(answered.values()), tuple(dict.fromkeys(left_out))


def _with_register(asked: AskedCriterion, candidate: EspdCandidate) -> AskedCriterion:
    """Say the registration that the register knows; where it is silent the buyer asks, nothing is denied."""
    return asked if asked.text else replace(asked, text=candidate.register_number or "")


def _criteria(candidate: EspdCandidate, selection: Iterable[_Answered]) -> Iterator[EspdCriterion]:
    for card in catalogue().cards:
        if card.part is CriterionPart.EXCLUSION:
            yield EspdCriterion(card.code)
    for each in selection:
        yield asked_criterion(each.card, minimum=each.asked.item.minimum, lots=(candidate.lot,))
    yield from (EspdCriterion(code) for code in _ABOUT_THE_OPERATOR)
    if _sme(candidate):
        yield EspdCriterion("sme")


def _answers(candidate: EspdCandidate, selection: Iterable[_Answered]) -> Iterator[EspdAnswer]:
    for card in catalogue().cards:
        if card.part is CriterionPart.EXCLUSION:
            yield from _ground(card, candidate)
    for each in selection:
        yield from each.answers
    known = catalogue().by_code
    yield from _grouped(known["eo-group"], candidate)
    yield from _entities(known["relied"], candidate.relied_on)
    yield from _entities(known["subco-ent"], candidate.subcontractors)
    yield from _sme(candidate)


def _ground(card: CriterionCard, candidate: EspdCandidate) -> Iterator[EspdAnswer]:
    """Declare a ground of exclusion: it does not apply, except a receivership that the candidate tells itself."""
    told = _receivership(candidate) if card.code == _RECEIVERSHIP else ""
    yield EspdAnswer(card.main_answer or "", ResponseType.INDICATOR, value=bool(told))
    if told:
        for question in ("Q1", "Q2"):
            yield EspdAnswer(f"{card.prefix}/QG1/QSG1/{question}", ResponseType.DESCRIPTION, told)
    held = {proof.evidence_id for proof in candidate.proofs}
    sources = [source for source in card.sources if source in held]
    if card.code == _RECEIVERSHIP:
        sources += [proof for each in candidate.criteria if each.item.code == _RECEIVERSHIP for proof in each.proofs]
    if sources and card.evidence_questions is not None:
        online, proof = card.evidence_questions
        yield EspdAnswer(online, ResponseType.INDICATOR, value=True)
        for rank, source in enumerate(dict.fromkeys(sources), start=1):
            yield EspdAnswer(proof, ResponseType.EVIDENCE_IDENTIFIER, source, None, rank)


def _receivership(candidate: EspdCandidate) -> str:
    said = _said_about_insolvency(candidate)
    return said if tells_of_receivership(said) else ""


def _said_about_insolvency(candidate: EspdCandidate) -> str:
    return next((each.text for each in candidate.criteria if each.item.code == _RECEIVERSHIP), "")


def _grouped(card: CriterionCard, candidate: EspdCandidate) -> Iterator[EspdAnswer]:
    is_grouped = candidate.role in (OperatorRole.GROUP_LEAD, OperatorRole.GROUP_MEMBER)
    yield EspdAnswer(card.main_answer or "", ResponseType.INDICATOR, is_grouped)
    if is_grouped:
        below = f"{card.prefix}/QG1/QSG1"
        others = ", ".join(candidate.group_members) or "à préciser par le mandataire"
        yield EspdAnswer(f"{below}/Q1", ResponseType.CODE, candidate.role.value)
        yield EspdAnswer(f"{below}/Q2", ResponseType.DESCRIPTION, others)
        yield EspdAnswer(f"{below}/Q3", ResponseType.DESCRIPTION, candidate.group_name or "sans nom")


def _entities(card: CriterionCard, entities: tuple[EspdEntity, ...]) -> Iterator[EspdAnswer]:
    yield EspdAnswer(card.main_answer or "", ResponseType.INDICATOR, bool(entities))
    below = f"{card.prefix}/QG1/QSG1"
    for rank, each in enumerate(entities, start=1):
        yield EspdAnswer(f"{below}/Q1", ResponseType.DESCRIPTION, each.name, None, rank)
        yield EspdAnswer(f"{below}/Q2", ResponseType.ECONOMIC_OPERATOR_IDENTIFIER, each.identifier, None, rank)


def _sme(candidate: EspdCandidate) -> tuple[EspdAnswer, ...]:
    """Say whether the candidate is a small or medium enterprise, where its two figures are known or do not arise."""
    card = catalogue().by_code["sme"]
    if candidate.size is OperatorSize.LARGE:
        return (EspdAnswer(card.main_answer or "", ResponseType.INDICATOR, value=False),)
    said = {each.item.code: each.text for each in candidate.criteria}
    staff, yearly = first_count(said.get("headcount", "")), yearly_amounts(said.get("turnover", ""))
    if staff is None or not yearly:
        return ()
    below = f"{card.prefix}/QG1/QSG1"
    return (
        EspdAnswer(card.main_answer or "", ResponseType.INDICATOR, value=True),
        EspdAnswer(f"{below}/Q1", ResponseType.QUANTITY_INTEGER, Decimal(staff)),
        EspdAnswer(f"{below}/Q2", ResponseType.AMOUNT, EspdAmount(yearly[-1].amount, "EUR")),
    )
