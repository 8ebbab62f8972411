"""``plis mps read``: what saved answers of administrations allow to conclude, and candidacy documents, offline."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from pydantic import ValidationError

from services.commands.parameter_types import DAY
from services.mps.api.document_schemas import FORMAT, DocumentOut
from services.mps.domain.readings import Reading
from services.mps.gateways.saved_answers import parse_saved, read_saved
from shared.kernel.clock import SystemClock
from shared.kernel.paris import display_day, legal_day

Json = dict[str, Any]
_MOST_BYTES: Final = 20 * 1024 * 1024
_NEITHER: Final = "ni une réponse d'administration enregistrée, ni un document de candidature par numéro SIRET"


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read in one file, for programs and for people; nothing when it could not be."""

    document: Json | None
    lines: list[str]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as-of", type=DAY, help="Jour de la lecture, AAAA-MM-JJ (par défaut : aujourd'hui à Paris).")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme : une entrée par fichier.")
def read(*, files: tuple[Path, ...], as_of: date | None, as_json: bool) -> None:
    """Lire des réponses d'administrations enregistrées, ou un document de candidature, hors ligne."""
    day = as_of or legal_day(SystemClock().now())
    found = [(file, _read(file, day)) for file in files]
    if as_json:
        _show_json(found)
    else:
        for file, each in found:
            click.echo("\n".join([f"{file.name} :", *each.lines]) if len(found) > 1 else "\n".join(each.lines))
    if any(each.document is None for _, each in found):
        sys.exit(1)


def _show_json(found: list[tuple[Path, _Read]]) -> None:
    entries = [each.document or {"file": str(file), "outcome": None, "why": _NEITHER} for file, each in found]
    alone = len(entries) == 1 and "format" in entries[0]  # a candidacy document is shown as it is
    click.echo(json.dumps(entries[0] if alone else entries, ensure_ascii=False, indent=2))


def _read(file: Path, day: date) -> _Read:
    if file.stat().st_size > _MOST_BYTES:
        return _Read(None, [f"{file.name} dépasse {_MOST_BYTES} octets."])
    content = file.read_bytes()
    saved = parse_saved(content)
    if saved is not None:
        reading = read_saved(saved, as_of=day)
        return _Read(_as_json(file, reading), _reading_lines(reading, day))
    document = _candidacy_document(content)
    if document is not None:
        return _Read(document, _document_lines(document))
    return _Read(None, [f"{file.name} n'est {_NEITHER}."])


def _as_json(file: Path, reading: Reading) -> Json:
    return {
        "file": str(file),
        "outcome": reading.outcome.value,
        "why": reading.why,
        "valid_until": reading.valid_until.isoformat() if reading.valid_until else None,
        "retry_in": reading.retry_in,
        "facts": dict(reading.facts),
    }


def _reading_lines(reading: Reading, day: date) -> list[str]:
    lines = [f"{reading.outcome.value} au {display_day(day)} : {reading.why}"]
    if reading.valid_until:
        lines.append(f"  valable jusqu'au {display_day(reading.valid_until)}")
    return lines + [f"  {name} : {value}" for name, value in _told(reading.facts).items()]


def _told(facts: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in facts.items() if value is not None}


def _candidacy_document(content: bytes) -> Json | None:
    """Read a candidacy document; None when the bytes are anything else."""
    try:
        document = DocumentOut.model_validate_json(content)
    except ValidationError:
        return None
    return document.model_dump(mode="json") if document.format == FORMAT else None


def _document_lines(document: Json) -> list[str]:
    consultation = document["consultation"]
    lines = [
        document["titre"],
        f"Candidat : {document['denomination'] or 'dénomination à compléter'} (SIRET {document['siret']})",
        f"Consultation : {consultation['intitule']}, {consultation['acheteur']}",
        f"Établi le {document['etabli_le']}",
        "",
        document["declaration_sur_l_honneur"]["texte"],
        "",
    ]
    for source in document["sources"]:
        lines.append(f"{source['titre']} ({source['administration']}, article {source['article']}) : {source['etat']}")
        lines += [f"  {fact['libelle']} : {fact['valeur']}" for fact in source["faits"]]
    return [*lines, "", *(f"! {words}" for words in document["avertissements"]), *document["mentions"]]
