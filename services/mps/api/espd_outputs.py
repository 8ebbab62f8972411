"""What is answered about European single procurement documents: readings and verdicts."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from services.mps.domain.espd import (
    EspdAmount,
    EspdAnswer,
    EspdCriterion,
    EspdDocument,
    EspdParty,
    EspdPeriod,
    EspdValue,
)
from services.mps.domain.espd_verdict import EspdVerdict


class EspdPartyOut(BaseModel):
    """A buyer or an economic operator."""

    name: str
    identifier: str
    country: str = Field(description="Code à trois lettres de l'Office des publications (FRA).")
    street: str | None
    city: str | None
    postal_code: str | None

    @classmethod
    def of(cls, party: EspdParty) -> "EspdPartyOut":
        """Write a party."""
        return cls(
            name=party.name,
            identifier=party.identifier,
            country=party.country,
            street=party.street,
            city=party.city,
            postal_code=party.postal_code,
        )


class EspdAnswerOut(BaseModel):
    """One answer; its value keeps its type: yes or no, text, exact number as text, date, period, amount."""

    property_id: str
    label: str
    kind: str
    value: Any = Field(description="Booléen, texte (nombres et dates compris), ou objet (période, montant).")
    lot: str | None
    occurrence: int

    @classmethod
    def of(cls, answer: EspdAnswer) -> "EspdAnswerOut":
        """Write an answer."""
        return cls(
            property_id=answer.property_id,
            label=answer.label,
            kind=answer.kind.value,
            value=value_out(answer.value),
            lot=answer.lot,
            occurrence=answer.occurrence,
        )


class EspdCriterionOut(BaseModel):
    """One criterion with its answers."""

    code: str | None = Field(description="Code de la liste « criterion », absent s'il est inconnu de la plateforme.")
    source_id: str
    source_code: str
    name: str
    lots: list[str]
    requirements: list[EspdAnswerOut]
    answers: list[EspdAnswerOut]

    @classmethod
    def of(cls, criterion: EspdCriterion, answers: list[EspdAnswer]) -> "EspdCriterionOut":
        """Write a criterion."""
        asked = [EspdAnswer(r.property_id, r.kind, r.value, label=r.label) for r in criterion.requirements]
        return cls(
            code=criterion.code,
            source_id=criterion.source_id,
            source_code=criterion.source_code,
            name=criterion.name,
            lots=list(criterion.lots),
            requirements=[EspdAnswerOut.of(each) for each in asked],
            answers=[EspdAnswerOut.of(each) for each in answers],
        )


class EspdUnknownOut(BaseModel):
    """Something that was read and that no term covers."""

    place: str
    value: str


class EspdReadingOut(BaseModel):
    """A whole document, as structured data."""

    kind: str
    version: str
    document_id: str
    uuid: str
    issued_at: datetime | None
    reference: str | None
    procedure: str | None
    project_name: str | None
    buyer: EspdPartyOut | None
    operator: EspdPartyOut | None
    role: str | None
    size: str | None
    group_name: str | None
    lots: list[str]
    criteria: list[EspdCriterionOut]
    evidences: list[dict[str, str | None]]
    unknown: list[EspdUnknownOut] = Field(description="Ce qui a été lu sans être compris : rien n'est perdu.")

    @classmethod
    def of(cls, document: EspdDocument) -> "EspdReadingOut":
        """Write a reading."""
        operator = document.operator
        return cls(
            kind=document.kind.value,
            version=document.version,
            document_id=document.document_id,
            uuid=document.uuid,
            issued_at=document.issued_at,
            reference=document.reference,
            procedure=document.procedure,
            project_name=document.project_name or document.project_description,
            buyer=None if document.buyer is None else EspdPartyOut.of(document.buyer),
            operator=None if operator is None else EspdPartyOut.of(operator.party),
            role=operator.role.value if operator and operator.role else None,
            size=operator.size.value if operator and operator.size else None,
            group_name=document.group_name,
            lots=[lot.lot_id for lot in document.lots],
            criteria=[EspdCriterionOut.of(each, _answers_of(each, document)) for each in document.criteria],
            evidences=[
                {"id": e.evidence_id, "reference": e.reference, "uri": e.uri, "issuer": e.issuer_name}
                for e in document.evidences
            ],
            unknown=[EspdUnknownOut(place=item.place, value=item.value) for item in document.unknown],
        )


class EspdFindingOut(BaseModel):
    """One broken rule."""

    rule: str
    severity: str
    location: str
    text: str


class EspdCheckOut(BaseModel):
    """What one official artefact said."""

    artefact: str
    version: str
    status: str
    reason: str
    findings: list[EspdFindingOut]


class EspdVerdictOut(BaseModel):
    """What the official validators say of a document."""

    status: str = Field(description="pending, valid, invalid ou not_checked.")
    sha256: str
    checks: list[EspdCheckOut]

    @classmethod
    def pending(cls, digest: str) -> "EspdVerdictOut":
        """Say that the validators work."""
        return cls(status="pending", sha256=digest, checks=[])

    @classmethod
    def of(cls, verdict: EspdVerdict) -> "EspdVerdictOut":
        """Write a verdict."""
        checks = [
            EspdCheckOut(
                artefact=check.artefact,
                version=check.version,
                status=check.status,
                reason=check.reason,
                findings=[
                    EspdFindingOut(rule=f.rule, severity=f.severity, location=f.location, text=f.text)
                    for f in check.findings
                ],
            )
            for check in verdict.checks
        ]
        return cls(status=verdict.status.value, sha256=verdict.digest, checks=checks)


def value_out(value: EspdValue) -> object:
    """Write a value for JSON without losing a digit: numbers are texts."""
    match value:
        case bool() | str():
            return value
        case Decimal():
            return f"{value:f}"
        case date() | time():
            return value.isoformat()
        case EspdPeriod():
            return {"start": value.start and value.start.isoformat(), "end": value.end and value.end.isoformat()}
        case EspdAmount():
            return {"amount": f"{value.amount:f}", "currency": value.currency}


def _answers_of(criterion: EspdCriterion, document: EspdDocument) -> list[EspdAnswer]:
    owner = criterion.code or criterion.source_id
    return [answer for answer in document.answers if answer.criterion == owner]
