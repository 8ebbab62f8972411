"""The buyer asks about the candidates whose responses were opened, and reads what administrations answered.

Law: CCP R2144-1 to R2144-5; L114-8 CRPA (each call is made for the buyer, for this consultation, and journaled).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.examination import CandidateFile, OpenedResponse, examination_of
from services.mps.domain.form import FormStatus
from services.mps.domain.papers import Paper, PaperId
from services.mps.domain.sources import Moment
from services.mps.domain.tender import KnownTender
from services.mps.handlers.announcements import announce_request
from services.mps.handlers.requirements import own_tender
from services.mps.handlers.withdrawn_awards import ask_anew
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class AskAbout:
    """Command: ask administrations about a candidate, at the examination or at the award.

    ``reason`` says why somebody is examined whose response did not come through the platform, or on whom a candidate
    relies (R2144-1).
    """

    tender_id: TenderId
    siret: Siret
    moment: Moment
    reason: str | None = None


def list_candidates(tender_id: TenderId, *, uow: UnitOfWork) -> Sequence[CandidateFile]:
    """Give the candidates of one's own consultation, in the order of their responses.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, ``MPS-NOT-OPENED`` before the deadline.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = own_tender(tender_id, uow=uow)
    _require_closed(tender, uow=uow)
    opened = [each for each in uow.opened.of_tender(tender_id) if each.is_examinable]
    asked = uow.opened.asked_about(tender_id)
    return [_file(each, asked=asked, uow=uow) for each in opened]


def ask_about(command: AskAbout, *, uow: UnitOfWork) -> SiretCandidacy:
    """Ask every source of the moment, for this buyer and this consultation; what is already asked is given back.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, ``MPS-NOT-OPENED``, ``MPS-NOT-A-CANDIDATE`` when no response of this company
            was opened and no reason is given, ``MPS-MOMENT``.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = own_tender(command.tender_id, uow=uow)
    if command.moment not in {Moment.EXAMINATION, Moment.AWARD}:
        refuse("MPS-MOMENT", moment=command.moment.value)
    _require_closed(tender, uow=uow)
    _require_reason(command, uow=uow)
    asked = examination_of(
        command.siret,
        tender=tender,
        moment=command.moment,
        candidacy_id=uow.ids.new(CandidacyId),
        has_form=uow.opened.form_of(command.tender_id, command.siret.siren) is not None,
        at=uow.clock.now(),
    )
    if not uow.candidacies.add(asked):
        return ask_anew(_known(command, uow=uow), uow=uow)
    for block in asked.blocks:
        asked = announce_request(asked, block=block, uow=uow)
    uow.candidacies.save(asked, changed=())
    _record(asked, command, uow=uow)
    return asked


def read_examination(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> SiretCandidacy:
    """Read what one's own body asked.

    Raises:
        Refused: ``MPS-NOT-FOUND``, for what others asked too.
    """
    uow.scope.principal.require(Right.EVALUATE)
    found = uow.candidacies.get(candidacy_id)
    if found is None or not found.is_the_buyers:
        refuse("MPS-NOT-FOUND", candidacy_id=candidacy_id)
    return found


def file_of(examination: SiretCandidacy, *, uow: UnitOfWork) -> CandidateFile | None:
    """Give the file of the candidate that an examination is about, None for somebody who sent no response here."""
    opened = uow.opened.of_tender(examination.tender_id)
    mine = next((each for each in opened if each.siret.siren == examination.siret.siren and each.is_examinable), None)
    return None if mine is None else _file(mine, asked=(examination,), uow=uow)


def _file(response: OpenedResponse, *, asked: Sequence[SiretCandidacy], uow: UnitOfWork) -> CandidateFile:
    candidacy = uow.opened.form_of(response.tender_id, response.siret.siren)
    own = tuple(each for each in asked if each.siret.siren == response.siret.siren)
    if candidacy is None:
        return CandidateFile(response, None, None, (), (), own)
    identifier = candidacy.candidacy_id
    form = uow.forms.of(identifier)
    if form is None or form.status is not FormStatus.CONFIRMED:  # a draft was never addressed to anybody
        return CandidateFile(response, candidacy, None, (), (), own)
    return CandidateFile(
        response=response,
        form_candidacy=candidacy,
        form=form,
        papers=tuple(each for each in uow.papers.of(identifier) if each.withdrawn_at is None),
        consents=tuple(uow.consents.of(identifier)),
        asked=own,
    )


def _known(command: AskAbout, *, uow: UnitOfWork) -> SiretCandidacy:
    known = uow.candidacies.find(siret=command.siret, tender_id=command.tender_id, moment=command.moment)
    if known is None:  # pragma: no cover - the store has just said that it is there, and nothing removes it
        refuse("MPS-NOT-FOUND", candidacy_id=command.siret)
    return known


def _require_closed(tender: KnownTender, *, uow: UnitOfWork) -> None:
    """Before the deadline nobody may learn who answers, not even by asking (R2132-9)."""
    if tender.timeline.legal_at(uow.clock.now()) <= tender.deadline:
        refuse("MPS-NOT-OPENED", article="R2132-9", deadline=tender.deadline.isoformat())


def _require_reason(command: AskAbout, *, uow: UnitOfWork) -> None:
    files = list_candidates(command.tender_id, uow=uow)
    is_candidate = any(each.response.siret.siren == command.siret.siren for each in files)
    is_relied_upon = any(command.siret.siren in _parties(each) for each in files)
    if not is_candidate and not is_relied_upon and not (command.reason and command.reason.strip()):
        refuse("MPS-NOT-A-CANDIDATE", article="R2144-1", siret=command.siret)


def _parties(file: CandidateFile) -> frozenset[Siren]:
    """Give the companies of a candidate's group, and its declared subcontractors (R2144-1)."""
    if file.form is None:
        return frozenset()
    content = file.form.content
    members = () if content.grouping is None else content.grouping.members
    numbers = (*(each.number for each in members), *(each.number for each in content.subcontractors))
    return frozenset(number.siren for number in numbers if number.siren is not None)


def _record(asked: SiretCandidacy, command: AskAbout, *, uow: UnitOfWork) -> None:
    facts = {"siret": str(asked.siret), "moment": asked.moment.value, "tender_id": str(asked.tender_id)}
    uow.record(
        "examination_asked", str(asked.candidacy_id), facts | ({"reason": command.reason} if command.reason else {})
    )


def candidate_paper(tender_id: TenderId, paper_id: PaperId, *, uow: UnitOfWork) -> Paper:
    """Read a paper that a candidate of one's own consultation has joined.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, ``MPS-NOT-OPENED``, ``MPS-PAPER-UNKNOWN``.
    """
    papers = [paper for file in list_candidates(tender_id, uow=uow) for paper in file.papers]
    found = next((each for each in papers if each.paper_id == paper_id), None)
    if found is None:
        refuse("MPS-PAPER-UNKNOWN", paper_id=paper_id)
    return found
