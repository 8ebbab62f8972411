"""A parameter of the law: its rows in time, each from a first to a last day, both included.

Rows are sorted, without a gap or an overlap; only the last may be open. A table that breaks this does not load.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from shared.legal.value import Confidence, Event, LegalValue, NoLegalValue, Unit


class FaultyLegalTable(ValueError):
    """The data of the law contradict themselves; the message names the parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value over a span of days, both ends included."""

    first: date
    last: date | None
    value: Decimal | bool | None
    source: str
    confidence: Confidence
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A threshold, a period, a rate or a switch of the law, over time."""

    id: str
    label: str
    unit: Unit
    event: Event
    article: str
    rows: tuple[Row, ...]
    op: str | None = None
    counted_from: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if not (self.rows and self.article and self.label):
            raise FaultyLegalTable(f"{self.id} : il manque un intitulé, un article ou une valeur")
        for row in self.rows:
            self._check(row)
        for earlier, later in pairwise(self.rows):
            if earlier.last is None or later.first <= earlier.last:
                raise FaultyLegalTable(f"{self.id} : deux valeurs valent le {later.first}")
            if later.first != earlier.last + timedelta(days=1):
                raise FaultyLegalTable(f"{self.id} : aucune valeur entre le {earlier.last} et le {later.first}")

    def at(self, on: date) -> LegalValue:
        """Give the value in force on a day.

        Raises:
            NoLegalValue: the day is before the first row or after the last.
        """
        for row in self.rows:
            if row.first <= on and (row.last is None or on <= row.last):
                return self._legal_value(row)
        known_from, known_to = self.rows[0].first, self.rows[-1].last
        raise NoLegalValue(parameter=self.id, label=self.label, on=on, known_from=known_from, known_to=known_to)

    def extended(self, rows: Sequence[Row]) -> "Parameter":
        """Give the parameter with later rows, subject to the same checks."""
        return replace(self, rows=tuple(sorted((*self.rows, *rows), key=lambda row: row.first)))

    def _check(self, row: Row) -> None:
        if row.last is not None and row.last < row.first:
            raise FaultyLegalTable(f"{self.id} : une valeur finit avant de commencer, le {row.first}")
        if row.value is not None and isinstance(row.value, bool) is not (self.unit is Unit.BOOLEAN):
            raise FaultyLegalTable(f"{self.id} : la valeur du {row.first} n'est pas de l'unité {self.unit}")

    def _legal_value(self, row: Row) -> LegalValue:
        return LegalValue(
            parameter=self.id,
            label=self.label,
            value=row.value,
            unit=self.unit,
            op=self.op,
            article=self.article,
            source=row.source,
            confidence=row.confidence,
            valid_from=row.first,
            valid_to=row.last,
            note=" ".join(note for note in (row.note, self.note) if note) or None,
        )
