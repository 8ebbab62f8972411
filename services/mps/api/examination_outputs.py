"""What a buyer reads of a candidate, as JSON."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field

from services.mps.api.form_inputs import FormIn
from services.mps.api.form_outputs import AskedOut, ConsentOut, PaperOut, content_out
from services.mps.api.hearing_outputs import HearingOut
from services.mps.api.schemas import FactOut
from services.mps.domain.articles import confidence_of
from services.mps.domain.buyer_reading import CriterionReading
from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.examination import CandidateFile, NamedParty, PartyFile
from services.mps.domain.grounds import Finding, GroundReading
from services.mps.handlers.buyer_reading import ExaminedCandidate


class ExaminationOut(BaseModel):
    """What was asked about a candidate, in short."""

    examination_id: str
    siret: str
    moment: str
    tender_id: str
    asked_at: datetime
    completed_at: datetime | None
    has_pending: bool

    @classmethod
    def of(cls, asked: SiretCandidacy) -> Self:
        """Write an examination."""
        return cls(
            examination_id=str(asked.candidacy_id),
            siret=str(asked.siret),
            moment=asked.moment.value,
            tender_id=str(asked.tender_id),
            asked_at=asked.requested_at,
            completed_at=asked.completed_at,
            has_pending=asked.has_pending,
        )


class PartyOut(BaseModel):
    """One of those with whom a candidate answers, and its own candidacy once it has consented to be named."""

    role: str = Field(description="member ou subcontractor.")
    scheme: str
    number: str
    name: str
    lots: list[int]
    counts_for_capacities: bool = Field(description="Ses capacités comptent avec celles du candidat (R2142-25).")
    consent: ConsentOut | None = Field(description="Accord à ce que le candidat a confirmé.")
    candidacy_id: str | None
    confirmed_at: datetime | None
    form: FormIn | None
    papers: list[PaperOut]
    examinations: list[ExaminationOut]

    @classmethod
    def of(cls, file: PartyFile) -> Self:
        """Write a party."""
        party, candidacy, form = file.party, file.form_candidacy, file.form
        return cls(
            role=party.role.value,
            scheme=party.number.scheme.value,
            number=party.number.value,
            name=party.name,
            lots=list(party.lots),
            counts_for_capacities=party.relies_on,
            consent=None if file.consent is None else ConsentOut.of(file.consent),
            candidacy_id=None if candidacy is None else str(candidacy.candidacy_id),
            confirmed_at=None if form is None else form.confirmed_at,
            form=None if form is None else content_out(form.content),
            papers=[PaperOut.of(each) for each in file.papers],
            examinations=[ExaminationOut.of(each) for each in file.asked],
        )


class PartyOfOut(BaseModel):
    """In what quality the company that is read answers with the candidate of the response."""

    role: str = Field(description="member ou subcontractor.")
    number: str
    name: str

    @classmethod
    def of(cls, party: NamedParty) -> Self:
        """Write a quality."""
        return cls(role=party.role.value, number=party.number.value, name=party.name)


class CandidateOut(BaseModel):
    """A candidate whose response was opened."""

    deposit_id: str
    siret: str
    name: str
    lots: list[int]
    candidacy_id: str | None = Field(description="Candidature par SIRET, si l'entreprise en a fait une.")
    basis: str | None
    confirmed_at: datetime | None
    form: FormIn | None
    papers: list[PaperOut]
    consents: list[ConsentOut]
    examinations: list[ExaminationOut]
    parties: list[PartyOut] = Field(description="Membres du groupement et sous-traitants déclarés.")
    party: PartyOfOut | None = Field(description="Si l'entreprise lue répond avec ce candidat : en quelle qualité.")

    @classmethod
    def of(cls, file: CandidateFile) -> Self:
        """Write a candidate."""
        candidacy, form = file.form_candidacy, file.form
        return cls(
            deposit_id=str(file.response.deposit_id),
            siret=str(file.response.siret),
            name=file.response.name,
            lots=list(file.response.lots),
            candidacy_id=None if candidacy is None else str(candidacy.candidacy_id),
            basis=None if form is None else form.content.basis.value,
            confirmed_at=None if form is None else form.confirmed_at,
            form=None if form is None else content_out(form.content),
            papers=[PaperOut.of(each) for each in file.papers],
            consents=[ConsentOut.of(each) for each in file.consents],
            examinations=[ExaminationOut.of(each) for each in file.asked],
            parties=[PartyOut.of(each) for each in file.parties],
            party=None if file.party is None else PartyOfOut.of(file.party),
        )


class CandidatesOut(BaseModel):
    """Everybody whose response was opened."""

    items: list[CandidateOut]


class FindingOut(BaseModel):
    """What one source said: from whom, when, until when."""

    source: str
    title: str
    issuer: str
    outcome: str
    why: str
    asked_at: datetime
    answered_at: datetime | None
    as_of: date | None
    valid_until: date | None
    facts: list[FactOut]
    document_sha256: str | None
    contested: str | None = Field(description="Raison donnée par l'entreprise qui conteste ce fait.")

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Write a finding."""
        return cls(
            source=finding.source.value,
            title=finding.title,
            issuer=finding.issuer,
            outcome=finding.outcome.value,
            why=finding.why,
            asked_at=finding.asked_at,
            answered_at=finding.answered_at,
            as_of=finding.as_of,
            valid_until=finding.valid_until,
            facts=[FactOut.of(fact) for fact in finding.facts],
            document_sha256=finding.document_sha256,
            contested=finding.contested,
        )


