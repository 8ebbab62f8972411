"""A European single procurement document from its structured form: what `plis mps espd read --json` writes."""

from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from services.mps.api.espd_outputs import EspdAnswerOut, EspdCriterionOut, EspdPartyOut, EspdReadingOut
from services.mps.domain.espd import (
    EspdAmount,
    EspdAnswer,
    EspdCriterion,
    EspdDocument,
    EspdEvidence,
    EspdKind,
    EspdLot,
    EspdOperator,
    EspdParty,
    EspdPeriod,
    EspdRequirement,
    EspdValue,
    OperatorRole,
    OperatorSize,
    ResponseType,
)


def document_from_json(content: bytes) -> EspdDocument:
    """Read the structured form.

    Raises:
        ValueError: the form is not the one that is written (pydantic's error is one).
    """
    out = EspdReadingOut.model_validate_json(content)
    try:
        return _document(out)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as fault:
        raise ValueError(str(fault)) from fault


def _document(out: EspdReadingOut) -> EspdDocument:
    operator = (
        None
        if out.operator is None
        else EspdOperator(
            _party(out.operator),
            OperatorRole(out.role) if out.role else None,
            OperatorSize(out.size) if out.size else None,
        )
    )
    answers = tuple(
        EspdAnswer(a.property_id, ResponseType(a.kind), _value(a), a.lot, a.occurrence)
        for each in out.criteria
        for a in each.answers
        if a.kind != ResponseType.NONE
    )
    return EspdDocument(
        kind=EspdKind(out.kind),
        document_id=out.document_id,
        uuid=out.uuid,
        issued_at=_aware(out.issued_at),
        reference=out.reference,
        procedure=out.procedure,
        project_name=out.project_name,
        project_description=out.project_name,
        buyer=None if out.buyer is None else _party(out.buyer),
        lots=tuple(EspdLot(lot) for lot in out.lots),
        criteria=tuple(_criterion(each) for each in out.criteria),
        operator=operator,
        group_name=out.group_name,
        answers=answers,
        evidences=tuple(
            EspdEvidence(e["id"] or "", e.get("reference") or "", e.get("uri"), e.get("issuer")) for e in out.evidences
        ),
    )


def _criterion(out: EspdCriterionOut) -> EspdCriterion:
    asked = (EspdRequirement(r.property_id, ResponseType(r.kind), _value(r)) for r in out.requirements)
    return EspdCriterion(code=out.code, lots=tuple(out.lots), requirements=tuple(asked), source_id=out.source_id)


def _party(out: EspdPartyOut) -> EspdParty:
    return EspdParty(out.name, out.identifier, out.country, out.street, out.city, out.postal_code)


def _aware(at: datetime | None) -> datetime | None:
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def _value(answer: EspdAnswerOut) -> EspdValue:
    value: Any = answer.value
    kind = ResponseType(answer.kind)
    if isinstance(value, bool):
        return value
    if isinstance(value, dict):
        if "amount" in value:
            return EspdAmount(Decimal(value["amount"]), value["currency"])
        start, end = value.get("start"), value.get("end")
        return EspdPeriod(start and date.fromisoformat(start), end and date.fromisoformat(end))
    if kind is ResponseType.DATE:
        return date.fromisoformat(value)
    if kind is ResponseType.TIME:
        return time.fromisoformat(value)
    is_number = "QUANTITY" in kind or kind is ResponseType.PERCENTAGE
    return Decimal(value) if is_number else str(value)
