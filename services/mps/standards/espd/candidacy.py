"""The response of a candidate, from its candidacy: which criterion says what, and with which proof."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Final

from services.mps.domain.espd import (
    WHOLE_PROCEDURE,
    EspdAnswer,
    EspdCriterion,
    EspdDocument,
    EspdEvidence,
    EspdKind,
    EspdLot,
    EspdOperator,
    EspdParty,
    OperatorRole,
    ResponseType,
)
from services.mps.domain.espd_candidacy import EspdCandidate
from services.mps.standards.espd.catalogue import CriterionCard, CriterionPart, catalogue

_OTHERS: Final = ("shelt-worksh", "eo-group", "relied", "subco-ent", "sme")
_SELECTION: Final = ("trade-regist",)
_REGISTER: Final = "C26_SC_trade-regist/RG1/RSG1"
_FRANCE: Final = "FRA"


def response_of(candidate: EspdCandidate) -> EspdDocument:
    """Write the response of a candidate: the same candidacy always gives the same document."""
    cards = [card for card in catalogue().cards if card.part is CriterionPart.EXCLUSION]
    cards += [catalogue().by_code[code] for code in (*_SELECTION, *_OTHERS[1:4])]
    lot = candidate.declared.lot or WHOLE_PROCEDURE
    proofs = dict(_proof_by_criterion(cards, candidate))
    identifier = str(candidate.candidacy.candidacy_id)
    return EspdDocument(
        kind=EspdKind.RESPONSE,
        document_id=f"DUME-{identifier}",
        uuid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{identifier}/{lot}")),
        issued_at=candidate.established_at,
        reference=str(candidate.tender.tender_id),
        procedure=None,
        project_name=candidate.tender.title,
        project_description=candidate.tender.title,
        buyer=EspdParty(candidate.tender.buyer_name, str(candidate.tender.buyer_siret), _FRANCE),
        lots=(EspdLot(lot),),
        criteria=tuple(EspdCriterion(card.code, _lots(card, lot)) for card in cards),
        operator=EspdOperator(_party(candidate), candidate.declared.role, candidate.size),
        group_name=candidate.declared.group_name,
        answers=tuple(_answers(cards, candidate, proofs, lot)),
        evidences=tuple(dict.fromkeys(proofs.values())),
    )


def _party(candidate: EspdCandidate) -> EspdParty:
    return EspdParty(candidate.name, str(candidate.candidacy.siret), _FRANCE, street=candidate.address)


def _lots(card: CriterionCard, lot: str) -> tuple[str, ...]:
    return (lot,) if card.part is CriterionPart.SELECTION else ()


def _proof_by_criterion(cards: Iterable[CriterionCard], candidate: EspdCandidate) -> Iterator[tuple[str, EspdEvidence]]:
    held = {source.value: evidence for source, evidence in candidate.proofs}
    for card in cards:
        proof = next((held[source] for source in card.sources if source in held), None)
        if proof is not None:
            yield card.code, proof


def _answers(
    cards: Iterable[CriterionCard], candidate: EspdCandidate, proofs: dict[str, EspdEvidence], lot: str
) -> Iterator[EspdAnswer]:
    for card in cards:
        match card.code:
            case "trade-regist":
                yield from _registered(candidate, lot)
            case "eo-group":
                yield from _grouped(card, candidate)
            case "relied":
                yield from _entities(card, candidate.declared.relied_on)
            case "subco-ent":
                yield from _entities(card, candidate.declared.subcontractors)
            case _:
                yield _main(card, value=False)  # the self-declaration: no ground of exclusion applies
        if card.code in proofs and card.evidence_questions is not None:
            online, proof = card.evidence_questions
            at = lot if card.part is CriterionPart.SELECTION else None
            yield EspdAnswer(online, ResponseType.INDICATOR, value=True, lot=at)
            yield EspdAnswer(proof, ResponseType.EVIDENCE_IDENTIFIER, proofs[card.code].evidence_id, at)


def _main(card: CriterionCard, *, value: bool) -> EspdAnswer:
    return EspdAnswer(card.main_answer or "", ResponseType.INDICATOR, value)


def _registered(candidate: EspdCandidate, lot: str) -> Iterator[EspdAnswer]:
    """Say the registration only where the register knows it; otherwise the buyer asks, nothing is denied."""
    if candidate.register_number is not None:
        yield EspdAnswer(f"{_REGISTER}/QSG1/Q1", ResponseType.INDICATOR, value=True, lot=lot)
        yield EspdAnswer(f"{_REGISTER}/QSG2/Q1", ResponseType.INDICATOR, value=True, lot=lot)
        number = f"{_REGISTER}/QSG2/QSG1/Q1"
        yield EspdAnswer(number, ResponseType.DESCRIPTION, candidate.register_number, lot)


def _grouped(card: CriterionCard, candidate: EspdCandidate) -> Iterator[EspdAnswer]:
    declared = candidate.declared
    is_grouped = declared.role in (OperatorRole.GROUP_LEAD, OperatorRole.GROUP_MEMBER)
    yield _main(card, value=is_grouped)
    if is_grouped:
        below = f"{card.prefix}/QG1/QSG1"
        others = ", ".join(declared.group_members) or "à préciser par le mandataire"
        yield EspdAnswer(f"{below}/Q1", ResponseType.CODE, declared.role.value)
        yield EspdAnswer(f"{below}/Q2", ResponseType.DESCRIPTION, others)
        yield EspdAnswer(f"{below}/Q3", ResponseType.DESCRIPTION, declared.group_name or "sans nom")


def _entities(card: CriterionCard, entities: tuple[tuple[str, str], ...]) -> Iterator[EspdAnswer]:
    yield _main(card, value=bool(entities))
    below = f"{card.prefix}/QG1/QSG1"
    for rank, (name, identifier) in enumerate(entities, start=1):
        yield EspdAnswer(f"{below}/Q1", ResponseType.DESCRIPTION, name, None, rank)
        yield EspdAnswer(f"{below}/Q2", ResponseType.ECONOMIC_OPERATOR_IDENTIFIER, identifier, None, rank)
