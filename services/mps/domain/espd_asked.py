"""What a consultation asks, criterion by criterion of the single document, and what the candidate answers to each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.mps.domain.espd import WHOLE_PROCEDURE, EspdEvidence
from services.mps.domain.espd_matter import EspdMatter
from services.mps.domain.espd_parties import EspdEntity
from services.mps.domain.espd_proofs import paper_evidence_id
from services.mps.domain.form import GivenAnswer
from services.mps.domain.requirements import AskedItem, Category
from services.mps.domain.tender import KnownTender

_PERFORMED: Final = {"works": "work-perform", "supplies": "supply-perform", "services": "service-perform"}
_REFERENCES, _TURNOVER = "references", "turnover"


@dataclass(frozen=True, slots=True)
class AskedCriterion:
    """One thing asked: the criterion that says it, the level, what is answered, by whom it is met, what proves it.

    ``criterion`` is None for a condition in the buyer's own words: no criterion of the standard says it.
    """

    criterion: str | None
    item: AskedItem
    text: str = ""
    turnover: str = ""  # declared beside: a share is nothing without its whole
    relied_on: EspdEntity | None = None
    proofs: tuple[str, ...] = ()


def asked_criteria(
    matter: EspdMatter, *, lot: str, relied_on: Sequence[EspdEntity], proofs: Sequence[EspdEvidence]
) -> tuple[AskedCriterion, ...]:
    """Answer what is asked, one by one, for one lot; an answer for this lot comes before a general one."""
    number = None if lot == WHOLE_PROCEDURE else int(lot.rpartition("-")[2])
    known = {proof.evidence_id for proof in proofs}
    items = [item for item in matter.asked if number is None or item.lot_number in {None, number}]
    turnover = _given(matter, _TURNOVER, lot=number)
    return tuple(
        AskedCriterion(
            criterion=criterion_of(item, matter.tender),
            item=item,
            text=_given(matter, item.code, lot=item.lot_number or number),
            turnover=turnover,
            relied_on=next((each for each in relied_on if _is_for(each, item)), None),
            proofs=tuple(each for each in _proofs(item, matter) if each in known),
        )
        for item in items
    )


def criterion_of(item: AskedItem, tender: KnownTender) -> str | None:
    """Find the criterion of the standard for one thing asked; what the law asks of everybody beside has none."""
    datum = item.datum
    if item.code == _REFERENCES:
        return _PERFORMED.get(tender.kind, "service-perform")
    if datum is not None:
        return datum.espd
    return item.code if item.category is not Category.EXCLUSION else None


def _given(matter: EspdMatter, code: str, *, lot: int | None) -> str:
    """Take the answer for the lot, else the one for every lot."""
    mine: list[GivenAnswer] = [each for each in matter.content.answers if each.code == code and each.value.strip()]
    for_lot = [each for each in mine if each.lot_number == lot] or [each for each in mine if each.lot_number is None]
    return for_lot[0].value.strip() if for_lot else ""


def _is_for(entity: EspdEntity, item: AskedItem) -> bool:
    """Tell whether the capacities for which an entity is needed name this thing, by its code or by its title."""
    needed = entity.needed_for.casefold()
    return item.code.casefold() in needed or item.title.casefold() in needed


def _proofs(item: AskedItem, matter: EspdMatter) -> Iterator[str]:
    sources = () if item.datum is None else item.datum.sources
    yield from (source.value for source in sources)
    yield from (paper_evidence_id(each) for each in matter.kept_papers if each.about in {item.code, *sources})
