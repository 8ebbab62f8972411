"""Two recorded sessions made comparable: what must differ between any two is named, everything else stays as it is.

Identifiers, keys and digests are replaced by names in the order in which they first appear: one that is new, missing,
moved or changed gives another text. Of the instants that the clock gives it is said whether they came before the mark,
at which the sessions begin to differ, or after it; all others stay as they are.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from shared.kernel.paris import PARIS

_SOON = timedelta(hours=1)
_NAMED = re.compile(
    r"(?P<passing>\"request_id\": ?\"[0-9a-f]+\")"
    r"|(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    r"|(?P<instant>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)"
    r"|(?P<shown>\d\d/\d\d/\d{4} à \d\d:\d\d:\d\d)(?:,\d{3})?"
    r"|(?P<hour>(?<=>)\d\d:\d\d:\d\dZ(?=<))"
    r"|(?P<dume>(?<=\"dume_id\":\")[0-9a-z]{8}(?=\"))"
    r"|(?P<http_date>[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)"
    r"|(?P<cursor>(?<=\"next_cursor\":\")[A-Za-z0-9_-]+)"
    r"|(?P<address>127\.0\.0\.1:\d+)"
    r"|(?P<digest>sha-256=:[A-Za-z0-9+/=]+:)"
    r"|(?P<recipient>age1[0-9a-z]{50,})"
    r"|(?P<key>\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44})"
    r"|(?P<hex>\b[0-9a-f]{16,}\b)"
)


class Comparable:
    """Rewrites the texts of one session, in their order."""

    def __init__(self, *, mark: datetime, legal_start: datetime, started_at: datetime) -> None:
        """Give the instant before which instants are named; legal time runs beside real time from its own start."""
        self._mark = mark
        self._legal_mark = legal_start + (mark - started_at)
        self._names: dict[str, str] = {}

    def of(self, text: str) -> str:
        """Rewrite a text."""
        return _NAMED.sub(self._name, text)

    def _name(self, match: re.Match[str]) -> str:
        kind, written = str(match.lastgroup), match.group()
        if kind in {"passing", "hour"}:
            return ""
        if kind in {"instant", "http_date", "shown"}:
            return self._when(_instant(kind, written)) or written
        return self._names.setdefault(written, f"<{kind} {len(self._names)}>")

    def _when(self, at: datetime) -> str | None:
        """Say where an instant of the clock stands, on one of the two time scales; None of any other."""
        for mark in (self._mark, self._legal_mark):
            if abs(at - mark) < _SOON:
                return "<before>" if at < mark else "<later>"
        return "<to come>" if at > self._mark else None


def _instant(kind: str, written: str) -> datetime:
    match kind:
        case "http_date":
            return parsedate_to_datetime(written)
        case "shown":
            return datetime.strptime(written[:21], "%d/%m/%Y à %H:%M:%S").replace(tzinfo=PARIS)
    found = datetime.fromisoformat(written)
    return found.replace(tzinfo=found.tzinfo or UTC)  # the files of an office suite say no zone


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """Give what is not the same in two sessions, each with the place where it begins to differ."""
    asked = [*one, *(key for key in other if key not in one)]
    return {key: _around(one.get(key), other.get(key)) for key in asked if one.get(key) != other.get(key)}


def _around(one: str | None, other: str | None) -> tuple[str | None, str | None]:
    if one is None or other is None:
        return one and one[:300], other and other[:300]
    pairs = enumerate(zip(one, other, strict=False))
    at = next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))
    begin = max(0, at - 80)
    return one[begin : at + 160], other[begin : at + 160]
