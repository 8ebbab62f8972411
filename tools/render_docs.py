"""Writes the generated files (pages of docs/, words of the command line); with --check, says whether they are current.

`--release` also writes the golden schemas of new events; a released schema is never overwritten.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools import event_schemas, word_catalogue
from tools.event_docs import events_page
from tools.law_docs import law_page
from tools.repository import ROOT, shown
from tools.state_docs import states_page

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/events.md": events_page,
    "docs/law.md": law_page,
    "docs/states.md": states_page,
}


def main(arguments: list[str]) -> int:
    """Render or check; give 1 when something is not current."""
    parser = argparse.ArgumentParser(description=__doc__)
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument("--check", action="store_true", help="change nothing, fail when something is not current")
    wanted.add_argument("--release", action="store_true", help="also write the schemas of new events")
    chosen = parser.parse_args(arguments)
    if chosen.release:
        for path in event_schemas.release():
            print(f"released {path}")
    faults = [*event_schemas.faults()]
    for name, render in PAGES.items():
        fault = _check(ROOT / name, render()) if chosen.check else _write(ROOT / name, render())
        faults.extend(fault)
    if not chosen.check:
        word_catalogue.write()
    faults.extend(word_catalogue.faults())
    for line in faults:
        print(line)
    return 1 if faults else 0


def _check(path: Path, text: str) -> list[str]:
    if path.is_file() and path.read_text("utf-8") == text:
        return []
    return [f"{shown(path)}: not current (make docs)"]


def _write(path: Path, text: str) -> list[str]:
    path.write_text(text, "utf-8")
    return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
