"""The buyer reads a candidate, finds what to ask for completion, and what to ask from the likely winner."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.mps.domain.buyer_reading import BuyerReading, read_candidate
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.certificates import Certificate
from services.mps.domain.examination import CandidateFile, OpenedResponse
from services.mps.domain.form import Contest
from services.mps.domain.grounds import Finding
from services.mps.domain.hearings import Hearing
from services.mps.domain.requirements import AskedItem
from services.mps.domain.sources import CARDS, Moment
from services.mps.domain.tender import KnownTender
from services.mps.handlers.examinations import file_of, list_candidates, read_examination
from services.mps.handlers.forms import requirements_of
from services.mps.handlers.requirements import own_tender
from services.mps.ports import UnitOfWork
from services.mps.ports.examinations import BlockReader
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class ExaminedCandidate:
    """One candidate as its buyer reads it."""

    examination: SiretCandidacy
    tender: KnownTender
    file: CandidateFile | None
    reading: BuyerReading
    findings: tuple[Finding, ...]
    hearings: tuple[Hearing, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """What is missing in the candidacy of one of those concerned (R2144-2)."""

    response: OpenedResponse
    missing: tuple[AskedItem, ...]


def examine(candidacy_id: CandidacyId, *, reader: BlockReader, uow: UnitOfWork) -> ExaminedCandidate:
    """Read one candidate: what was found, from whom, when, until when, and what it allows to conclude.

    Raises:
        Refused: ``MPS-NOT-FOUND``.
    """
    examination = read_examination(candidacy_id, uow=uow)
    tender = uow.tenders.get(examination.tender_id)
    if tender is None:  # pragma: no cover - it was known when the examination was asked
        refuse("MPS-TENDER-UNKNOWN", tender_id=examination.tender_id)
    file = file_of(examination, uow=uow)
    findings = _of_blocks(examination, file, reader=reader, uow=uow)
    items = requirements_of(tender, uow=uow).for_lots(() if file is None else file.response.lots)
    reading = read_candidate(
        items,
        findings=findings,
        form=None if file is None else file.form,
        papers=() if file is None else file.papers,
    )
    return ExaminedCandidate(examination, tender, file, reading, findings, tuple(uow.hearings.of(candidacy_id)))


def completions(tender_id: TenderId, *, reader: BlockReader, uow: UnitOfWork) -> Sequence[Completion]:
    """Find everybody whose candidacy lacks something asked; the law has all of them asked, with one same delay.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, ``MPS-NOT-OPENED``.
    """
    tender = own_tender(tender_id, uow=uow)
    requirements = requirements_of(tender, uow=uow)
    found = []
    for file in list_candidates(tender_id, uow=uow):
        examination = next((each for each in file.asked if each.moment is Moment.EXAMINATION), None)
        findings = _of_blocks(examination, file, reader=reader, uow=uow)
        reading = read_candidate(
            requirements.for_lots(file.response.lots), findings=findings, form=file.form, papers=file.papers
        )
        if reading.missing:
            found.append(Completion(file.response, reading.missing))
    return found


def _of_blocks(
    examination: SiretCandidacy | None, file: CandidateFile | None, *, reader: BlockReader, uow: UnitOfWork
) -> tuple[Finding, ...]:
    """Join what the buyer asked with the open data of the form, the buyer's own answers first."""
    contests = () if file is None or file.form is None else file.form.content.contests
    seen, found = set(), []
    for candidacy in (examination, None if file is None else file.form_candidacy):
        if candidacy is None:
            continue
        kept = uow.certificates.of(candidacy.candidacy_id)
        for block in candidacy.blocks:
            if block.source not in seen:
                seen.add(block.source)
                certificate = kept.get(block.source)
                found.append(_finding(block, certificate, contests=contests, reader=reader, uow=uow))
    return tuple(found)


def _finding(
    block: EvidenceBlock,
    certificate: Certificate | None,
    *,
    contests: Sequence[Contest],
    reader: BlockReader,
    uow: UnitOfWork,
) -> Finding:
    card, reading = CARDS[block.source], reader.read(block, clock=uow.clock)
    contested = next((each.reason for each in contests if each.source is block.source), None)
    document = None if certificate is None else certificate.document
    return Finding(
        source=block.source,
        title=card.title,
        issuer=card.issuer,
        outcome=reading.outcome,
        why=reading.why,
        asked_at=block.asked_at,
        answered_at=block.answered_at,
        as_of=block.as_of,
        valid_until=reading.valid_until or (None if certificate is None else certificate.valid_until),
        facts=block.facts,
        document_sha256=None if document is None else document.sha256,
        contested=contested,
    )
