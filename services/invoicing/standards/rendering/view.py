"""What a page shows of an invoice: sections of labelled values and tables, in which each term present stands once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.invoicing.domain.semantic import Extension, Group, SemanticInvoice, Value
from services.invoicing.domain.terms import ROOT, TERMS, Kind
from services.invoicing.standards.rendering.words import displayed

# The columns of the table of lines; whatever else a line says stands below it.
LINE_COLUMNS: Final = ("BT-126", "BT-153", "BT-129", "BT-130", "BT-146", "BT-151", "BT-152", "BT-131")
VAT_COLUMNS: Final = ("BT-118", "BT-119", "BT-116", "BT-117")


@dataclass(frozen=True, slots=True)
class Shown:
    """One value of a term: its number, its French label, its words."""

    number: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the page: values, then inner sections."""

    title: str
    values: tuple[Shown, ...]
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column, and what the columns do not hold."""

    cells: tuple[Shown | None, ...]
    rest: Section | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, its column headings, its rows."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """A whole page."""

    title: str
    parts: tuple[Section | Table, ...]
    extensions: tuple[Extension, ...]


def view_of(invoice: SemanticInvoice) -> InvoiceView:
    """Arrange every term of an invoice, and what its document says beyond EN 16931, for reading."""
    terms = invoice.terms
    kind = "Avoir" if invoice.is_credit_note else "Facture"
    title = f"{kind} {terms.text('BT-1') or 'sans numéro'}"
    view = _View(terms.text("BT-5"), terms.text("BT-6"))
    own = Section("Document", tuple(view.values(terms)))
    parts: list[Section | Table] = [own] if own.values else []
    for number in TERMS:
        groups = terms.groups.get(number, ())
        if not groups:
            continue
        if number == "BG-25":
            parts.append(view.table("Lignes", groups, LINE_COLUMNS))
        elif number == "BG-23":
            parts.append(view.table(TERMS[number].label, groups, VAT_COLUMNS))
        else:
            parts += view.sections(number, groups)
    return InvoiceView(title, tuple(parts), invoice.extensions)


@dataclass(frozen=True, slots=True)
class _View:
    currency: str | None
    vat_currency: str | None

    def values(self, group: Group, *, without: frozenset[str] = frozenset()) -> Iterator[Shown]:
        """Give the values of a group in the order of the standard, each followed by its parts."""
        for number in TERMS:
            if number not in without:
                for value in group.values.get(number, ()):
                    yield from self._value(number, value)

    def sections(self, number: str, groups: Sequence[Group]) -> Iterator[Section]:
        for rank, group in enumerate(groups, start=1):
            title = TERMS[number].label + (f" {rank}" if len(groups) > 1 else "")
            yield Section(title, tuple(self.values(group)), tuple(self._below(group)))

    def table(self, caption: str, groups: Sequence[Group], columns: tuple[str, ...]) -> Table:
        used = tuple(c for c in columns if any(group.first(c) is not None for group in groups))
        return Table(caption, tuple(TERMS[c].label for c in used), tuple(self._row(group, used) for group in groups))

    def _row(self, group: Group, columns: tuple[str, ...]) -> Row:
        cells = tuple(self._cell(group, column) for column in columns)
        inner = _without(group, frozenset(columns))
        rest = Section("", tuple(self.values(inner)), tuple(self._below(inner)))
        return Row(cells, rest if rest.values or rest.sections else None)

    def _cell(self, group: Group, number: str) -> Shown | None:
        found = group.first(number)
        return next(self._value(number, found)) if found is not None else None

    def _value(self, number: str, value: Value) -> Iterator[Shown]:
        currency = self.vat_currency if number == "BT-111" else self.currency
        yield Shown(number, TERMS[number].label, displayed(number, value.text, currency))
        for part, text in value.parts.items():
            yield Shown(part, TERMS[part].label, displayed(part, text, currency))

    def _below(self, group: Group) -> Iterator[Section]:
        for number, term in TERMS.items():
            if term.kind is Kind.GROUP and number in group.groups:
                yield from self.sections(number, group.groups[number])


def _without(group: Group, shown: frozenset[str]) -> Group:
    """Take out the first value of each term that a column shows, in the group and in those of it that occur once."""
    values = {n: found[1:] if n in shown else found for n, found in group.values.items()}
    groups = {}
    for number, inner in group.groups.items():
        first = _without(inner[0], shown)
        left = (first, *inner[1:]) if first.values or first.groups else inner[1:]
        if left:
            groups[number] = left
    return Group(group.number or ROOT, {n: found for n, found in values.items() if found}, groups)
