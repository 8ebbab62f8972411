"""The buyer reads a candidate, finds what to ask for completion, and what to ask from the likely winner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.mps.domain.buyer_reading import BuyerReading, read_candidate
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.certificates import Certificate
from services.mps.domain.examination import CandidateFile, NamedParty, OpenedResponse, PartyFile
from services.mps.domain.form import Contest
from services.mps.domain.grounds import Finding
from services.mps.domain.hearings import Hearing
from services.mps.domain.requirements import AskedItem, TenderRequirements
from services.mps.domain.sources import CARDS, Moment
from services.mps.domain.tender import KnownTender
from services.mps.handlers.examinations import file_of, list_candidates, read_examination, whole_file_of
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
    """What is missing in the candidacy of one of those concerned (R2144-2).

    ``silent`` are the members of its group of which there is no candidacy here.
    """

    response: OpenedResponse
    missing: tuple[AskedItem, ...]
    silent: tuple[NamedParty, ...] = ()


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
    requirements = requirements_of(tender, uow=uow)
    findings = _of_blocks(examination, file, reader=reader, uow=uow)
    reading = _reading(file, findings, requirements=requirements)
    if file is not None:
        reading = replace(reading, others=_others(file, requirements=requirements, reader=reader, uow=uow))
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
        reading = _read(file, requirements=requirements, reader=reader, uow=uow)
        whole = replace(reading, others=_others(file, requirements=requirements, reader=reader, uow=uow))
        silent = tuple(each.party for each in file.parties if each.is_silent and not _is_joined(each, file))
        if whole.missing or silent:
            found.append(Completion(file.response, whole.missing, silent))
    return found


def _others(
    file: CandidateFile, *, requirements: TenderRequirements, reader: BlockReader, uow: UnitOfWork
) -> tuple[BuyerReading, ...]:
    """Read those whose capacities count with those of a candidate, or of a party (R2142-25, R2142-3)."""
    whole = whole_file_of(file, uow=uow)
    counted = [whole, *(whole.of_party(each) for each in whole.parties if each.party.relies_on)]
    return tuple(
        _read(each, requirements=requirements, reader=reader, uow=uow) for each in counted if each.party != file.party
    )


def _read(
    file: CandidateFile, *, requirements: TenderRequirements, reader: BlockReader, uow: UnitOfWork
) -> BuyerReading:
    examination = next((each for each in file.asked if each.moment is Moment.EXAMINATION), None)
    return _reading(file, _of_blocks(examination, file, reader=reader, uow=uow), requirements=requirements)


def _reading(
    file: CandidateFile | None, findings: Sequence[Finding], *, requirements: TenderRequirements
) -> BuyerReading:
    return read_candidate(
        requirements.for_lots(() if file is None else file.lots),
        findings=findings,
        form=None if file is None else file.form,
        papers=() if file is None else file.papers,
    )


def _is_joined(party: PartyFile, file: CandidateFile) -> bool:
    """Say whether the candidate has joined something in the place of a party."""
    return any(paper.about == party.party.number.value for paper in file.papers)


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
