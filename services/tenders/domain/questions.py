"""Questions of companies and answers of the buyer (renseignements complémentaires), CCP R2132-6, R2151-4 1°.

A question is hidden from everybody else until it is answered, its author for ever (arrêté of 22 March 2019, annexe 7,
II 10°; L3, equal treatment). An answer reaches everybody at once. In a formal procedure it is sent some days before
the deadline, for a question asked in time; sent later, the deadline moves.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.extensions import deadline_on_or_after, last_answer_day
from services.tenders.domain.rectifications import Decision
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.refusal import Refusal, refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import QuestionId, RegistrationId

_SHORTEST_NAME: Final = 4
_NOT_A_WORD: Final = re.compile(r"[^0-9a-z@]+")


class QuestionStatus(StrEnum):
    """Where a question stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class QuestionAction(StrEnum):
    """What may be done to a question."""

    ANSWER = "answer"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


QUESTION_TRANSITIONS: Mapping[tuple[QuestionStatus, QuestionAction], QuestionStatus] = MappingProxyType(
    {
        (QuestionStatus.ASKED, QuestionAction.ANSWER): QuestionStatus.ANSWERED,
        (QuestionStatus.ASKED, QuestionAction.REFUSE): QuestionStatus.REFUSED,
        (QuestionStatus.ASKED, QuestionAction.WITHDRAW): QuestionStatus.WITHDRAWN,
    }
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who asks: a company by its SIRET, or somebody registered by a confirmed address."""

    siret: Siret | None
    registration_id: RegistrationId | None

    def __post_init__(self) -> None:
        if (self.siret is None) is (self.registration_id is None):
            raise ValueError("an author is a company or a registration, one of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question; ``content`` is its author's, ``published_text`` what everybody reads once it is answered.

    ``too_late`` is read when it is asked: an answer could no longer be sent in time, so none is due.
    """

    question_id: QuestionId
    tender_id: TenderId
    organisation: Siret
    version: int
    status: QuestionStatus
    author: Author
    content: str
    asked_at: datetime
    too_late: bool
    number: int | None = None
    published_text: str | None = None
    answer: str | None = None
    refusal_reason: str | None = None
    settled_at: datetime | None = None


def answered(question: Question, *, text: str, answer: str, number: int, at: datetime) -> Question:
    """Answer: the text that everybody reads may be rephrased; ``number`` is its place among answers, not its age."""
    following = _next(question, QuestionAction.ANSWER, at=at)
    return replace(following, published_text=text, answer=answer, number=number)


def refused(question: Question, *, reason: str, at: datetime) -> Question:
    """Refuse to answer, with the reason that its author alone reads."""
    return replace(_next(question, QuestionAction.REFUSE, at=at), refusal_reason=reason)


def withdrawn(question: Question, *, at: datetime) -> Question:
    """Withdraw a question that nobody answered yet."""
    return _next(question, QuestionAction.WITHDRAW, at=at)


def is_too_late(*, deadline: Deadline, today: date, days: int) -> bool:
    """Say whether a question asked today can no longer be answered in time (R2132-6: « en temps utile »)."""
    return today > last_answer_day(deadline=deadline, days=days)


def late_answer_deadline(question: Question, *, deadline: Deadline, today: date, days: int) -> Deadline | None:
    """Give the deadline that an answer sent today asks for; None when it is in time, or was asked too late."""
    if question.too_late:
        return None
    return deadline_on_or_after(current=deadline, today=today, days=days)


def refuse_late_answer(*, after: Deadline, proposed: Deadline | None, due: date, decision: Decision) -> Refusal | None:
    """An answer that leaves too few days moves the deadline, unless somebody answers for it (R2151-4 1°)."""
    if proposed is None or after >= proposed or decision.override:
        return None
    facts = {"current": after.display(), "proposed": proposed.display(), "due": due.isoformat()}
    return Refusal(code=Code.ANSWER_LATE, article="R2151-4", facts=facts)


def refuse_named_author(texts: Iterable[str], *, names: Iterable[str | None]) -> Refusal | None:
    """What everybody will read holds nothing that names the author: no SIRET, SIREN, address or company name."""
    said = " ".join(_words(text) for text in texts)
    for name in names:
        sought = _words(name or "")
        if len(sought) >= _SHORTEST_NAME and _holds(said, sought):
            return Refusal(code=Code.QUESTION_NAMES_AUTHOR, article="L3")
    return None


def _holds(said: str, sought: str) -> bool:
    """Look for whole words, and for numbers and addresses however they are spaced."""
    if f" {sought} " in f" {said} ":
        return True
    compact = sought.replace(" ", "")
    return (compact.isdecimal() or "@" in compact) and compact in said.replace(" ", "")


def _words(text: str) -> str:
    """Write a text as plain words: no accent, no case, no punctuation, so that « S.A.R.L. Ëxact » is found."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", letters).strip()


def _next(question: Question, action: QuestionAction, *, at: datetime) -> Question:
    status = QUESTION_TRANSITIONS.get((question.status, action))
    if status is None:
        refuse(Code.ACTION_IMPOSSIBLE, status=question.status, action=action)
    return replace(question, status=status, version=question.version + 1, settled_at=at)
