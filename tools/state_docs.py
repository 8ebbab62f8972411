"""Writes docs/states.md: a diagram of every state table of the domains."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import ModuleType

from tools.repository import ROOT

Table = Mapping[tuple[StrEnum, StrEnum], StrEnum]

HEAD = """# States

Generated from the `…TRANSITIONS` tables of `services/*/domain` and of `shared/registers` by `make docs`; do not edit.
What a table does not show is refused. Guards (deadlines, rights, suspension) are rules of their own.
"""


def states_page() -> str:
    """Give the whole page."""
    parts = [HEAD]
    packages = {
        path.parent.name: f"services.{path.parent.name}.domain" for path in (ROOT / "services").glob("*/domain")
    }
    for name, package in [*sorted(packages.items()), ("registers", "shared.registers")]:
        diagrams = [diagram for module in state_modules(package) for diagram in _diagrams(module)]
        if diagrams:
            parts += [f"## {name}\n", *diagrams]
    return "\n".join(parts).rstrip() + "\n"


def domain_modules(service: str) -> Iterator[ModuleType]:
    """Import the domain modules of a service that hold a state table."""
    return state_modules(f"services.{service}.domain")


def state_modules(name: str) -> Iterator[ModuleType]:
    """Import the modules of a package that hold a state table."""
    package = importlib.import_module(name)
    for found in pkgutil.iter_modules(package.__path__):
        path = Path(package.__path__[0]) / f"{found.name}.py"
        if path.is_file() and "TRANSITIONS" in path.read_text("utf-8"):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def state_tables(module: ModuleType) -> Iterator[Table]:
    """Give the state tables of a module."""
    for name, value in vars(module).items():
        if name.endswith("TRANSITIONS") and isinstance(value, Mapping) and value:
            yield value


def _diagrams(module: ModuleType) -> Iterator[str]:
    for table in state_tables(module):
        statuses = type(next(iter(table))[0])
        yield f"### {statuses.__name__}\n\n{inspect.getdoc(statuses)} (`{module.__name__}`)\n\n{mermaid(table)}\n"


def mermaid(table: Table) -> str:
    """Draw a state table: it begins with the enumeration's first state; ends are the states that nothing leaves."""
    left = {before for (before, _), after in table.items() if after is not before}
    states = list(dict.fromkeys(state for (before, _), after in table.items() for state in (before, after)))
    first = next(iter(type(states[0])))
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first.value}"]
    for (before, action), after in table.items():
        lines.append(f"    {before.value} --> {after.value}: {action.value}")
    lines += [f"    {state.value} --> [*]" for state in states if state not in left]
    return "\n".join([*lines, "```"])
