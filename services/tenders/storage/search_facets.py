"""Counts that refine a search: of every answer when they are few, else of the latest ones, which makes them minima."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import CTE, Connection, Text, cast, func, literal, null, select, union_all

from services.tenders.ports.search import Facets, FacetValue
from services.tenders.storage.search_questions import Question, over_windows
from services.tenders.storage.search_tables import search_entry

COUNTED: Final = 2000  # answers that are counted at most: the latest ones
_MOST_BUYERS: Final = 10
_COLUMNS: Final = (
    search_entry.c.published_at,
    search_entry.c.tender_id,
    search_entry.c.kind,
    search_entry.c.procedure,
    search_entry.c.cpv_divisions,
    search_entry.c.nuts,
    search_entry.c.organisation,
    search_entry.c.buyer_name,
)
FACETS: Final = ("kind", "procedure", "cpv", "nuts", "buyer")


def count_facets(question: Question, connection: Connection) -> Facets:
    """Count the answers by kind, procedure, CPV division, territory and buyer."""

    def run(held: Question) -> tuple[int, Sequence[Any]]:
        hits = held.hits(*_COLUMNS)
        order = (hits.c.published_at.desc(), hits.c.tender_id.desc())
        latest = select(hits).order_by(*order).limit(COUNTED).cte("latest")
        rows = connection.execute(union_all(*_counts(latest))).all()
        return next(row.number for row in rows if row.facet == "total"), rows

    rows = over_windows(question, connection, wanted=COUNTED, run=run)
    total = next(row.number for row in rows if row.facet == "total")
    return Facets(total=total, is_exact=total < COUNTED, counts=_by_facet(rows))


def _counts(latest: CTE) -> Sequence[Any]:
    """Write one count for each facet, over the same rows."""
    divisions = select(func.unnest(latest.c.cpv_divisions).label("value")).subquery("divisions")
    buyers = (
        _count("buyer", latest.c.organisation, func.max(latest.c.buyer_name))
        .group_by(latest.c.organisation)
        .order_by(func.count().desc(), latest.c.organisation)
        .limit(_MOST_BUYERS)
        .subquery("buyers")
    )
    return (
        _count("total", null(), null()).select_from(latest),
        _count("kind", latest.c.kind, null()).group_by(latest.c.kind),
        _count("procedure", latest.c.procedure, null()).group_by(latest.c.procedure),
        _count("cpv", divisions.c.value, null()).group_by(divisions.c.value),
        _count("nuts", latest.c.nuts, null()).where(latest.c.nuts.is_not(None)).group_by(latest.c.nuts),
        select(buyers),
    )


def _count(facet: str, value: Any, label: Any) -> Any:  # noqa: ANN401 - columns and functions alike
    return select(
        literal(facet).label("facet"),
        cast(value, Text).label("value"),
        cast(label, Text).label("label"),
        func.count().label("number"),
    )


def _by_facet(rows: Sequence[Any]) -> Mapping[str, Sequence[FacetValue]]:
    """Group the counts, the most frequent value first."""
    counts: dict[str, list[FacetValue]] = {facet: [] for facet in FACETS}
    for row in sorted(rows, key=lambda row: (-row.number, row.value or "")):
        if row.facet != "total":
            counts[row.facet].append(FacetValue(row.value, row.number, row.label))
    return MappingProxyType(counts)
