"""Criteria written back under the names by which they were asked."""

from datetime import datetime, timedelta
from typing import Any

from services.tenders.domain.search import InstantRange, SearchCriteria
from shared.kernel.paris import legal_day

_INSTANT = timedelta(microseconds=1)


def criteria_to_json(criteria: SearchCriteria) -> dict[str, Any]:
    """Write what was asked, and nothing of what was not; both are parameters of the public list."""
    asked: dict[str, Any] = {
        "q": criteria.text,
        "cpv": [branch.digits for branch in criteria.cpv],
        "nuts": [branch.code for branch in criteria.nuts],
        "buyer": [buyer.value for buyer in criteria.buyers],
        "kind": [kind.value for kind in criteria.kinds],
        "procedure": [procedure.value for procedure in criteria.procedures],
        "status": [status.value for status in criteria.statuses],
        **_days("published", criteria.published),
        **_days("deadline", criteria.deadline),
        "ceiling_min": _text(criteria.ceiling.lowest),
        "ceiling_max": _text(criteria.ceiling.highest),
        "lots_min": criteria.lots.fewest,
        "lots_max": criteria.lots.most,
        "open": criteria.is_open,
        "reserved": criteria.is_reserved,
    }
    return {name: value for name, value in asked.items() if value not in (None, [], False)}


def _days(name: str, asked: InstantRange) -> dict[str, str | None]:
    return {
        f"{name}_from": _day(asked.since),
        f"{name}_to": _day(None if asked.before is None else asked.before - _INSTANT),
    }


def _day(instant: datetime | None) -> str | None:
    return None if instant is None else legal_day(instant).isoformat()


def _text(value: object) -> str | None:
    return None if value is None else f"{value:f}"
