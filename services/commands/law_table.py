"""The law as the commands read it: the package's table with the rates of the data folder, and refusals said once."""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from services.commands.given import settings_given
from shared.legal import LegalTable, NoLegalValue
from shared.legal.additions import added_files
from shared.legal.parameter import FaultyLegalTable

T = TypeVar("T")


def law_table() -> LegalTable:
    """Give the law, with what the operator added, or say that its data are faulty (exit code 1)."""
    try:
        return LegalTable.load(added_files(settings_given().data_dir))
    except FaultyLegalTable as fault:
        raise click.ClickException(f"Les données du droit sont fautives : {fault}.") from None


def refused_as_error(compute: Callable[[], T]) -> T:
    """Compute, and say in French that the law of a day is not known (exit code 1)."""
    try:
        return compute()
    except NoLegalValue as refused:
        raise click.ClickException(refused.message) from None


def show(document: Mapping[str, object], text: str, *, as_json: bool) -> None:
    """Print an answer, for a program or for people."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else text)
