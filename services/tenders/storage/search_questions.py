"""A search as the database answers it: one text query for words and filters, and conditions for what remains."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import CTE, Column, ColumnElement, Connection, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY

from services.tenders.domain.search import SearchCriteria
from services.tenders.storage.search_tables import search_entry, search_word
from services.tenders.storage.search_tokens import PUBLICATION, filter_queries, joined, span_query
from services.tenders.storage.search_windows import Window, Windows
from shared.storage.search_vector import any_of, read_query, word_query

R = TypeVar("R")

_IDENTIFIER: Final = re.compile(r"\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*", re.ASCII)
_SIRET: Final = re.compile(r"\s*([0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[0-9]{5})\s*", re.ASCII)
_MOST_COMPLETIONS: Final = 50
_AFTER_ANY_WORD: Final = "\U0010ffff"
_COMPLETIONS: Final = (
    select(search_word.c.word)
    .where(search_word.c.word >= bindparam("first"), search_word.c.word < bindparam("end"))
    .order_by(func.length(search_word.c.word), search_word.c.word)
    .limit(_MOST_COMPLETIONS)
)
_EXTENT: Final = select(func.max(search_entry.c.published_at), func.min(search_entry.c.published_at))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the entries.

    Attributes:
        words: The words, which rank; None when none was given.
        filters: The filters that the index answers, all of which must hold.
        conditions: What the index does not answer, checked on each row.
        since: No answer was published before.
        before: No answer was published later.
        span: Days of publication to which the question is held for now.
    """

    words: str | None
    filters: tuple[str, ...]
    conditions: tuple[ColumnElement[bool], ...]
    since: datetime | None = None
    before: datetime | None = None
    span: str | None = None

    @property
    def is_bare(self) -> bool:
        """Say whether the index of words has nothing to answer."""
        return self.words is None and not self.filters

    @property
    def is_open_ended(self) -> bool:
        """Say whether everything answers."""
        return self.is_bare and not self.conditions

    def up_to(self, instant: datetime, condition: ColumnElement[bool]) -> "Question":
        """Hold the question to what was published up to an instant, by that exact condition."""
        before = instant if self.before is None else min(instant, self.before)
        return replace(self.given(condition), before=before)

    def filtered(self, query: str) -> "Question":
        """Add a filter that the index answers."""
        return replace(self, filters=(*self.filters, query))

    def given(self, *conditions: ColumnElement[bool]) -> "Question":
        """Add conditions that are checked on each row."""
        return replace(self, conditions=(*self.conditions, *conditions))

    def hits(self, *columns: Column[Any]) -> CTE:
        """Give the rows that answer, found through the index of words whatever the order wanted afterwards."""
        return select(*columns).where(*self.where()).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")

    def where(self) -> list[ColumnElement[bool]]:
        """Give every condition."""
        query = joined([self.words, *self.filters, self.span])
        if query is None:
            return list(self.conditions)
        return [search_entry.c.words.bool_op("@@")(as_query(query)), *self.conditions]


def as_query(query: str) -> ColumnElement[Any]:
    """Give the text of a query as the server's type; its lexemes were quoted by ``shared.storage.search_vector``."""
    return cast(bindparam(None, query, type_=Text), TSQUERY)


def question_of(criteria: SearchCriteria, connection: Connection) -> Question:
    """Turn the criteria into a question; the known words complete the start of the last one."""
    published, deadline = criteria.published, criteria.deadline
    words, conditions = _words(criteria.text or "", connection)
    ends = [instant for instant in (published.before, deadline.before) if instant is not None]
    return Question(
        words=words,
        filters=tuple(filter_queries(criteria)),
        conditions=(*conditions, *_conditions(criteria)),
        since=published.since,
        before=min(ends, default=None),  # nothing is published after its own deadline
    )


def over_windows(
    question: Question, connection: Connection, *, wanted: int, run: Callable[[Question], tuple[int, R]]
) -> R:
    """Ask the question of the latest days first, then further back, until enough rows answered or all were seen.

    Args:
        question: What is asked.
        connection: Where.
        wanted: How many rows are enough.
        run: Asks a question held to a window; gives how many rows answered, and what to keep of them.
    """
    latest, earliest = _extent(question, connection)
    if latest is None or earliest is None:
        return run(question)[1]
    windows = Windows(latest=latest, earliest=earliest, wanted=wanted)
    for window in windows:
        is_whole = window.is_last and question.since is None and question.before is None
        count, result = run(replace(question, span=None if is_whole else _span(window)))
        if count >= wanted or window.is_last:
            return result
        windows.found(count)
    raise AssertionError("one window is the last")


def _extent(question: Question, connection: Connection) -> tuple[datetime | None, datetime | None]:
    """Give the latest and the earliest publication that can answer; None when nothing was ever published."""
    latest, earliest = connection.execute(_EXTENT).one()
    if latest is None:
        return None, None
    return (
        latest if question.before is None else min(latest, question.before),
        earliest if question.since is None else max(earliest, question.since),
    )


def _span(window: Window) -> str | None:
    return span_query(PUBLICATION, window.first, window.last)


def _words(text: str, connection: Connection) -> tuple[str | None, list[ColumnElement[bool]]]:
    """Read a text: an identifier or a SIRET designates exactly, anything else is words."""
    identifier, siret = _IDENTIFIER.fullmatch(text), _SIRET.fullmatch(text)
    if identifier is not None:
        return None, [search_entry.c.tender_id == UUID(identifier[1])]
    if siret is not None:
        number = siret[1].replace(" ", "")
        return any_of({number, f"#b:{number}"}), []
    asked = read_query(text)
    completions = () if asked.prefix is None else _completions(asked.prefix, connection)
    return word_query(asked, completions=completions), []


def _completions(prefix: str, connection: Connection) -> list[str]:
    """Give known words that begin with a prefix, the shortest first: those nearest to what was typed."""
    return list(connection.execute(_COMPLETIONS, {"first": prefix, "end": prefix + _AFTER_ANY_WORD}).scalars())


def _conditions(criteria: SearchCriteria) -> list[ColumnElement[bool]]:
    """Write the exact bounds, of which the marks only give the days or the classes."""
    entry = search_entry.c
    asked: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (criteria.published.since, lambda value: entry.published_at >= value),
        (criteria.published.before, lambda value: entry.published_at < value),
        (criteria.deadline.since, lambda value: entry.deadline >= value),
        (criteria.deadline.before, lambda value: entry.deadline < value),
        (criteria.ceiling.lowest, lambda value: entry.ceiling >= value),
        (criteria.ceiling.highest, lambda value: entry.ceiling <= value),
        (criteria.lots.fewest, lambda value: entry.lots >= value),
        (criteria.lots.most, lambda value: entry.lots <= value),
    )
    return [condition(value) for value, condition in asked if value is not None]
