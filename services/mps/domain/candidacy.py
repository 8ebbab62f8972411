"""The simplified application (candidature MPS, « un numéro SIRET suffit »): one block of evidence per source.

Law: CCP R2143-3 (self-declaration and information), R2143-13 (what the buyer obtains by itself is not asked).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Self, assert_never

from services.mps.domain.answers import (
    DeliveryRefused,
    FactsStated,
    NoAnswer,
    NothingKnown,
    SourceAnswer,
    StatedFact,
    action_of,
)
from services.mps.domain.retry import first_attempt_after, next_try_at
from services.mps.domain.sources import Moment, Source, sources_at
from services.mps.domain.states import BlockAction, BlockStatus, next_status
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siret import Siret

LONGEST_WAIT: Final = timedelta(minutes=1)  # a source answers within 12 seconds or not at all


@dataclass(frozen=True, slots=True)
class EvidenceBlock:
    """What one source was asked and what it said; it progresses alone."""

    source: Source
    status: BlockStatus
    attempt: int
    asked_at: datetime
    answered_at: datetime | None = None
    as_of: date | None = None
    facts: tuple[StatedFact, ...] = ()
    detail: str | None = None
    payload: str | None = None
    next_try_at: datetime | None = None

    @classmethod
    def asked(cls, source: Source, *, at: datetime) -> Self:
        """Ask a source for the first time."""
        return cls(source, BlockStatus.PENDING, 1, at)

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing more is expected: answered, or given up after the last attempt."""
        match self.status:
            case BlockStatus.FOUND | BlockStatus.UNKNOWN | BlockStatus.REFUSED:
                return True
            case BlockStatus.UNAVAILABLE:
                return self.next_try_at is None
            case BlockStatus.PENDING:
                return False
            case _:
                assert_never(self.status)

    def answered(self, answer: SourceAnswer, *, at: datetime) -> Self:
        """Keep what the source answered.

        Raises:
            ImpossibleTransition: the block expects no answer.
        """
        status = next_status(self.status, action_of(answer))
        block = replace(self, status=status, answered_at=at, next_try_at=None, facts=(), as_of=None, detail=None)
        match answer:
            case FactsStated(facts=facts, as_of=as_of, payload=payload, document_problem=problem):
                return replace(block, facts=facts, as_of=as_of, payload=payload, detail=problem)
            case DeliveryRefused(facts=facts, as_of=as_of, detail=detail, payload=payload):
                return replace(block, facts=facts, as_of=as_of, detail=detail, payload=payload)
            case NothingKnown(detail=detail, payload=payload):
                return replace(block, detail=detail, payload=payload)
            case NoAnswer(detail=detail, retry_in=retry_in, silence=silence):
                again_at = next_try_at(now=at, attempt=self.attempt, announced=retry_in, silence=silence)
                return replace(block, detail=detail, next_try_at=again_at)
            case _:
                assert_never(answer)

    def asked_again(self, *, at: datetime) -> Self:
        """Ask the source once more.

        Raises:
            ImpossibleTransition: the source has answered already.
        """
        status = next_status(self.status, BlockAction.ASK_AGAIN)
        return replace(self, status=status, attempt=self.attempt + 1, asked_at=at, next_try_at=None)

    def renewed(self, *, at: datetime) -> Self:
        """Ask the source anew, during the execution: attempts are counted from the first again.

        Raises:
            ImpossibleTransition: the source is being asked.
        """
        status = next_status(self.status, BlockAction.RENEW)
        attempt = first_attempt_after(self.attempt)
        return replace(self, status=status, attempt=attempt, asked_at=at, next_try_at=None)


@dataclass(frozen=True, slots=True)
class SiretCandidacy:
    """The candidacy of one establishment for one consultation."""

    candidacy_id: CandidacyId
    siret: Siret
    tender_id: TenderId
    requested_at: datetime
    version: int
    blocks: tuple[EvidenceBlock, ...]
    completed_at: datetime | None = None
    moment: Moment = Moment.FORM
    buyer: Siret | None = None  # who alone reads it, from the examination on; None for the company's own

    @classmethod
    def requested(cls, *, candidacy_id: CandidacyId, siret: Siret, tender_id: TenderId, at: datetime) -> Self:
        """Open a candidacy and ask at once every source that may prefill the form."""
        blocks = tuple(EvidenceBlock.asked(source, at=at) for source in sources_at(Moment.FORM))
        return cls(candidacy_id, siret, tender_id, at, 0, blocks)

    @property
    def is_the_buyers(self) -> bool:
        """Tell whether it holds what the buyer asked for itself: the company never reads it."""
        return self.moment is not Moment.FORM

    def block(self, source: Source) -> EvidenceBlock:
        """Give the block of a source."""
        return next(block for block in self.blocks if block.source is source)

    def with_block(self, changed: EvidenceBlock) -> Self:
        """Replace one block, leaving the others as they are."""
        blocks = tuple(changed if block.source is changed.source else block for block in self.blocks)
        return replace(self, blocks=blocks)

    @property
    def is_settled(self) -> bool:
        """Tell whether no source is expected to say anything more."""
        return all(block.is_settled for block in self.blocks)

    @property
    def has_pending(self) -> bool:
        """Tell whether a source has been asked and has not yet been heard."""
        return any(block.status is BlockStatus.PENDING for block in self.blocks)

    def is_presentable(self, *, at: datetime) -> bool:
        """Tell whether the document can be given: every source heard once, or a minute passed.

        A deadline does not wait for an administration, so a source that stays unheard never holds a candidate.
        """
        return not self.has_pending or at - self.requested_at >= LONGEST_WAIT

    def completed(self, *, at: datetime) -> Self:
        """Note that every source has answered or has been given up."""
        return replace(self, completed_at=at)

    def next_version(self) -> Self:
        """Count one more announced fact: each event of a candidacy has a version of its own."""
        return replace(self, version=self.version + 1)

    @property
    def last_heard_at(self) -> datetime:
        """Give the instant at which the candidacy last changed, as far as a reader can see."""
        return max((block.answered_at or block.asked_at for block in self.blocks), default=self.requested_at)
