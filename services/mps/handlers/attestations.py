"""The attestation and the originals of a candidacy: for its company (open data only), and for its buyer (R2144-1)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.mps.domain.attestation import Attested, AttestedBlock, attestation
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.certificates import Certificate
from services.mps.domain.grouping import PartyRole
from services.mps.domain.papers import Paper
from services.mps.domain.sources import Source, is_open
from services.mps.handlers.buyer_reading import ExaminedCandidate, examine
from services.mps.handlers.forms import view_form
from services.mps.ports import UnitOfWork
from services.mps.ports.examinations import BlockReader
from shared.kernel.ids import CandidacyId
from shared.kernel.report import Report

_TITLE: Final = "Attestation de candidature par numéro SIRET"
_UNSAFE: Final = re.compile(r"[^0-9A-Za-z._-]+")
_EXTENSIONS: Final = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Original:
    """One file of the package: its bytes, or where they lie."""

    name: str
    modified: datetime
    sha256: str | None
    size: int
    content: bytes | None = None
    blob_id: str | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """The attestation and the originals on which it stands."""

    report: Report
    dated_at: datetime
    originals: tuple[Original, ...]


def company_package(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> Package:
    """Give the company its own papers and what the open registers say of it.

    Raises:
        Refused: ``MPS-NOT-FOUND``.
    """
    view = view_form(candidacy_id, uow=uow)
    candidacy = view.candidacy
    kept = {source: each for source, each in uow.certificates.of(candidacy_id).items() if is_open(source)}
    papers = tuple(each for each in view.papers if each.withdrawn_at is None)
    saved = view.form if view.form.version else None
    attested = Attested(
        title=_TITLE,
        reader="l'entreprise ; le contenu des données protégées n'y figure pas",
        siret=candidacy.siret,
        name=_name(candidacy.blocks),
        tender=view.tender,
        dated_at=max(candidacy.last_heard_at, view.form.saved_at),
        form=saved,
        blocks=tuple(_open_block(block, kept) for block in candidacy.blocks),
        papers=papers,
    )
    return _package(attested, kept=kept, payloads=[b for b in candidacy.blocks if is_open(b.source)], papers=papers)


def buyer_package(examination_id: CandidacyId, *, reader: BlockReader, uow: UnitOfWork) -> Package:
    """Give the buyer everything that it asked about a candidate and that the candidate joined.

    Raises:
        Refused: ``MPS-NOT-FOUND``.
    """
    examined = examine(examination_id, reader=reader, uow=uow)
    candidacies = [examined.examination, *_form_candidacy(examined)]
    kept: dict[Source, Certificate] = {}
    blocks: dict[Source, EvidenceBlock] = {}
    for candidacy in candidacies:
        kept = {**uow.certificates.of(candidacy.candidacy_id), **kept}
        blocks = {**{block.source: block for block in candidacy.blocks}, **blocks}
    shown = [blocks[source] for source in Source if source in blocks]
    papers = () if examined.file is None else examined.file.papers
    uow.record("attestation_read", str(examination_id), {"siret": str(examined.examination.siret)})
    return _package(_buyers(examined, shown, kept, papers), kept=kept, payloads=shown, papers=papers)


def _buyers(
    examined: ExaminedCandidate,
    shown: Sequence[EvidenceBlock],
    kept: dict[Source, Certificate],
    papers: tuple[Paper, ...],
) -> Attested:
    whys = {finding.source: finding.why for finding in examined.findings}
    form = None if examined.file is None else examined.file.form
    heard = [candidacy.last_heard_at for candidacy in (examined.examination, *_form_candidacy(examined))]
    return Attested(
        title=_TITLE,
        reader="l'acheteur ; il contient des données protégées et ne se communique pas",
        siret=examined.examination.siret,
        name=_name(shown) or _named(examined),
        tender=examined.tender,
        dated_at=max(heard),
        form=form,
        blocks=tuple(_whole_block(block, kept, why=whys.get(block.source)) for block in shown),
        papers=papers,
        quality=_quality(examined),
    )


def _named(examined: ExaminedCandidate) -> str | None:
    """Give the name under which the company answers, or under which others name it."""
    file = examined.file
    if file is None:
        return None
    return file.response.name if file.party is None else file.party.name


def _quality(examined: ExaminedCandidate) -> str | None:
    file = examined.file
    if file is None or file.party is None:
        return None
    lead = f"{file.response.name} (SIRET {file.response.siret.display()})"
    if file.party.role is PartyRole.MEMBER:
        return f"Membre du groupement conduit par {lead}"
    return f"Sous-traitant de {lead}"


def _package(
    attested: Attested,
    *,
    kept: dict[Source, Certificate],
    payloads: Sequence[EvidenceBlock],
    papers: Sequence[Paper],
) -> Package:
    originals = (*_answers(payloads), *_documents(kept), *_papers(papers))
    return Package(attestation(attested), attested.dated_at, tuple(originals))


def _answers(blocks: Sequence[EvidenceBlock]) -> Iterator[Original]:
    for block in blocks:
        if block.payload:
            content = block.payload.encode("utf-8")
            at = block.answered_at or block.asked_at
            yield Original(f"administrations/{block.source.value}.json", at, None, len(content), content=content)


def _documents(kept: dict[Source, Certificate]) -> Iterator[Original]:
    for source, certificate in sorted(kept.items()):
        document = certificate.document
        if document is not None:
            name = f"certificats/{source.value}.{_EXTENSIONS.get(document.media_type, 'bin')}"
            yield Original(name, certificate.fetched_at, document.sha256, document.size, blob_id=document.blob_id)


def _papers(papers: Sequence[Paper]) -> Iterator[Original]:
    """Name papers so that two of the same name both stay, and no name can leave its folder."""
    for place, paper in enumerate(papers, start=1):
        name = f"pieces/{place:02d}-{_UNSAFE.sub('_', paper.name.value)}"
        content = paper.content
        yield Original(name, paper.added_at, content.sha256, content.size, blob_id=content.blob_id)


def _open_block(block: EvidenceBlock, kept: dict[Source, Certificate]) -> AttestedBlock:
    shown = is_open(block.source)
    return AttestedBlock(
        source=block.source,
        status=block.status,
        asked_at=block.asked_at,
        answered_at=block.answered_at,
        as_of=block.as_of if shown else None,
        facts=block.facts if shown else (),
        certificate=kept.get(block.source),
    )


def _whole_block(block: EvidenceBlock, kept: dict[Source, Certificate], *, why: str | None) -> AttestedBlock:
    return AttestedBlock(
        source=block.source,
        status=block.status,
        asked_at=block.asked_at,
        answered_at=block.answered_at,
        as_of=block.as_of,
        facts=block.facts,
        certificate=kept.get(block.source),
        reading=why,
    )


def _form_candidacy(examined: ExaminedCandidate) -> tuple[SiretCandidacy, ...]:
    file = examined.file
    return () if file is None or file.form_candidacy is None else (file.form_candidacy,)


def _name(blocks: Sequence[EvidenceBlock]) -> str | None:
    facts = [fact for block in blocks if block.source is Source.ESTABLISHMENT for fact in block.facts]
    return next((fact.value for fact in facts if fact.code == "name"), None)
