"""The form of a candidacy as JSON: what is asked, known, given and left to do."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field

from services.mps.api.form_inputs import FormIn
from services.mps.api.schemas import FactOut
from services.mps.domain.articles import confidence_of
from services.mps.domain.form import CandidacyForm, FormContent, Subcontractor
from services.mps.domain.grouping import Consent
from services.mps.domain.needs import KnownDatum, Need
from services.mps.domain.operator_numbers import OperatorNumber
from services.mps.domain.papers import Paper
from services.mps.domain.purposes import PurposeNotice
from services.mps.domain.requirements import AskedItem
from services.mps.handlers.forms import FormView
from shared.contracts.amount import Amount


class KnownOut(BaseModel):
    """What one source knows: with its date, its openness and how far it may be relied on."""

    source: str
    title: str
    issuer: str
    openness: str
    status: str | None = Field(description="Absent : l'acheteur seul interrogera cette administration.")
    confidence: str = Field(description="issued, statistical, declared ou contested.")
    as_of: date | None
    read_at: datetime | None
    facts: list[FactOut]

    @classmethod
    def of(cls, known: KnownDatum) -> Self:
        """Write a known datum."""
        return cls(
            source=known.source.value,
            title=known.title,
            issuer=known.issuer,
            openness=known.openness.value,
            status=None if known.status is None else known.status.value,
            confidence=known.confidence.value,
            as_of=known.as_of,
            read_at=known.read_at,
            facts=[FactOut.of(fact) for fact in known.facts],
        )


class AskedOut(BaseModel):
    """One thing asked."""

    code: str
    title: str
    category: str
    lot_number: int | None
    minimum: str | None
    article: str | None
    confidence: str | None = Field(description="A : texte officiel lu ; C : cité par son numéro, libellé à vérifier.")
    espd: str | None
    answer_kind: str
    help: str

    @classmethod
    def of(cls, item: AskedItem) -> Self:
        """Write an asked item."""
        datum = item.datum
        return cls(
            code=item.code,
            title=item.title,
            category=item.category.value,
            lot_number=item.lot_number,
            minimum=item.minimum,
            article=None if datum is None else datum.article,
            confidence=None if datum is None else confidence_of(datum.article).value,
            espd=None if datum is None else datum.espd,
            answer_kind="text" if datum is None else datum.kind.value,
            help="" if datum is None else datum.help,
        )


class PaperOut(BaseModel):
    """A joined paper, with its digest."""

    paper_id: str
    kind: str
    about: str | None
    name: str
    size: int
    sha256: str
    added_at: datetime
    expires_on: date | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, paper: Paper) -> Self:
        """Write a paper."""
        return cls(
            paper_id=str(paper.paper_id),
            kind=paper.kind.value,
            about=paper.about,
            name=paper.name.value,
            size=paper.content.size,
            sha256=paper.content.sha256,
            added_at=paper.added_at,
            expires_on=paper.expires_on,
            withdrawn_at=paper.withdrawn_at,
        )


class NeedOut(BaseModel):
    """One thing asked, against what is known."""

    asked: AskedOut
    state: str = Field(description="known, buyer_obtains, given, to_confirm, waiting ou to_give.")
    action: str
    known: list[KnownOut]
    answer: str | None
    papers: list[PaperOut]

    @classmethod
    def of(cls, need: Need) -> Self:
        """Write a need."""
        return cls(
            asked=AskedOut.of(need.item),
            state=need.state.value,
            action=need.action,
            known=[KnownOut.of(each) for each in need.known],
            answer=None if need.answer is None else need.answer.value,
            papers=[PaperOut.of(each) for each in need.papers],
        )


class ConsentOut(BaseModel):
    """Where the consent of a member or of a subcontractor stands."""

    member: str
    role: str = Field(description="member ou subcontractor.")
    status: str
    composition: str
    invited_at: datetime
    answered_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, consent: Consent) -> Self:
        """Write a consent."""
        return cls(
            member=str(consent.member),
            role=consent.role.value,
            status=consent.status.value,
            composition=consent.composition,
            invited_at=consent.invited_at,
            answered_at=consent.answered_at,
            reason=consent.reason,
        )


class PurposeOut(BaseModel):
    """Who is asked what, by whom, why and for how long it is kept."""

    source: str
    title: str
    issuer: str
    openness: str
    moment: str
    article: str
    recipient: str
    purpose: str
    retention: str

    @classmethod
    def of(cls, notice: PurposeNotice) -> Self:
        """Write a notice."""
        return cls(
            source=notice.source.value,
            title=notice.title,
            issuer=notice.issuer,
            openness=notice.openness.value,
            moment=notice.moment.value,
            article=notice.article,
            recipient=str(notice.recipient),
            purpose=notice.purpose,
            retention=notice.retention,
        )


class SavedFormOut(BaseModel):
    """A saved form, in short: its answer is kept with its key."""

    candidacy_id: str
    version: int
    status: str
    saved_at: datetime

    @classmethod
    def of(cls, form: CandidacyForm) -> Self:
        """Write a saved form."""
        return cls(
            candidacy_id=str(form.candidacy_id), version=form.version, status=form.status.value, saved_at=form.saved_at
        )


class FormOut(SavedFormOut):
    """The whole form."""

    confirmed_at: datetime | None
    is_late: bool
    content: FormIn
    needs: list[NeedOut]
    papers: list[PaperOut]
    consents: list[ConsentOut]
    warnings: list[str]
    remarks: list[str] = Field(description="Situations particulières : fermé, repris, à l'étranger… ; rien n'arrête.")

    @classmethod
    def of_view(cls, view: FormView) -> Self:
        """Write the form and all that stands around it."""
        form = view.form
        return cls(
            candidacy_id=str(form.candidacy_id),
            version=form.version,
            status=form.status.value,
            saved_at=form.saved_at,
            confirmed_at=form.confirmed_at,
            is_late=view.is_late,
            content=content_out(form.content),
            needs=[NeedOut.of(each) for each in view.needs],
            papers=[PaperOut.of(each) for each in view.papers],
            consents=[ConsentOut.of(each) for each in view.consents],
            warnings=list(view.warnings),
            remarks=list(view.remarks),
        )


class ConfirmedOut(SavedFormOut):
    """A confirmed form, with what the company may have forgotten."""

    warnings: list[str]


def content_out(content: FormContent) -> FormIn:
    """Write a content in the shape in which it is typed."""
    grouping = content.grouping
    return FormIn.model_validate(
        {
            "basis": content.basis,
            "lots": list(content.lots),
            "answers": [
                {"code": a.code, "value": a.value, "lot_number": a.lot_number, "is_reused": a.is_reused}
                for a in content.answers
            ],
            "contests": [
                {"source": c.source, "fact_code": c.fact_code, "reason": c.reason, "proposed": c.proposed}
                for c in content.contests
            ],
            "declarations": list(content.declarations),
            "grouping": None
            if grouping is None
            else {
                "form": grouping.form,
                "lead_is_solidary": grouping.lead_is_solidary,
                "lead_task": grouping.lead_task,
                "members": [
                    {
                        **_number(member.number),
                        "name": member.name,
                        "task": member.task,
                        "share": None if member.share is None else str(member.share),
                        "lots": list(member.lots),
                    }
                    for member in grouping.members
                ],
            },
            "subcontractors": [_subcontractor(each) for each in content.subcontractors],
        }
    )


def _subcontractor(each: Subcontractor) -> dict[str, object]:
    return {
        **_number(each.number),
        "name": each.name,
        "address": each.address,
        "services": each.services,
        "highest_amount": None if each.highest_amount is None else Amount.of(each.highest_amount),
        "payment_terms": each.payment_terms,
        "price_variation": each.price_variation,
        "capacities": each.capacities,
        "is_paid_directly": each.is_paid_directly,
        "has_declared": each.has_declared,
        "lots": list(each.lots),
    }


def _number(number: OperatorNumber) -> dict[str, object]:
    return {"scheme": number.scheme, "number": number.value}
