"""Refuses numbers of the law in the domains: they belong to shared/legal/parameters, with their dates and articles.

The list is the table of the law itself: its amounts, its rates, and its periods where a duration is built.
A number that only looks like one of the law carries `# not of the law: <reason>` on its line.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from shared.legal import LegalTable
from shared.legal.value import Unit
from tools.repository import repository_files, shown

EXCUSE = "# not of the law:"
_EUROS = {Unit.EUR, Unit.EUR_EXCL_VAT, Unit.EUR_INCL_VAT}
_RATES = {Unit.RATIO, Unit.PERCENT, Unit.PERCENT_POINTS}
_UNMISTAKABLE = 600  # the smallest amount of the law that is not also an everyday number
_EVERYDAY_DAYS = {Decimal(1), Decimal(2)}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of the law, by what they measure."""

    amounts: frozenset[Decimal]
    rates: frozenset[Decimal]
    days: frozenset[Decimal]

    @classmethod
    def of(cls, table: LegalTable) -> "Numbers":
        """Collect every value that any parameter ever had."""
        held = [
            (parameter.unit, row.value)
            for parameter in table.parameters.values()
            for row in parameter.rows
            if isinstance(row.value, Decimal)
        ]
        rates = {value for unit, value in held if unit in _RATES}
        return cls(
            amounts=frozenset(value for unit, value in held if unit in _EUROS),
            rates=frozenset(rate for rate in rates if rate != rate.to_integral_value()),
            days=frozenset(value for unit, value in held if unit is Unit.DAYS) - _EVERYDAY_DAYS,
        )


def main() -> int:
    """Print every fault; give 1 when there is one."""
    numbers = Numbers.of(LegalTable.load())
    domains = [path for path in repository_files(".py") if is_domain(path)]
    faults = [fault for path in domains for fault in faults_of(path, path.read_text("utf-8"), numbers)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def is_domain(path: Path) -> bool:
    """Say whether a file belongs to a service's domain or handlers, where rules are decided."""
    parts = path.parts
    return "services" in parts and bool({"domain", "handlers", "handlers.py"} & set(parts))


def faults_of(path: Path, source: str, numbers: Numbers) -> Iterator[str]:
    """Give the faults of one module."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        for literal, value in _numbers_in(node, numbers):
            if EXCUSE not in lines[literal.lineno - 1]:
                yield f"{shown(path)}:{literal.lineno}: {value} is a number of the law: ask shared.legal for it"


def _numbers_in(node: ast.AST, numbers: Numbers) -> Iterator[tuple[ast.Constant, Decimal]]:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            value = Decimal(str(number))
            if value in numbers.rates or (value in numbers.amounts and value >= _UNMISTAKABLE):
                yield node, value
        case ast.Call(func=ast.Name(id="Decimal" | "Money"), args=[ast.Constant(value=str() as text) as literal, *_]):
            value = _decimal(text)
            if value in numbers.amounts | numbers.rates:
                yield literal, value
        case ast.Call(func=ast.Name(id="timedelta"), keywords=[ast.keyword(arg="days", value=ast.Constant() as days)]):
            value = _decimal(str(days.value))
            if value in numbers.days:
                yield days, value
        case _:
            pass


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(-1)  # no number of the law is negative


if __name__ == "__main__":
    sys.exit(main())
