"""The company joins a paper for whatever nobody could obtain for it (CCP R2143-5 to R2143-12)."""

from dataclasses import dataclass
from datetime import date

from services.mps.domain.form import FormStatus
from services.mps.domain.papers import PAPERS_OF_CANDIDACY, Paper, PaperId, PaperKind, PaperName, StoredPaper
from services.mps.handlers.read_candidacy import read_candidacy
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Where a paper goes: what it is, and what it stands for."""

    candidacy_id: CandidacyId
    kind: PaperKind
    about: str | None
    name: PaperName
    expires_on: date | None = None


def check_paper(place: PaperPlace, *, uow: UnitOfWork) -> None:
    """Refuse, before its bytes are read, a paper that could not be kept.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-FORM-CONFIRMED``, ``MPS-PAPERS-MANY``.
    """
    uow.scope.principal.require(Right.SUBMIT)
    read_candidacy(place.candidacy_id, uow=uow)
    form = uow.forms.of(place.candidacy_id)
    if form is not None and form.status is FormStatus.CONFIRMED:
        refuse("MPS-FORM-CONFIRMED", candidacy_id=place.candidacy_id)
    if len(uow.papers.of(place.candidacy_id)) >= PAPERS_OF_CANDIDACY:
        refuse("MPS-PAPERS-MANY", limit=PAPERS_OF_CANDIDACY)


def add_paper(place: PaperPlace, content: StoredPaper, *, head: bytes, uow: UnitOfWork) -> Paper:
    """Keep a paper whose bytes are already durable.

    Raises:
        Refused: ``MPS-PAPER-CONTENT`` when its first bytes are of another format, or as ``check_paper``.
    """
    uow.candidacies.get_locked(place.candidacy_id)
    check_paper(place, uow=uow)
    place.name.require_sign(head)
    paper = Paper(
        paper_id=uow.ids.new(PaperId),
        candidacy_id=place.candidacy_id,
        kind=place.kind,
        about=place.about,
        name=place.name,
        content=content,
        added_at=uow.clock.now(),
        expires_on=place.expires_on,
    )
    uow.papers.add(paper)
    uow.record("paper_added", str(place.candidacy_id), {"paper": str(paper.paper_id), "sha256": content.sha256})
    return paper


def withdraw_paper(candidacy_id: CandidacyId, paper_id: PaperId, *, uow: UnitOfWork) -> Paper:
    """Take a paper out of the candidacy.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-FORM-CONFIRMED``.
    """
    uow.scope.principal.require(Right.SUBMIT)
    if uow.candidacies.get_locked(candidacy_id) is None:
        refuse("MPS-NOT-FOUND", candidacy_id=candidacy_id)
    form = uow.forms.of(candidacy_id)
    if form is not None and form.status is FormStatus.CONFIRMED:
        refuse("MPS-FORM-CONFIRMED", candidacy_id=candidacy_id)
    paper = read_paper(candidacy_id, paper_id, uow=uow).withdrawn(at=uow.clock.now())
    uow.papers.save(paper)
    uow.record("paper_withdrawn", str(candidacy_id), {"paper": str(paper_id)})
    return paper


def read_paper(candidacy_id: CandidacyId, paper_id: PaperId, *, uow: UnitOfWork) -> Paper:
    """Read a paper of one's own candidacy.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-PAPER-UNKNOWN``.
    """
    read_candidacy(candidacy_id, uow=uow)
    paper = uow.papers.get(candidacy_id, paper_id)
    if paper is None:
        refuse("MPS-PAPER-UNKNOWN", paper_id=paper_id)
    return paper
