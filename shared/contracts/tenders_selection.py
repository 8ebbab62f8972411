"""Event of the tenders service about the conditions of participation (conditions de participation, L2142-1)."""

from typing import ClassVar, Literal

from shared.contracts.amount import Amount
from shared.contracts.event import Event, Fact

SelectionPart = Literal["suitability", "economic", "technical"]


class SelectionCriterionFact(Fact):
    """One condition of participation and the level required, when there is one."""

    code: str
    kind: SelectionPart
    title: str
    minimum: str | None


class TurnoverFloorFact(Fact):
    """A minimum yearly turnover (R2142-6), for one lot or for all of them."""

    amount: Amount
    lot_number: int | None


class SelectionAnnouncedV1(Event):
    """Sent with a stage, or with a change of it, that asks something of candidates; ``aggregate_id`` is the stage.

    It carries everything that is asked: a later version replaces it whole.
    """

    event_type: ClassVar[str] = "selection_announced.v1"
    source: ClassVar[str] = "tenders"

    tender_id: str
    buyer_siret: str
    criteria: tuple[SelectionCriterionFact, ...]
    turnover_floors: tuple[TurnoverFloorFact, ...]
