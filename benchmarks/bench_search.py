"""Searching among a million consultations, against reading the same number of rows by their primary key.

`python -m benchmarks.bench_search --count 200000` makes a smaller corpus. The corpus follows the real contracts of the
official samples and is loaded straight into the tables; what is timed is the whole of the search behind its route:
reading the question, finding, and reading the public columns of the page.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from benchmarks.figures import Figure, Skipped, table
from benchmarks.search_ground import filled_database
from services.tenders.domain.model import ContractKind
from services.tenders.domain.search import CpvBranch, InstantRange, NutsBranch, SearchCriteria, SearchSort
from services.tenders.storage.search_reads import SqlSearch
from services.tenders.storage.tables import tender
from services.tenders.storage.views import SUMMARY
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import service_database

COUNT: Final = 1_000_000
_RUNS: Final = 60
_PAGE: Final = 20
_DEEP: Final = 30
_AIM: Final = "p95 < 50 ms"


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of search of the mix."""

    what: str
    ask: Callable[[SqlSearch], object]
    share: int  # of a hundred searches


def measure(_seconds: float, *, count: int = COUNT) -> list[Figure | Skipped]:
    """Fill a database and time the mix; each kind apart, then all by their shares."""
    samples = Settings.from_environment(os.environ).samples_dir
    folder = None if samples is None else samples / "decp"
    if folder is None or not folder.is_dir():
        return [Skipped("search", "no real contracts (samples/decp beside PLIS_STANDARDS)")]
    with filled_database(folder, count=count) as (settings, seconds):
        door = service_database(settings, "tenders", pool_size=2)
        try:
            lines = _timed(door, count=count)
        finally:
            door.dispose()
    return [Figure(f"corpus of {count:,} consultations made and indexed", seconds, None, "", "s"), *lines]


def _timed(door: Database, *, count: int) -> list[Figure | Skipped]:
    search = SqlSearch(door)
    floor = _floor(door)
    lines: list[Figure | Skipped] = []
    drawn: list[float] = []
    for asked in _mix(door):
        asked.ask(search)
        times = [_milliseconds(asked.ask, search) for _ in range(_RUNS)]
        drawn += random.Random(asked.share).choices(times, k=asked.share * 10)  # noqa: S311 - a mix of figures
        p95 = _quantile(times, 95)
        lines.append(Figure(f"  {asked.what}, p95", p95, floor, f"{_PAGE} rows by key", "ms"))
    for percent in (50, 95, 99):
        aim = _AIM if percent == 95 else ""
        lines.append(
            Figure(
                f"search in {count:,}, mix, p{percent}",
                _quantile(drawn, percent),
                floor,
                f"{_PAGE} rows by key",
                "ms",
                aim,
            )
        )
    return lines


def _mix(door: Database) -> Sequence[Asked]:
    rare = _rare_word(door)
    return (*_by_words(rare), *_by_filters(), *_deep(door), *_with_counts(rare))


def _page(sort: SearchSort = SearchSort.PUBLICATION, **criteria: Any) -> Callable[[SqlSearch], object]:  # noqa: ANN401 - any criterion
    asked = SearchCriteria(**criteria)
    return lambda search: search.page(asked, sort=sort, after=None, limit=_PAGE)


def _counted(**criteria: Any) -> Callable[[SqlSearch], object]:  # noqa: ANN401 - any criterion
    page, asked = _page(**criteria), SearchCriteria(**criteria)
    return lambda search: (page(search), search.facets(asked))


def _by_words(rare: str) -> Sequence[Asked]:
    return (
        Asked("nothing asked: the latest", _page(), 15),
        Asked("one frequent word", _page(text="travaux "), 15),
        Asked("two frequent words", _page(text="travaux rénovation "), 10),
        Asked("three words, the last unfinished", _page(text="maintenance chauffage batim"), 8),
        Asked("short start of a word", _page(text="tra"), 5),
        Asked("one rare word", _page(text=f"{rare} "), 8),
        Asked("words never together", _page(text=f"{rare} fourniture papier hygiénique peinture "), 2),
        Asked("a quoted phrase", _page(text='"travaux de rénovation"'), 4),
        Asked("by relevance, frequent words", _page(SearchSort.RELEVANCE, text="travaux voirie "), 4),
    )


def _by_filters() -> Sequence[Asked]:
    year = InstantRange(datetime(2025, 11, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    old = InstantRange(None, datetime(2024, 1, 1, tzinfo=UTC))
    works: dict[str, Any] = {"cpv": (CpvBranch("45"),), "nuts": (NutsBranch("FRH"),), "kinds": (ContractKind.WORKS,)}
    return (
        Asked("CPV division, territory and kind", _page(**works), 6),
        Asked("frequent word, open, by deadline", _page(SearchSort.DEADLINE, text="travaux ", is_open=True), 6),
        Asked("frequent word over one year", _page(text="travaux ", published=year), 3),
        Asked("frequent word, old publications", _page(text="travaux ", published=old), 2),
    )


def _deep(door: Database) -> Sequence[Asked]:
    after, asked = _deep_key(SqlSearch(door)), SearchCriteria(text="travaux ")
    page = partial(SqlSearch.page, criteria=asked, sort=SearchSort.PUBLICATION, after=after, limit=_PAGE)
    return (Asked(f"page {_DEEP + 1} of a frequent word", page, 2),)


def _with_counts(rare: str) -> Sequence[Asked]:
    return (
        Asked("page and counts of a frequent word", _counted(text="travaux "), 5),
        Asked("page and counts of a rare word", _counted(text=f"{rare} "), 3),
        Asked("page and counts of everything", _counted(), 2),
    )


def _deep_key(search: SqlSearch) -> str | None:
    after = None
    for _ in range(_DEEP):
        after = search.page(
            SearchCriteria(text="travaux "), sort=SearchSort.PUBLICATION, after=after, limit=_PAGE
        ).last_key
    return after


def _rare_word(door: Database) -> str:
    """Take the town of an old consultation: few others have it."""
    with door.reader() as connection:
        title: str = connection.execute(
            select(tender.c.title).order_by(tender.c.published_at).offset(100).limit(1)
        ).scalar_one()
    return title.rsplit(maxsplit=1)[-1]


def _floor(door: Database) -> float:
    """Time the reading of one page of rows by their primary key."""
    with door.reader() as connection:
        identifiers = list(connection.execute(select(tender.c.id).limit(_PAGE)).scalars())
        statement = select(*SUMMARY).where(tender.c.id.in_(identifiers))
        times = [_milliseconds(lambda: connection.execute(statement).all()) for _ in range(200)]
    return statistics.median(times)


def _milliseconds(work: Callable[..., object], *given: object) -> float:
    began = time.perf_counter()
    work(*given)
    return (time.perf_counter() - began) * 1000


def _quantile(times: Sequence[float], percent: int) -> float:
    return sorted(times)[min(len(times) * percent // 100, len(times) - 1)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    print(table(measure(0, count=parser.parse_args().count)))
