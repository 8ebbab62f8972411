"""The request of a buyer, from what its consultation asks: every ground of exclusion, and each selection criterion."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.mps.domain.espd import WHOLE_PROCEDURE, EspdCriterion, EspdDocument, EspdKind, EspdLot, EspdParty
from services.mps.domain.espd_request import EspdAsked, request_id_of
from services.mps.standards.espd.catalogue import CriterionCard, CriterionPart, catalogue
from services.mps.standards.espd.levels import asked_criterion

_ABOUT_THE_OPERATOR: Final = ("eo-group", "relied", "subco-ent", "sme")
_FRANCE: Final = "FRA"
_OTHER_PROCEDURE: Final = "oth-single"  # procédure adaptée, and whatever was not said
_PROCEDURES: Final = {
    "open": "open",
    "restricted": "restricted",
    "negotiated": "neg-w-call",
    "dialogue": "comp-dial",
    "without_publicity": "neg-wo-call",
    "design_contest": "oth-mult",
}


@dataclass(frozen=True, slots=True)
class RequestDocument:
    """The document of a request, and the codes of what is asked that it has no place for."""

    document: EspdDocument
    left_out: tuple[str, ...]


def request_of(asked: EspdAsked) -> RequestDocument:
    """Write the request of a consultation: the same consultation always gives the same document."""
    tender = asked.tender
    left_out = [each.code for each in asked.criteria if each.criterion is None or each.has_levels]
    left_out += [each.code for each in asked.criteria if _card(each.criterion) is None and each.criterion is not None]
    lots = "/".join(lot for lot, _ in asked.lots)
    document = EspdDocument(
        kind=EspdKind.REQUEST,
        document_id=request_id_of(tender),
        uuid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{tender.tender_id}/{tender.version}/{asked.version}/{lots}")),
        issued_at=_issued_at(asked),
        reference=str(tender.tender_id),
        procedure=procedure_code(tender.procedure),
        project_name=tender.title,
        project_description=tender.title,
        buyer=EspdParty(tender.buyer_name, str(tender.buyer_siret), _FRANCE),
        lots=tuple(EspdLot(lot, title) for lot, title in asked.lots),
        criteria=tuple(_criteria(asked)),
    )
    return RequestDocument(document, tuple(dict.fromkeys(left_out)))


def procedure_code(procedure: str) -> str:
    """Give the procedure in the words of the code list; a request always names one (BR-SC-10)."""
    return _PROCEDURES.get(procedure, _OTHER_PROCEDURE)


def _criteria(asked: EspdAsked) -> Iterator[EspdCriterion]:
    known = catalogue()
    yield from (EspdCriterion(card.code) for card in known.cards if card.part is CriterionPart.EXCLUSION)
    for each in asked.criteria:
        card = _card(each.criterion)
        if card is not None and card.part is CriterionPart.SELECTION:
            yield asked_criterion(card, minimum=each.minimum, lots=each.lots or (WHOLE_PROCEDURE,))
    yield from (EspdCriterion(code) for code in _ABOUT_THE_OPERATOR)


def _card(code: str | None) -> CriterionCard | None:
    return catalogue().by_code.get(code or "")


def _issued_at(asked: EspdAsked) -> datetime:
    """Date the request from the beginning of its stage, in real time: it does not change when it is read again."""
    return asked.tender.timeline.started_at.astimezone(UTC)
