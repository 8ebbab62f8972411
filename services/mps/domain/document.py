"""The candidacy document that the company seals with its bid: facts with their issuer and date, and its declaration.

A plain structure with French labels, written as JSON by the API. The same candidacy always gives the same document:
its date is the instant of the last answer, never the instant of reading.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.mps.domain import declaration
from services.mps.domain.answers import StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.form import CandidacyForm, FormStatus
from services.mps.domain.grouping import Consent
from services.mps.domain.identity import messages_about
from services.mps.domain.papers import Paper
from services.mps.domain.sources import CARDS, Source, is_open
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import KnownTender

TITLE: Final = "Candidature par numéro SIRET (marché public simplifié)"

STATUS_LABELS: Final = {
    BlockStatus.PENDING: "demande en cours",
    BlockStatus.FOUND: "obtenu",
    BlockStatus.UNKNOWN: "inconnu de l'administration",
    BlockStatus.REFUSED: "délivrance refusée par l'administration",
    BlockStatus.UNAVAILABLE: "administration momentanément muette",
}


@dataclass(frozen=True, slots=True)
class DocumentedBlock:
    """One source in the document; facts are there only when they are open data."""

    source: Source
    title: str
    issuer: str
    article: str
    openness: str
    status: str
    asked_at: datetime
    answered_at: datetime | None
    as_of: date | None
    facts: tuple[StatedFact, ...]
    detail: str | None


@dataclass(frozen=True, slots=True)
class CandidacyDocument:
    """The document as its reader sees it."""

    title: str
    candidacy: SiretCandidacy
    tender: KnownTender
    established_at: datetime
    operator_name: str | None
    blocks: tuple[DocumentedBlock, ...]
    messages: tuple[str, ...]
    declaration: str
    mentions: tuple[str, ...]
    form: CandidacyForm | None = None  # once the company has confirmed it
    papers: tuple[Paper, ...] = ()
    consents: tuple[Consent, ...] = ()


def candidacy_document(
    candidacy: SiretCandidacy,
    tender: KnownTender,
    *,
    form: CandidacyForm | None = None,
    papers: tuple[Paper, ...] = (),
    consents: tuple[Consent, ...] = (),
) -> CandidacyDocument:
    """Write the document of a candidacy for its consultation, with what is known at this moment.

    A form that is not confirmed says nothing: nobody has declared it yet.
    """
    if form is None or form.status is not FormStatus.CONFIRMED:
        form, papers, consents = None, (), ()
    establishment = candidacy.block(Source.ESTABLISHMENT)
    mentions = (declaration.SEALING_MENTION, declaration.UNKNOWN_MENTION, declaration.PROTECTED_MENTION)
    return CandidacyDocument(
        title=TITLE,
        candidacy=candidacy,
        tender=tender,
        established_at=candidacy.last_heard_at if form is None else max(candidacy.last_heard_at, form.saved_at),
        operator_name=next((fact.value for fact in establishment.facts if fact.code == "name"), None),
        blocks=tuple(documented(block) for block in candidacy.blocks),
        messages=messages_about(establishment.facts),
        declaration=declaration.TEXT,
        mentions=(*mentions, declaration.SANDBOX_MENTION) if tender.sandbox else mentions,
        form=form,
        papers=tuple(each for each in papers if each.withdrawn_at is None),
        consents=consents,
    )


def documented(block: EvidenceBlock) -> DocumentedBlock:
    """Show a block to the company: the content of open data, the state alone of protected data."""
    card, shown = CARDS[block.source], is_open(block.source)
    return DocumentedBlock(
        source=block.source,
        title=card.title,
        issuer=card.issuer,
        article=card.article,
        openness="donnée ouverte" if shown else "donnée protégée, lue par le seul acheteur",
        status=STATUS_LABELS[block.status],
        asked_at=block.asked_at,
        answered_at=block.answered_at,
        as_of=block.as_of if shown else None,
        facts=block.facts if shown else (),
        detail=block.detail if shown or block.status is not BlockStatus.REFUSED else None,
    )
