"""What callers send about evaluations, awards and contracts."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from services.tenders.api.inputs import CriterionCode, Identifier, In, LongText, ShortText
from services.tenders.domain.evaluation import SettingAside, SettingAsideGround
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.standstill import StandstillChoice
from services.tenders.handlers.awards import AwardLot
from services.tenders.handlers.contracts import SignContract
from services.tenders.handlers.evaluation import EnterEvaluation, ScoreEntry
from shared.contracts.amount import Amount, DecimalText
from shared.kernel.ids import AwardId, DepositId, LotId, TenderId

_MOST = 10_000  # 200 responses on 50 criteria in one request


class ScoreIn(In):
    """One score given by a person; the price score is computed."""

    response_id: Identifier
    criterion_id: CriterionCode
    score: DecimalText


class BidAmountIn(In):
    """The amount of one bid, excluding VAT."""

    response_id: Identifier
    amount: Amount


class SettingAsideIn(In):
    """A bid that is not ranked, with its ground and the reason that its tenderer will be told."""

    response_id: Identifier
    ground: SettingAsideGround
    reason: LongText


class EvaluationIn(In):
    """Entries for one lot; what was entered before stays unless it is entered again."""

    lot_id: Identifier
    scores: Annotated[tuple[ScoreIn, ...], Field(max_length=_MOST)] = ()
    amounts: Annotated[tuple[BidAmountIn, ...], Field(max_length=_MOST)] = ()
    set_aside: Annotated[tuple[SettingAsideIn, ...], Field(max_length=_MOST)] = ()
    restored: Annotated[tuple[Identifier, ...], Field(max_length=_MOST)] = ()

    def to_command(self, tender_id: TenderId) -> EnterEvaluation:
        """Give the command."""
        return EnterEvaluation(
            tender_id=tender_id,
            lot_id=LotId.parse(self.lot_id),
            scores=tuple(
                ScoreEntry(DepositId.parse(entry.response_id), entry.criterion_id, Decimal(entry.score))
                for entry in self.scores
            ),
            amounts=tuple((DepositId.parse(entry.response_id), entry.amount.to_money()) for entry in self.amounts),
            set_aside=tuple(
                (DepositId.parse(entry.response_id), SettingAside(entry.ground, entry.reason))
                for entry in self.set_aside
            ),
            restored=tuple(DepositId.parse(response_id) for response_id in self.restored),
        )


class AwardIn(In):
    """The award of a lot: to the first of the ranking, or to a response chosen with its reason."""

    lot_id: Identifier
    response_id: Identifier | None = None
    reason: LongText | None = None
    standstill: StandstillChoice = StandstillChoice.BY_LAW

    def to_command(self, tender_id: TenderId) -> AwardLot:
        """Give the command."""
        return AwardLot(
            tender_id=tender_id,
            lot_id=LotId.parse(self.lot_id),
            response_id=None if self.response_id is None else DepositId.parse(self.response_id),
            reason=self.reason,
            standstill=self.standstill,
        )


class ContractIn(In):
    """The signature of the contract of an award, under the buyer's reference or one made for it."""

    award_id: Identifier
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]{1,16}$")] | None = None

    def to_command(self, tender_id: TenderId) -> SignContract:
        """Give the command."""
        return SignContract(tender_id=tender_id, award_id=AwardId.parse(self.award_id), reference=self.reference)


class AcknowledgementIn(In):
    """The prefect's acknowledgement, when the buyer transmitted through its own channel."""

    reference: ShortText
    received_on: date

    def to_acknowledgement(self) -> Acknowledgement:
        """Give the acknowledgement."""
        return Acknowledgement(self.reference, self.received_on)


class TransmissionIn(In):
    """A transmission to the prefect: through the platform's channel, or already acknowledged elsewhere."""

    acknowledgement: AcknowledgementIn | None = None
