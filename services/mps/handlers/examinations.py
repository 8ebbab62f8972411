"""The buyer asks about the candidates whose responses were opened, and reads what administrations answered.

Law: CCP R2144-1 to R2144-5; L114-8 CRPA (each call is made for the buyer, for this consultation, and journaled).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.examination import CandidateFile, examination_of
from services.mps.domain.papers import Paper, PaperId
from services.mps.domain.sources import Moment
from services.mps.domain.tender import KnownTender
from services.mps.handlers.announcements import announce_request
from services.mps.handlers.candidate_files import candidate_file, party_of
from services.mps.handlers.requirements import own_tender
from services.mps.handlers.withdrawn_awards import ask_anew
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
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
    return [candidate_file(each, asked=asked, uow=uow) for each in opened]


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
    own = _own_form(command, uow=uow)
    asked = examination_of(
        command.siret,
        tender=tender,
        moment=command.moment,
        candidacy_id=uow.ids.new(CandidacyId),
        has_form=own is not None,
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
    """Give the file of the candidate, or of the party, that an examination is about; None for somebody else."""
    tender_id, siren = examination.tender_id, examination.siret.siren
    opened = [each for each in uow.opened.of_tender(tender_id) if each.is_examinable]
    mine = next((each for each in opened if each.siret.siren == siren), None)
    if mine is not None:
        return candidate_file(mine, asked=uow.opened.asked_about(tender_id), uow=uow)
    return party_of(siren, list_candidates(tender_id, uow=uow))


def whole_file_of(file: CandidateFile, *, uow: UnitOfWork) -> CandidateFile:
    """Give the file of the candidate with whom a party answers: the capacities of a group are one (R2142-25)."""
    if file.party is None:
        return file
    asked = uow.opened.asked_about(file.response.tender_id)
    return candidate_file(file.response, asked=asked, uow=uow)


def _known(command: AskAbout, *, uow: UnitOfWork) -> SiretCandidacy:
    known = uow.candidacies.find(siret=command.siret, tender_id=command.tender_id, moment=command.moment)
    if known is None:  # pragma: no cover - the store has just said that it is there, and nothing removes it
        refuse("MPS-NOT-FOUND", candidacy_id=command.siret)
    return known


def _require_closed(tender: KnownTender, *, uow: UnitOfWork) -> None:
    """Before the deadline nobody may learn who answers, not even by asking (R2132-9)."""
    if tender.timeline.legal_at(uow.clock.now()) <= tender.deadline:
        refuse("MPS-NOT-OPENED", article="R2132-9", deadline=tender.deadline.isoformat())


def _own_form(command: AskAbout, *, uow: UnitOfWork) -> SiretCandidacy | None:
    """Give the candidacy that the company made itself, alone or as a party; whoever is neither needs a reason."""
    files, siren = list_candidates(command.tender_id, uow=uow), command.siret.siren
    own = next((each for each in files if each.response.siret.siren == siren), None) or party_of(siren, files)
    if own is None and not (command.reason and command.reason.strip()):
        refuse("MPS-NOT-A-CANDIDATE", article="R2144-1", siret=command.siret)
    return None if own is None else own.form_candidacy


def _record(asked: SiretCandidacy, command: AskAbout, *, uow: UnitOfWork) -> None:
    facts = {"siret": str(asked.siret), "moment": asked.moment.value, "tender_id": str(asked.tender_id)}
    uow.record(
        "examination_asked", str(asked.candidacy_id), facts | ({"reason": command.reason} if command.reason else {})
    )


def candidate_paper(tender_id: TenderId, paper_id: PaperId, *, uow: UnitOfWork) -> Paper:
    """Read a paper that a candidate of one's own consultation, or one of its parties, has joined.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, ``MPS-NOT-OPENED``, ``MPS-PAPER-UNKNOWN``.
    """
    files = list_candidates(tender_id, uow=uow)
    papers = [*(each.papers for each in files), *(party.papers for each in files for party in each.parties)]
    found = next((paper for each in papers for paper in each if paper.paper_id == paper_id), None)
    if found is None:
        refuse("MPS-PAPER-UNKNOWN", paper_id=paper_id)
    return found
