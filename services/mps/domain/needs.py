"""What a consultation asks against what is known: who knows it, since when, and what is left for the company to say.

Law: CCP R2143-13 and R2143-14 (what the buyer obtains is not asked), R2143-3 2°, R2144-4. The company sees the content
of open data alone; of protected data it learns that the buyer will obtain them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from services.mps.domain.answers import StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.form import FormBasis, FormContent, GivenAnswer
from services.mps.domain.papers import Paper
from services.mps.domain.requirements import AnswerKind, AskedItem
from services.mps.domain.sources import CARDS, Openness, Source, is_open
from services.mps.domain.states import BlockStatus


class Confidence(StrEnum):
    """How far a datum may be relied on."""

    ISSUED = "issued"  # stated by the body that keeps the register
    STATISTICAL = "statistical"  # a bracket or an estimate
    DECLARED = "declared"  # said by the company
    CONTESTED = "contested"  # stated by a body, contested by the company


class NeedState(StrEnum):
    """Where one thing asked stands."""

    KNOWN = "known"
    BUYER_OBTAINS = "buyer_obtains"
    GIVEN = "given"
    TO_CONFIRM = "to_confirm"  # reused from an earlier candidacy
    WAITING = "waiting"
    TO_GIVE = "to_give"


@dataclass(frozen=True, slots=True)
class KnownDatum:
    """What one source knows, as the company may see it."""

    source: Source
    title: str
    issuer: str
    openness: Openness
    status: BlockStatus | None  # None: it will be asked by the buyer alone
    confidence: Confidence
    as_of: date | None
    read_at: datetime | None
    facts: tuple[StatedFact, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing asked: what is known of it, what the company gave, what is left to do."""

    item: AskedItem
    state: NeedState
    known: tuple[KnownDatum, ...]
    answer: GivenAnswer | None
    papers: tuple[Paper, ...]
    action: str


_STATISTICAL: Final = frozenset({Source.LEGAL_UNIT})
_ACTIONS: Final[Mapping[NeedState, str]] = {
    NeedState.KNOWN: "Rien à faire : vérifiez, et contestez ce qui est inexact.",
    NeedState.BUYER_OBTAINS: "Rien à fournir : l'acheteur l'obtient lui-même (article R2143-13).",
    NeedState.GIVEN: "Répondu par vos soins.",
    NeedState.TO_CONFIRM: "Repris d'une candidature précédente : confirmez que c'est toujours exact (article R2143-4).",
    NeedState.WAITING: "Une administration n'a pas encore répondu ; vous pouvez continuer, ou répondre vous-même.",
    NeedState.TO_GIVE: "Personne ne le sait à votre place : répondez en quelques mots, ou joignez une pièce.",
}


def needs_of(
    items: Sequence[AskedItem], *, candidacy: SiretCandidacy, content: FormContent, papers: Sequence[Paper]
) -> tuple[Need, ...]:
    """Compare what is asked with what is known, given and joined."""
    return tuple(_need(item, candidacy=candidacy, content=content, papers=papers) for item in items)


def warnings_of(needs: Sequence[Need], *, content: FormContent, missing_consents: int) -> tuple[str, ...]:
    """Say what a candidate may have forgotten; none of it stops the confirmation: the company decides."""
    found = []
    if content.basis is FormBasis.SIRET:
        left = [need.item.title for need in needs if need.state is NeedState.TO_GIVE]
        found += [f"Sans réponse : {title}. L'acheteur pourra le demander (article R2144-2)." for title in left]
    if "honour" not in content.declarations:
        found.append("La déclaration sur l'honneur n'est pas cochée : elle est exigée de tout candidat (R2143-3 1°).")
    if missing_consents:
        found.append(
            f"{missing_consents} membre(s) du groupement n'ont pas donné leur accord ici : joignez le pouvoir signé "
            "qu'ils ont donné au mandataire (article R2142-23)."
        )
    if any(not each.has_declared for each in content.subcontractors):
        found.append("Un sous-traitant n'a pas déclaré être hors des cas d'exclusion (article R2193-1).")
    return tuple(found)


def known_datum(block: EvidenceBlock, *, contested: bool) -> KnownDatum:
    """Show a block to the company: content of open data only."""
    card, shown = CARDS[block.source], is_open(block.source)
    return KnownDatum(
        source=block.source,
        title=card.title,
        issuer=card.issuer,
        openness=card.openness,
        status=block.status,
        confidence=_confidence(block.source, contested=contested),
        as_of=block.as_of if shown else None,
        read_at=block.answered_at,
        facts=block.facts if shown else (),
    )


def _need(item: AskedItem, *, candidacy: SiretCandidacy, content: FormContent, papers: Sequence[Paper]) -> Need:
    datum = item.datum
    sources = () if datum is None else datum.sources
    contested = {each.source for each in content.contests}
    blocks = [block for block in candidacy.blocks if block.source in sources]
    known = [known_datum(block, contested=block.source in contested) for block in blocks]
    asked = {block.source for block in blocks}
    later = [source for source in sources if source not in asked and not is_open(source)]
    answer = _answer(item, content)
    joined = tuple(each for each in papers if each.withdrawn_at is None and each.about in {item.code, *sources})
    state = _state(item, blocks=blocks, later=later, answer=answer, has_paper=bool(joined))
    return Need(item, state, (*known, *map(_later, later)), answer, joined, _ACTIONS[state])


def _later(source: Source) -> KnownDatum:
    card = CARDS[source]
    return KnownDatum(source, card.title, card.issuer, card.openness, None, Confidence.ISSUED, None, None, ())


def _state(
    item: AskedItem,
    *,
    blocks: Sequence[EvidenceBlock],
    later: Sequence[Source],
    answer: GivenAnswer | None,
    has_paper: bool,
) -> NeedState:
    if answer is not None:
        return NeedState.TO_CONFIRM if answer.is_reused else NeedState.GIVEN
    if has_paper:
        return NeedState.GIVEN
    if any(block.status is BlockStatus.FOUND for block in blocks):
        return NeedState.KNOWN
    if later:
        return NeedState.BUYER_OBTAINS
    if any(block.status in {BlockStatus.PENDING, BlockStatus.UNAVAILABLE} for block in blocks):
        return NeedState.WAITING
    is_obtained = item.datum is not None and item.datum.kind is AnswerKind.NONE
    return NeedState.BUYER_OBTAINS if is_obtained else NeedState.TO_GIVE


def _answer(item: AskedItem, content: FormContent) -> GivenAnswer | None:
    """Take the answer for the lot, else the one for every lot."""
    given = [each for each in content.answers if each.code == item.code and each.value.strip()]
    for_lot = [each for each in given if each.lot_number == item.lot_number]
    return next(iter(for_lot or [each for each in given if each.lot_number is None]), None)


def _confidence(source: Source, *, contested: bool) -> Confidence:
    if contested:
        return Confidence.CONTESTED
    return Confidence.STATISTICAL if source in _STATISTICAL else Confidence.ISSUED
