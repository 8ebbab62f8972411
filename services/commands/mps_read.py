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

from services.commands.named_files import Unread, content_of, name_of, printable
from services.commands.parameter_types import DAY
from services.mps.api.document_schemas import FORMAT, DocumentOut
from services.mps.domain.readings import Outcome, Reading
from services.mps.gateways.saved_answers import parse_saved, read_saved
from shared.kernel.clock import SystemClock
from shared.kernel.paris import display_day, legal_day
from shared.xml.parser import MEBIBYTE

Json = dict[str, Any]
_MOST_BYTES: Final = 20 * MEBIBYTE
_NEITHER: Final = "ce n'est ni une réponse d'administration enregistrée, ni un document de candidature par numéro SIRET"
_CANDIDACY: Final = "Document de candidature par numéro SIRET : montré tel quel."


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read in one file: an entry for programs, lines for people; ``is_read`` when it could be."""

    entry: Json
    lines: list[str]
    document: Json | None = None
    is_read: bool = True


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as-of", type=DAY, help="Jour de la lecture, AAAA-MM-JJ (par défaut : aujourd'hui à Paris).")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme : une entrée par fichier.")
def read(*, files: tuple[Path, ...], as_of: date | None, as_json: bool) -> None:
    """Lire des réponses d'administrations enregistrées, ou un document de candidature, hors ligne.

    « - » lit l'entrée standard. Codes de sortie : 0, chaque fichier a été lu, quoi qu'il dise ; 1, un fichier au moins
    n'a pas pu l'être (les autres le sont) ; 2, commande mal formée.
    """
    day = as_of or legal_day(SystemClock().now())
    found = [_read(file, day) for file in files]
    if as_json:
        _show_json(found)
    else:
        for each in found:
            name = [f"{each.entry['file']} :"] if len(found) > 1 else []
            click.echo("\n".join(printable(line) for line in [*name, *each.lines]))
    if not all(each.is_read for each in found):
        sys.exit(1)


def _show_json(found: list[_Read]) -> None:
    alone = found[0].document if len(found) == 1 else None  # a candidacy document alone is shown as it is
    shown = alone or [each.entry for each in found]
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def _read(file: Path, day: date) -> _Read:
    try:
        content = content_of(file, most=_MOST_BYTES)
        saved = parse_saved(content)
        if saved is not None:
            reading = read_saved(saved, as_of=day)
            return _Read(_as_json(file, reading), _reading_lines(reading, day))
        document = _candidacy_document(content)
    except Unread as unread:
        why = f"{name_of(file)} : {unread}."
        return _Read(_entry(file, None, why), [why], is_read=False)
    entry = {**_entry(file, Outcome.INFO, _CANDIDACY), "document": document}
    return _Read(entry, _document_lines(document), document)


def _entry(file: Path, outcome: Outcome | None, why: str) -> Json:
    told = None if outcome is None else outcome.value
    return {"file": name_of(file), "outcome": told, "why": why, "valid_until": None, "retry_in": None, "facts": {}}


def _as_json(file: Path, reading: Reading) -> Json:
    return {
        "file": name_of(file),
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


def _candidacy_document(content: bytes) -> Json:
    """Read a candidacy document.

    Raises:
        Unread: the bytes are anything else.
    """
    try:
        document = DocumentOut.model_validate_json(content)
    except ValidationError:
        raise Unread(_NEITHER) from None
    if document.format != FORMAT:
        raise Unread(_NEITHER)
    return document.model_dump(mode="json")


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
