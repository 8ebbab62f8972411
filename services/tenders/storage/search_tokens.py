"""The exact marks by which one index answers words and filters together (`#k:works`, `#c:4521`, `#m:2026-11`).

Marks of days, months and years bound the work: a frequent word is looked for in the latest weeks first, and the index
intersects the two lists before any row is read.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from services.tenders.domain.search import InstantRange, SearchCriteria
from shared.kernel.cpv_code import CpvCode
from shared.storage.search_vector import all_of, any_of

OPEN: Final = "#o"
RESERVED: Final = "#r"
PUBLICATION: Final = "p"
DEADLINE: Final = "d"
_DIVISION_DIGITS: Final = 2
_MOST_DAYS: Final = 31
_MOST_MONTHS: Final = 13  # beyond, fewer marks of years cost less than many of months
_MOST_YEARS: Final = 20
_MONTHS: Final = 12
_LOT_CLASSES: Final = (1, 2, 6, 21, 101)  # the fewest lots of each class


def cpv_tokens(code: CpvCode) -> Iterator[str]:
    """Give the mark of every branch that holds a code."""
    stem = code.division + code.value[_DIVISION_DIGITS:].rstrip("0")
    return (f"#c:{stem[:digits]}" for digits in range(_DIVISION_DIGITS, len(stem) + 1))


def nuts_tokens(code: str) -> Iterator[str]:
    """Give the mark of every territory that holds a code."""
    return (f"#n:{code[:signs]}" for signs in range(2, len(code) + 1))


def lots_token(count: int) -> str:
    """Give the mark of a number of lots, by class."""
    return f"#l:{max(fewest for fewest in _LOT_CLASSES if fewest <= max(count, 1))}"


def day_tokens(axis: str, instant: datetime) -> tuple[str, str, str]:
    """Give the marks of an instant on the axis of publications or of deadlines: its day, month and year in UTC."""
    day = instant.astimezone(UTC).date()
    return (f"#{axis}:{day.isoformat()}", f"#{axis}:{day:%Y-%m}", f"#{axis}:{day.year:04d}")


def span_query(axis: str, first: date, last: date) -> str | None:
    """Ask for what lies between two days, both included, or in a little more; None when that bounds nothing."""
    days = (last - first).days + 1
    if days <= 0:
        return any_of({f"#{axis}:never"})
    if days <= _MOST_DAYS:
        return any_of({f"#{axis}:{(first + timedelta(days=number)).isoformat()}" for number in range(days)})
    months = range(_month_number(first), _month_number(last) + 1)
    if len(months) <= _MOST_MONTHS:
        return any_of({f"#{axis}:{number // _MONTHS:04d}-{number % _MONTHS + 1:02d}" for number in months})
    if last.year - first.year < _MOST_YEARS:
        return any_of({f"#{axis}:{year:04d}" for year in range(first.year, last.year + 1)})
    return None


def filter_queries(criteria: SearchCriteria) -> list[str]:
    """Write the filters of a search as queries, all of which must hold."""
    alternatives = (
        [f"#c:{branch.digits}" for branch in criteria.cpv],
        [f"#n:{branch.code}" for branch in criteria.nuts],
        [f"#b:{buyer.value}" for buyer in criteria.buyers],
        [f"#k:{kind.value}" for kind in criteria.kinds],
        [f"#t:{procedure.value}" for procedure in criteria.procedures],
        [f"#s:{status.value}" for status in criteria.statuses],
        list(_lot_classes(criteria)),
        [OPEN] if criteria.is_open else [],
        [RESERVED] if criteria.is_reserved else [],
    )
    queries = [any_of(tokens) for tokens in alternatives if tokens]
    spans = (range_query(PUBLICATION, criteria.published), range_query(DEADLINE, criteria.deadline))
    return [*queries, *(span for span in spans if span is not None)]


def range_query(axis: str, asked: InstantRange) -> str | None:
    """Ask for the days of a range; None when it is open at one end."""
    if asked.since is None or asked.before is None:
        return None
    return span_query(axis, asked.since.astimezone(UTC).date(), asked.before.astimezone(UTC).date())


def joined(queries: Iterable[str | None]) -> str | None:
    """Ask for every one of some queries; None when there is none."""
    return all_of([query for query in queries if query is not None], quoted=True)


def _lot_classes(criteria: SearchCriteria) -> Iterator[str]:
    asked = criteria.lots
    if asked.fewest is None and asked.most is None:
        return
    for fewest, following in zip(_LOT_CLASSES, (*_LOT_CLASSES[1:], None), strict=True):
        too_few = following is not None and asked.fewest is not None and following <= asked.fewest
        too_many = asked.most is not None and fewest > asked.most
        if not too_few and not too_many:
            yield f"#l:{fewest}"
    yield "#l:none"


def _month_number(day: date) -> int:
    return day.year * _MONTHS + day.month - 1
