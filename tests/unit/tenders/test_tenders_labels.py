"""Chaque valeur qu'une liste peut montrer a son mot français ; une liste coupée le dit."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from services.tenders.api.exports import EXPORT_ROWS, Column, ExportFormat, ExportRequest, listing_response
from services.tenders.api.labels import CHANGES, KINDS, PROCEDURES, STATUSES
from services.tenders.api.listings import CONTRACT_STATUSES, QUESTION_STATUSES, VISITORS
from services.tenders.standards.tables import SpreadsheetWriter


@pytest.mark.parametrize(
    "labels", [CHANGES, KINDS, PROCEDURES, STATUSES, CONTRACT_STATUSES, QUESTION_STATUSES, VISITORS]
)
def test_every_value_has_its_word(labels: Mapping[StrEnum, str]) -> None:
    kind = type(next(iter(labels)))
    assert set(labels) == set(kind)
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize(
    ("count", "name", "complete"),
    [
        (0, "liste.csv", "yes"),
        (EXPORT_ROWS.value, "liste.csv", "yes"),
        (EXPORT_ROWS.value + 1, f"liste-{EXPORT_ROWS.value}-premieres-lignes.csv", "no"),
    ],
)
def test_a_list_that_was_cut_says_so(count: int, name: str, complete: str) -> None:
    answer = listing_response(
        ExportRequest(ExportFormat.CSV, bom=False),
        SpreadsheetWriter(),
        name="liste",
        columns=[Column("Numéro", lambda number: number)],
        elements=range(count),
    )
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Plis-Export-Complete"] == complete