class GroundOut(BaseModel):
    """One ground of exclusion: never an automatic one."""

    code: str
    article: str
    confidence: str = Field(description="A : texte officiel lu ; C : article cité par son numéro, libellé à vérifier.")
    title: str
    is_compulsory: bool
    sign: str = Field(description="vouched, to_examine, waiting, unknown ou declared ; jamais une décision.")
    proof: str
    concludes: str
    limits: str
    next_step: str
    findings: list[FindingOut]

    @classmethod
    def of(cls, reading: GroundReading) -> Self:
        """Write a ground."""
        ground = reading.ground
        return cls(
            code=ground.code.value,
            article=ground.article,
            confidence=confidence_of(ground.article).value,
            title=ground.title,
            is_compulsory=ground.is_compulsory,
            sign=reading.sign.value,
            proof=ground.proof,
            concludes=ground.concludes,
            limits=ground.cautions,
            next_step=reading.next_step,
            findings=[FindingOut.of(each) for each in reading.findings],
        )


class CriterionOut(BaseModel):
    """One thing asked: what was found, what the company says."""

    asked: AskedOut
    is_missing: bool
    comparison: str | None
    answer: str | None
    papers: list[PaperOut]
    findings: list[FindingOut]

    @classmethod
    def of(cls, reading: CriterionReading) -> Self:
        """Write a criterion."""
        return cls(
            asked=AskedOut.of(reading.item),
            is_missing=reading.is_missing,
            comparison=reading.comparison,
            answer=None if reading.answer is None else reading.answer.value,
            papers=[PaperOut.of(each) for each in reading.papers],
            findings=[FindingOut.of(each) for each in reading.findings],
        )


class ReadingOut(ExaminationOut):
    """The buyer's reading of one candidate."""

    candidate: CandidateOut | None
    grounds: list[GroundOut]
    criteria: list[CriterionOut]
    missing: list[AskedOut] = Field(description="Ce qui peut être demandé en complément (R2144-2).")
    winner_demands: list[str] = Field(description="Ce qui ne se demande qu'au candidat pressenti (R2144-4).")
    hearings: list[HearingOut]

    @classmethod
    def of_examined(cls, examined: ExaminedCandidate) -> Self:
        """Write the reading."""
        return cls(
            **ExaminationOut.of(examined.examination).model_dump(),
            candidate=None if examined.file is None else CandidateOut.of(examined.file),
            grounds=[GroundOut.of(each) for each in examined.reading.grounds],
            criteria=[CriterionOut.of(each) for each in examined.reading.criteria],
            missing=[AskedOut.of(each) for each in examined.reading.missing],
            winner_demands=list(examined.reading.demands),
            hearings=[HearingOut.of(each) for each in examined.hearings],
        )
