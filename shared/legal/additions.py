"""Additions to the law made by the operator: new rates, each a dated YAML file of the data folder.

A file names its parameter, its row, its source and the day on which it was added; none is ever overwritten, and one
that overlaps a known row, or leaves a gap after it, is refused before it is written.
"""

import os
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import yaml

from shared.legal.parameter import FaultyLegalTable
from shared.legal.table import LegalTable

ECB_RATE: Final = "interets.bce_refi_1er_jour_semestre"
_FOLDER: Final = "law"
_LOWEST, _HIGHEST = Decimal(0), Decimal(20)
_LONGEST_SOURCE: Final = 500


@dataclass(frozen=True, slots=True)
class EcbRate:
    """The main refinancing rate in force on the first day of a semester (R2192-31), in percent."""

    semester: date
    value: Decimal
    source: str
    added_on: date

    def __post_init__(self) -> None:
        if (self.semester.month, self.semester.day) not in {(1, 1), (7, 1)}:
            raise FaultyLegalTable("Un semestre commence un 1er janvier ou un 1er juillet.")
        if not (self.value.is_finite() and _LOWEST <= self.value <= _HIGHEST):
            raise FaultyLegalTable(f"Un taux de refinancement est compris entre {_LOWEST} et {_HIGHEST} %.")
        if not self.source.strip() or len(self.source) > _LONGEST_SOURCE or not self.source.isprintable():
            raise FaultyLegalTable("La source d'un taux est une adresse ou un titre, sur une ligne.")

    @property
    def last_day(self) -> date:
        """Give the last day of the semester."""
        year = self.semester.year
        return date(year, 6, 30) if self.semester.month == 1 else date(year, 12, 31)


def added_files(data_dir: Path) -> tuple[Path, ...]:
    """Give the files of additions of a data folder, in the order of their dates."""
    return tuple(sorted((data_dir / _FOLDER).glob("*.yaml")))


def add_ecb_rate(rate: EcbRate, *, data_dir: Path) -> Path:
    """Write a rate beside the others and give its file.

    Raises:
        FaultyLegalTable: a rate is already known for the semester, or one is missing before it.
    """
    document = _document(rate)
    name = f"{rate.semester.isoformat()}-taux-bce.yaml"
    LegalTable.load(added_files(data_dir)).with_additions(document, where=name)
    folder = data_dir / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    _write_new(path, document)
    return path


def _document(rate: EcbRate) -> str:
    # Every number is written as its digits: the reader makes the same decimal of them.
    head = yaml.safe_dump({"sources": {"ajout": rate.source}}, allow_unicode=True, width=1000)
    return (
        f"# Taux ajouté par l'exploitant le {rate.added_on.isoformat()}.\n{head}"
        f"added_on: {rate.added_on.isoformat()}\n"
        f"additions:\n- id: {ECB_RATE}\n  values:\n"
        f"  - {{from: {rate.semester.isoformat()}, to: {rate.last_day.isoformat()}, value: {rate.value:f}, "
        f"source: ajout, confidence: B}}\n"
    )


def _write_new(path: Path, document: str) -> None:
    """Write beside, then link: a reader never sees half a file, and an existing one stays."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("x", encoding="utf-8") as file:
        file.write(document)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError as error:
        raise FaultyLegalTable(f"{path.name} existe déjà.") from error
    finally:
        draft.unlink()
