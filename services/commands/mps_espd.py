"""``plis mps espd``: European single procurement documents (DUME) offline: built, read, judged."""

import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from services.commands.mps_espd_json import document_from_json
from services.commands.refusals import sentence_of
from services.mps.api.espd_outputs import EspdReadingOut, EspdVerdictOut
from services.mps.api.texts import TEXTS
from services.mps.domain.espd import EspdDocument
from services.mps.domain.espd_verdict import VerdictStatus
from services.mps.standards.espd.codes import VERSION
from services.mps.standards.espd.reader import LIMITS, read_espd
from services.mps.standards.espd.writer import write_espd
from services.mps.wiring.espd import judge_now
from shared.kernel.refusal import Refused
from shared.settings import Settings, SettingsError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def espd() -> None:
    """Document unique de marché européen (DUME, ESPD)."""


@espd.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def read(*, file: Path, as_json: bool) -> None:
    """Lire un DUME (versions 1.0.2 à 4.1.0) comme des données structurées."""
    document = _read(file)
    if as_json:
        click.echo(EspdReadingOut.of(document).model_dump_json(indent=2))
        return
    party = document.operator.party if document.operator else document.buyer
    name = party.name if party else "partie non nommée"
    counts = f"{len(document.criteria)} critères, {len(document.answers)} réponses"
    click.echo(f"{document.kind.value} {document.version} : {name} - {counts}")
    for item in document.unknown:
        click.echo(f"! non compris : {item.place} : {item.value}")


@espd.command()
@click.argument("file", type=_FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Où écrire le document.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def build(*, file: Path, out: Path, as_json: bool) -> None:
    """Écrire un DUME 4.1.0 à partir de la forme structurée que donne `plis mps espd read --json`."""
    try:
        document = document_from_json(_bytes(file))
    except ValueError as fault:
        _fail(f"{file.name} : forme structurée illisible ({str(fault).splitlines()[0]}).")
    try:
        written = write_espd(document)
    except Refused as refused:
        _fail(sentence_of(refused.refusal, TEXTS))
    out.write_bytes(written.content)
    told: dict[str, Any] = {"file": str(out), "bytes": len(written.content), "left_out": list(written.left_out)}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{out} : {told['bytes']} octets")
    for property_id in written.left_out:
        click.echo(f"! réponse laissée de côté, sa question ne se pose pas : {property_id}")


@espd.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def check(*, file: Path, as_json: bool) -> None:
    """Soumettre un DUME 4.1.0 à son schéma et à toutes les règles officielles."""
    content = _bytes(file)
    document = _read(file)
    if document.version != VERSION:
        _fail(f"{file.name} : les règles officielles installées jugent la version {VERSION}, pas {document.version}.")
    verdict = judge_now(_settings(), content, document.kind)
    if as_json:
        click.echo(EspdVerdictOut.of(verdict).model_dump_json(indent=2))
    else:
        click.echo(f"{file.name} : {_WORDS[verdict.status]}")
        for one in verdict.checks:
            for finding in one.findings:
                click.echo(f"  {finding.severity} {finding.rule} {finding.location} : {finding.text}")
            if one.reason:
                click.echo(f"  {one.reason}")
    if verdict.status is not VerdictStatus.VALID:
        sys.exit(1)


_WORDS = {
    VerdictStatus.VALID: "conforme",
    VerdictStatus.INVALID: "non conforme",
    VerdictStatus.NOT_CHECKED: "non contrôlé par le validateur officiel",
}


def _settings() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _read(file: Path) -> EspdDocument:
    try:
        return read_espd(_bytes(file))
    except Refused as refused:
        _fail(sentence_of(refused.refusal, TEXTS))


def _bytes(file: Path) -> bytes:
    """Read one byte more than is accepted, so that an endless file is refused by its size."""
    with file.open("rb") as opened:
        return opened.read(LIMITS.max_bytes + 1)


def _fail(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(1)
