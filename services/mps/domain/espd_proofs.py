"""The proofs that a single document names: who issued them, when, where they are and by what they are recognised.

A proof is named, its content is not quoted: the buyer reads it where it is, the company does not bring it (R2143-13).
What the company contests of it stands beside, with its reason.
"""

from collections.abc import Iterator
from typing import Final

from services.mps.domain.candidacy import EvidenceBlock
from services.mps.domain.espd import EspdEvidence
from services.mps.domain.espd_matter import EspdMatter
from services.mps.domain.form import Contest
from services.mps.domain.papers import Paper
from services.mps.domain.sources import CARDS, is_open
from services.mps.domain.states import BlockStatus
from shared.kernel.paris import legal_day

_OPEN_PROOF: Final = "PUBLIC"
_PROTECTED_PROOF: Final = "RESTRICTED"


def proofs_of(matter: EspdMatter, *, platform_url: str) -> Iterator[EspdEvidence]:
    """Name what administrations hold, then what the company joins."""
    base = f"{platform_url}/mps/candidacies/{matter.candidacy.candidacy_id}"
    for block in matter.candidacy.blocks:
        if block.status is BlockStatus.FOUND:
            yield _held(block, matter, base=base)
    for paper in matter.kept_papers:
        yield _joined(paper, base=base)


def paper_evidence_id(paper: Paper) -> str:
    """Name a joined paper in the document."""
    return f"piece-{paper.paper_id}"


def _held(block: EvidenceBlock, matter: EspdMatter, *, base: str) -> EspdEvidence:
    card, kept = CARDS[block.source], matter.certificates.get(block.source)
    document = None if kept is None else kept.document
    contests = [each for each in matter.content.contests if each.source is block.source]
    return EspdEvidence(
        evidence_id=block.source.value,
        reference=f"{matter.candidacy.candidacy_id}/{block.source.value}",
        uri=f"{base}#{block.source.value}",
        issuer_name=card.issuer,
        confidentiality=_OPEN_PROOF if is_open(block.source) else _PROTECTED_PROOF,
        issued_on=block.as_of or (None if block.answered_at is None else legal_day(block.answered_at)),
        valid_until=None if kept is None else kept.valid_until,
        digest=None if document is None else document.sha256,
        description=card.title,
        statement=" ".join(_contested(each, matter) for each in contests) or None,
    )


def _joined(paper: Paper, *, base: str) -> EspdEvidence:
    return EspdEvidence(
        evidence_id=paper_evidence_id(paper),
        reference=str(paper.paper_id),
        uri=f"{base}/papers/{paper.paper_id}",
        confidentiality=_PROTECTED_PROOF,
        issued_on=legal_day(paper.added_at),
        valid_until=paper.expires_on,
        digest=paper.content.sha256,
        description=paper.name.value,
    )


def _contested(contest: Contest, matter: EspdMatter) -> str:
    stated = matter.stated_fact(contest.source, contest.fact_code)
    label, value = (contest.fact_code, "") if stated is None else (stated.label, stated.value)
    instead = f" ; le candidat indique : {contest.proposed}" if contest.proposed else ""
    return f"Contesté par le candidat : {label} « {value} »{instead}. Raison : {contest.reason}."
