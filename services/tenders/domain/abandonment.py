"""Ending without award (déclaration sans suite, infructuosité), whole or lot by lot, CCP R2185-1, R2185-2, R2122-2.

The buyer may give up at any time before the signature (R2185-1) and tells why, as soon as it can, to the companies
that took part (R2185-2). A lot that received no offer, or only offers that may be set aside without looking at them
closer, is unsuccessful (infructueux): it may then be bought without publicity if its conditions do not change
substantially (R2122-2). Read on 2026-11-23.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.errors import Code
from services.tenders.domain.lifecycle import transition
from services.tenders.domain.model import Tender
from services.tenders.domain.outcomes import LotEnd, LotOutcome
from services.tenders.domain.states import TenderAction
from shared.kernel.ids import LotId
from shared.kernel.refusal import refuse


class Motive(StrEnum):
    """Why nothing is awarded; the first ones abandon, the last ones find a lot unsuccessful."""

    GENERAL_INTEREST = "general_interest"  # motif d'intérêt général, including budget
    NEED_GONE = "need_gone"
    NEED_REDEFINED = "need_redefined"
    BUDGET = "budget"
    IRREGULARITY = "irregularity"  # of the procedure itself
    COMPETITION = "competition"  # insuffisance de concurrence
    NO_OFFER = "no_offer"  # aucune candidature, aucune offre, R2122-2 1°
    UNSUITABLE_OFFERS = "unsuitable_offers"  # seulement des offres inappropriées, L2152-4
    IRREGULAR_OFFERS = "irregular_offers"  # seulement irrégulières, L2152-2
    UNACCEPTABLE_OFFERS = "unacceptable_offers"  # seulement inacceptables, L2152-3

    @property
    def outcome(self) -> LotOutcome:
        """Say how a lot ends for that motive."""
        return LotOutcome.UNSUCCESSFUL if self in UNSUCCESSFUL else LotOutcome.ABANDONED


UNSUCCESSFUL = frozenset(
    {Motive.NO_OFFER, Motive.UNSUITABLE_OFFERS, Motive.IRREGULAR_OFFERS, Motive.UNACCEPTABLE_OFFERS}
)
# After which motives R2122-2 lets the buyer do without publicity, for every buyer; R2124-3 6° opens negotiation else.
_WITHOUT_PUBLICITY = frozenset({Motive.NO_OFFER, Motive.UNSUITABLE_OFFERS})


_NEXT = {
    True: "Sans offre recevable, un marché sans publicité est possible si les conditions ne changent pas notablement.",
    False: "Une nouvelle consultation reprend avec les mesures de publicité et de mise en concurrence.",
}


@dataclass(frozen=True, slots=True)
class Abandonment:
    """The decision: which lots (all the remaining ones when empty), why, in words that the companies will read."""

    lot_ids: tuple[LotId, ...]
    motive: Motive
    reasons: str


def end_lots(tender: Tender, decision: Abandonment, *, signed: Collection[LotId], now: datetime) -> Tender:
    """End lots without award; when none is left open the consultation ends with them.

    Raises:
        Refused: ``TND-ABANDON-SIGNED`` for a lot whose contract is signed, ``TND-ABANDON-LOTS`` for one that is unknown
            or ended already, ``TND-ACTION-IMPOSSIBLE`` for a draft.
    """
    lots = _lots(tender, decision, signed=signed)
    end = LotEnd(decision.motive.outcome, motive=decision.motive.value, reasons=decision.reasons, ended_at=now)
    ends = {**tender.ends, **dict.fromkeys(lots, end)}
    return transition(tender, _action(tender, ends), ends=MappingProxyType(ends))


def abandoned_lots(before: Tender, after: Tender) -> tuple[int, ...]:
    """Give the numbers of the lots that an act ended without award."""
    ended = [lot for lot in after.content.lots if _without_award(after, lot.lot_id)]
    return tuple(lot.number for lot in ended if before.ends.get(lot.lot_id) != after.ends[lot.lot_id])


def what_next(tender: Tender, decision: Abandonment) -> Advice:
    """Say, for information, what the law lets the buyer do next for these lots."""
    allowed = decision.motive in _WITHOUT_PUBLICITY
    formal = tender.content.procedure.is_formal
    return Advice(
        code="TND-ADVICE-NEXT",
        conclusion=Conclusion.SATISFIED,
        article="R2122-2" if allowed else "R2124-3" if decision.motive in UNSUCCESSFUL and formal else "R2185-1",
        limit="",
        confidence="B",
        what=_NEXT[allowed],
        facts={"motive": decision.motive.value, "without_publicity": "yes" if allowed else "no"},
    )


def _lots(tender: Tender, decision: Abandonment, *, signed: Collection[LotId]) -> tuple[LotId, ...]:
    known = {lot.lot_id: lot for lot in tender.content.lots}
    asked = decision.lot_ids or tuple(lot_id for lot_id in known if not _without_award(tender, lot_id))
    if not decision.lot_ids and signed:
        asked = tuple(lot_id for lot_id in asked if lot_id not in signed)
    taken = [known[lot_id].number for lot_id in asked if lot_id in signed]
    if taken:
        refuse(Code.ABANDON_SIGNED, article="R2185-1", lots=", ".join(map(str, taken)))
    wrong = [lot_id for lot_id in asked if lot_id not in known or _without_award(tender, lot_id)]
    if wrong or not asked:
        refuse(Code.ABANDON_LOTS, article="R2185-1", lots=", ".join(map(str, wrong)))
    return asked


def _action(tender: Tender, ends: Mapping[LotId, LotEnd]) -> TenderAction:
    open_lots = [lot for lot in tender.content.lots if lot.lot_id not in ends]
    if open_lots:
        return TenderAction.END_LOT
    if all(end.outcome is not LotOutcome.AWARDED for end in ends.values()):
        return TenderAction.ABANDON
    was_open = any(lot.lot_id not in tender.ends for lot in tender.content.lots)
    return TenderAction.END_LAST_LOT if was_open else TenderAction.END_LOT


def _without_award(tender: Tender, lot_id: LotId) -> bool:
    return tender.outcome(lot_id) in (LotOutcome.UNSUCCESSFUL, LotOutcome.ABANDONED)
