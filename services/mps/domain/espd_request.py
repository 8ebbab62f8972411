"""What the single document of a buyer asks (DUME demande): the conditions that its consultation announces.

Law: CCP L2141-1 to L2141-11 (grounds of exclusion, asked of everybody), L2142-1, R2142-1, R2143-4.
"""

from dataclasses import dataclass

from services.mps.domain.espd import WHOLE_PROCEDURE
from services.mps.domain.espd_asked import criterion_of
from services.mps.domain.requirements import AskedItem, TenderRequirements
from services.mps.domain.tender import KnownTender
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class RequestedCriterion:
    """One selection criterion: the code asked, its lots, and its level when it is the same for all of them."""

    criterion: str | None
    code: str
    lots: tuple[str, ...]
    minimum: str | None
    has_levels: bool  # several levels: each lot has a request of its own that says its level


@dataclass(frozen=True, slots=True)
class EspdAsked:
    """Everything that a request is written from."""

    tender: KnownTender
    version: int
    lots: tuple[tuple[str, str | None], ...]
    criteria: tuple[RequestedCriterion, ...]


def request_id_of(tender: KnownTender) -> str:
    """Name the request of a consultation: the responses refer to it."""
    return f"DUME-A-{tender.tender_id}"


def asked_by(tender: KnownTender, requirements: TenderRequirements, *, lot: str | None) -> EspdAsked:
    """Gather what a consultation asks, for all of its lots or for one.

    Raises:
        Refused: ``ESPD-LOT-UNKNOWN``.
    """
    titles: dict[str, str | None] = {f"LOT-{each.number:04d}": each.title for each in tender.lots}
    lots = titles or {WHOLE_PROCEDURE: None}
    if lot is not None:
        if lot not in lots:
            refuse("ESPD-LOT-UNKNOWN", lot=lot)
        lots = {lot: lots[lot]}
    by_criterion: dict[str, list[AskedItem]] = {}
    for item in requirements.items:
        if item.lot_number is None or f"LOT-{item.lot_number:04d}" in lots:
            by_criterion.setdefault(criterion_of(item, tender) or f"?{item.code}", []).append(item)
    criteria = tuple(_requested(code, items, tuple(lots)) for code, items in by_criterion.items())
    return EspdAsked(tender, requirements.version, tuple(lots.items()), criteria)


def _requested(code: str, items: list[AskedItem], lots: tuple[str, ...]) -> RequestedCriterion:
    everywhere = any(item.lot_number is None for item in items)
    named = {f"LOT-{item.lot_number:04d}" for item in items if item.lot_number is not None}
    levels = {item.minimum for item in items if item.minimum is not None}
    return RequestedCriterion(
        criterion=None if code.startswith("?") else code,
        code=items[0].code,
        lots=lots if everywhere else tuple(lot for lot in lots if lot in named),
        minimum=levels.pop() if len(levels) == 1 else None,
        has_levels=bool(levels),
    )
