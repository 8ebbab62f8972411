"""Passing an advice (passer outre): what the person acknowledged, and the reasons for which a stop was passed.

An information asks nothing. A warning is acknowledged. A stop is passed only by the person entitled to publish, with
a written reason, journalled and carried to the presentation report (R2184-3). A reason may be given for a warning
too: that no lots were made, for instance (R2184-3 2°). The same check serves every advised act.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.tenders.domain.advice import Advice
from services.tenders.domain.errors import Code
from services.tenders.domain.law.answer import Level
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse

SHORTEST_REASON = 15


class AdvisedAct(StrEnum):
    """The act that was advised."""

    PUBLICATION = "publication"
    EXTENSION = "extension"
    STAGE = "stage"
    AWARD = "award"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Override:
    """The reason for which an advice was passed."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What a person says to advices: codes that were read, reasons for those that are passed."""

    acknowledged: frozenset[str] = frozenset()
    overrides: tuple[Override, ...] = ()

    @property
    def reasoned(self) -> frozenset[str]:
        """The codes for which a reason was written."""
        return frozenset(override.code for override in self.overrides)


NO_PASSAGE = Passage()


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """What was acknowledged and passed at one act, kept with the consultation for ever."""

    tender_id: TenderId
    act: AdvisedAct
    decided_at: datetime
    acknowledged: tuple[str, ...]
    overrides: tuple[Override, ...]


def to_acknowledge(advices: Iterable[Advice]) -> tuple[str, ...]:
    """Give the codes of the warnings."""
    return _codes(advices, Level.WARNING)


def to_override(advices: Iterable[Advice]) -> tuple[str, ...]:
    """Give the codes of the stops."""
    return _codes(advices, Level.STOP)


def check_passage(advices: Sequence[Advice], given: Passage) -> None:
    """Check that every stop has its reason and every warning was acknowledged or has its reason.

    Raises:
        Refused: ``TND-OVERRIDE-UNKNOWN`` for a reason that answers nothing, ``TND-OVERRIDE-REASON`` for one that says
            nothing, ``TND-ADVICE-STOP``, then ``TND-ADVICE-UNACKNOWLEDGED``, with what remains to be answered.
    """
    known = set(_codes(advices, Level.STOP)) | set(_codes(advices, Level.WARNING))
    _check_overrides(given, known)
    stops = [code for code in to_override(advices) if code not in given.reasoned]
    if stops:
        refuse(Code.ADVICE_STOP, article=_articles(advices, stops), codes=_listed(stops), what=_said(advices, stops))
    answered = given.acknowledged | given.reasoned
    warnings = [code for code in to_acknowledge(advices) if code not in answered]
    if warnings:
        refuse(
            Code.ADVICE_UNACKNOWLEDGED,
            article=_articles(advices, warnings),
            codes=_listed(warnings),
            what=_said(advices, warnings),
        )


def record_of(
    advices: Sequence[Advice], given: Passage, *, tender_id: TenderId, act: AdvisedAct, at: datetime
) -> PassageRecord:
    """Give what is kept: of what was sent, only what answers an advice."""
    acknowledged = tuple(code for code in to_acknowledge(advices) if code not in given.reasoned)
    return PassageRecord(tender_id, act, at, acknowledged, given.overrides)


def _check_overrides(given: Passage, known: Collection[str]) -> None:
    codes = [override.code for override in given.overrides]
    unknown = sorted({code for code in codes if code not in known or codes.count(code) > 1})
    if unknown:
        refuse(Code.OVERRIDE_UNKNOWN, codes=_listed(unknown))
    for override in given.overrides:
        if sum(letter.isalnum() for letter in override.reason) < SHORTEST_REASON:
            refuse(Code.OVERRIDE_REASON, article="R2184-3", advice=override.code, shortest=SHORTEST_REASON)


def _codes(advices: Iterable[Advice], level: Level) -> tuple[str, ...]:
    return tuple(dict.fromkeys(advice.code for advice in advices if advice.level is level))


def _articles(advices: Iterable[Advice], codes: Collection[str]) -> str:
    return " ; ".join(dict.fromkeys(advice.article for advice in advices if advice.code in codes))


def _said(advices: Iterable[Advice], codes: Collection[str]) -> str:
    return " ".join(advice.what or advice.code for advice in advices if advice.code in codes)


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(codes)
