"""Lists written as files for spreadsheets (export des listes en CSV et ODS)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

Cell = str | int | Decimal | date | datetime | bool | None
Row = Sequence[Cell]


class TableWriter(Protocol):
    """Writes a table; the columns are French titles, a row has one cell for each."""

    def csv(self, columns: Sequence[str], rows: Iterable[Row], *, bom: bool = True) -> Iterator[bytes]:
        """Give the table as CSV: semicolons, UTF-8, with the mark that spreadsheets need unless told otherwise."""

    def ods(self, columns: Sequence[str], rows: Iterable[Row], *, title: str = "Liste") -> bytes:
        """Give the table as an OpenDocument spreadsheet of one sheet."""
