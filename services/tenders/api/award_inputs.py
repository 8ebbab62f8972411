"""What callers send about awards: the decision, the letters, the adjustments, the withdrawal, the checks."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from services.tenders.api.days import Day, Instant
from services.tenders.api.inputs import Identifier, In, LongText, ShortText
from services.tenders.domain.awards import AdjustedPart, WithdrawalGround
from services.tenders.domain.organs import GivenOrgan, OrganKind
from services.tenders.domain.standstill import StandstillChoice
from services.tenders.domain.winner_checks import CheckOutcome
from services.tenders.handlers.award_acts import AdjustAward, WithdrawAward
from services.tenders.handlers.awards import UNSAID, AwardLot
from services.tenders.handlers.reasons import AnswerReasonRequest, RecordReasonRequest
from services.tenders.handlers.rejections import RewriteRejection, SendRejections
from services.tenders.handlers.winner_checks import AskWinner, SettleWinnerCheck
from shared.contracts.amount import Amount
from shared.kernel.deadline import Deadline
from shared.kernel.ids import AwardId, DepositId, LotId, TenderId
from shared.kernel.tender_ids import CommitteeSessionId, ReasonRequestId, RejectionId, WinnerCheckId

_MOST = 1_000
Letter = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=15_000)]


def _of_a_person(ground: WithdrawalGround) -> WithdrawalGround:
    """Keep to the declaration itself what follows from it.

    Raises:
        ValueError: the ground is that of a lot declared sans suite.
    """
    if ground is WithdrawalGround.ABANDONED:
        raise ValueError("déclarez le lot sans suite : ses attributions sont retirées avec lui")
    return ground


class OrganIn(In):
    """Who decides: a person with its delegation, an assembly with its deliberation, a committee with its session."""

    kind: OrganKind
    decided_on: Day | None = Field(None, description="Jour de la décision ; absent : aujourd'hui.")
    function: ShortText | None = Field(None, description="Fonction (« maire »), jamais un nom.")
    reference: ShortText | None = Field(None, description="Numéro de la délibération ou de la délégation.")
    session_id: Identifier | None = None

    def to_organ(self) -> GivenOrgan:
        """Give the organ as it was told."""
        session = None if self.session_id is None else CommitteeSessionId.parse(self.session_id)
        return GivenOrgan(self.kind, self.decided_on, self.function, self.reference, session)


class AwardIn(In):
    """The award of a lot: to the first of the ranking, or to one or several responses chosen with their reason."""

    lot_id: Identifier
    response_id: Identifier | None = None
    response_ids: Annotated[tuple[Identifier, ...], Field(max_length=_MOST)] = ()
    reason: LongText | None = None
    standstill: StandstillChoice = StandstillChoice.BY_LAW
    organ: OrganIn | None = None

    def to_command(self, tender_id: TenderId) -> AwardLot:
        """Give the command."""
        chosen = (*self.response_ids, *(() if self.response_id is None else (self.response_id,)))
        return AwardLot(
            tender_id=tender_id,
            lot_id=LotId.parse(self.lot_id),
            response_ids=tuple(DepositId.parse(response_id) for response_id in chosen),
            reason=self.reason,
            standstill=self.standstill,
            organ=UNSAID if self.organ is None else self.organ.to_organ(),
        )


class PostedIn(In):
    """A letter that went by post, and the day on which it was posted."""

    response_id: Identifier
    sent_on: Day


class RejectionsIn(In):
    """The sending of the letters: electronic for all but those that went by post."""

    posted: Annotated[tuple[PostedIn, ...], Field(max_length=_MOST)] = ()

    def to_command(self, tender_id: TenderId, award_id: AwardId) -> SendRejections:
        """Give the command."""
        posted = {DepositId.parse(each.response_id): each.sent_on for each in self.posted}
        return SendRejections(tender_id, award_id, posted)


class RejectionTextIn(In):
    """The text of one letter, rewritten by a person."""

    text: Letter

    def to_command(self, tender_id: TenderId, award_id: AwardId, response_id: str, version: int) -> RewriteRejection:
        """Give the command."""
        return RewriteRejection(tender_id, award_id, DepositId.parse(response_id), self.text, version)


class AdjustmentIn(In):
    """A change of detail agreed with the winner; ``amount`` where it touches the price."""

    part: AdjustedPart
    before: LongText
    after: LongText
    amount: Amount | None = None

    def to_command(self, tender_id: TenderId, award_id: AwardId) -> AdjustAward:
        """Give the command."""
        amount = None if self.amount is None else self.amount.to_money()
        return AdjustAward(tender_id, award_id, self.part, self.before, self.after, amount)


class WithdrawalIn(In):
    """The withdrawal of an award; that of a lot declared sans suite follows from the declaration."""

    ground: Annotated[WithdrawalGround, AfterValidator(_of_a_person)]
    reason: LongText

    def to_command(self, tender_id: TenderId, award_id: AwardId) -> WithdrawAward:
        """Give the command."""
        return WithdrawAward(tender_id, award_id, self.ground, self.reason)


class WinnerCheckIn(In):
    """Documents asked of the likely winner of a lot, until a legal instant."""

    lot_id: Identifier
    response_id: Identifier
    documents: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=50)]
    deadline: Instant

    def to_command(self, tender_id: TenderId) -> AskWinner:
        """Give the command."""
        return AskWinner(
            tender_id=tender_id,
            lot_id=LotId.parse(self.lot_id),
            response_id=DepositId.parse(self.response_id),
            documents=self.documents,
            deadline=Deadline(self.deadline),
        )


class CheckOutcomeIn(In):
    """What came of a request of documents."""

    outcome: CheckOutcome
    reason: LongText | None = None

    def to_command(self, tender_id: TenderId, check_id: WinnerCheckId) -> SettleWinnerCheck:
        """Give the command."""
        return SettleWinnerCheck(tender_id, check_id, self.outcome, self.reason)


class AskReasonsIn(In):
    """A rejected company asks why; for one lot, or for all."""

    lot_id: Identifier | None = None


class ReasonRequestIn(In):
    """A request that came by other means, recorded by an agent."""

    rejection_id: Identifier
    received_on: Day | None = None

    def to_command(self, tender_id: TenderId) -> RecordReasonRequest:
        """Give the command."""
        return RecordReasonRequest(tender_id, RejectionId.parse(self.rejection_id), self.received_on)


class ReasonsIn(In):
    """The answer; without a text, the one made from the facts is sent."""

    text: Letter | None = None

    def to_command(self, tender_id: TenderId, request_id: ReasonRequestId) -> AnswerReasonRequest:
        """Give the command."""
        return AnswerReasonRequest(tender_id, request_id, self.text)
