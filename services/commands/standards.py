"""``plis standards``: which official artefacts are here, unaltered; bringing in those that are missing."""

import json
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from services.commands.given import settings_given
from shared.http.outbound import Outbound, OutboundFailed
from shared.xml.artefacts import Artefact, ArtefactState, ArtefactStatus, ArtefactStore, load_lock
from shared.xml.installation import AlteredArtefact, install_artefact, install_files
from shared.xml.roots import artefact_roots, installed_folder

_WORDS = {
    ArtefactStatus.PRESENT: "présent, empreinte conforme",
    ArtefactStatus.ALTERED: "empreinte différente : inutilisable",
    ArtefactStatus.ABSENT: "absent",
}
_MOST_BYTES = 64 * 1024 * 1024
_SECONDS = 60.0
_JSON = click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")


@click.group()
def standards() -> None:
    """Artefacts officiels : état, installation."""


@standards.command()
@_JSON
def status(*, as_json: bool) -> None:
    """Dire chaque artefact du verrou : version, licence, présence et empreinte ; code 1 si l'un est altéré."""
    states = ArtefactStore(roots=artefact_roots(settings_given())).all()
    if as_json:
        click.echo(json.dumps([_document(state) for state in states], ensure_ascii=False, indent=2))
    else:
        for state in states:
            name = state.artefact.name
            click.echo(f"{name.name} {name.version} ({state.artefact.licence}) : {_WORDS[state.status]}")
    sys.exit(1 if any(state.status is ArtefactStatus.ALTERED for state in states) else 0)


@standards.command()
@click.argument("artefact_ids", nargs=-1, metavar="[ARTEFACT…]")
@click.option("--from", "source", help="Dossier (file:///…) ou adresse https où prendre les fichiers.")
def install(artefact_ids: tuple[str, ...], *, source: str | None) -> None:
    """Installer les artefacts absents dans le dossier de données, après vérification de leur empreinte."""
    settings = settings_given()
    store = ArtefactStore(roots=artefact_roots(settings))
    known = {artefact.name.artefact_id: artefact for artefact in load_lock()}
    unknown = sorted(set(artefact_ids) - set(known))
    if unknown:
        raise click.UsageError(f"Artefact inconnu du verrou : {', '.join(unknown)}.")
    failed = False
    for artefact_id in artefact_ids or known:
        if store.state(artefact_id).status is ArtefactStatus.PRESENT:
            continue
        failed |= not _install(known[artefact_id], source, installed_folder(settings))
    click.echo("Certains artefacts manquent encore." if failed else "Tous les artefacts demandés sont installés.")
    sys.exit(1 if failed else 0)


def _install(artefact: Artefact, source: str | None, folder: Path) -> bool:
    name = artefact.name.name
    if artefact.package is not None:
        click.echo(f"{name} : fourni par le paquet Python {artefact.package}, à réinstaller.", err=True)
        return False
    given = None if source is None else f"{source.rstrip('/')}/{artefact.folder}"
    here = None if given is None else _folder_of(given)
    if not artefact.is_single_file and here is None:
        advice = f"prenez ses fichiers à l'adresse {artefact.address}, puis donnez leur dossier (--from file:///…)"
        click.echo(f"{name} : {advice}.", err=True)
        return False
    try:
        if artefact.is_single_file or here is None:
            content = _fetch(f"{given}/{artefact.files[0]}" if given else artefact.address)
            install_artefact(artefact, content, folder=folder)
        else:
            install_files(artefact, here, folder=folder)
    except (OutboundFailed, OSError) as failure:
        click.echo(f"{name} : {failure}", err=True)
        return False
    except AlteredArtefact:
        click.echo(f"{name} : l'empreinte n'est pas celle du verrou ; le fichier est refusé.", err=True)
        return False
    click.echo(f"{name} {artefact.name.version} : installé.")
    return True


def _folder_of(address: str) -> Path | None:
    """Give the folder of this machine that an address names, if it names one."""
    parts = urlsplit(address)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _fetch(address: str) -> bytes:
    """Read a file of this machine, or an https address through the one door to the outside."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).read_bytes()
    reply = Outbound(seconds=_SECONDS, max_bytes=_MOST_BYTES).get(address)
    if reply.status != 200:
        raise OutboundFailed(f"{parts.hostname} a répondu {reply.status}")
    return reply.content


def _document(state: ArtefactState) -> dict[str, str | None]:
    artefact = state.artefact
    return {
        "id": artefact.name.artefact_id,
        "name": artefact.name.name,
        "version": artefact.name.version,
        "licence": artefact.licence,
        "address": artefact.address,
        "sha256": artefact.sha256,
        "status": state.status.value,
        "folder": str(state.folder) if state.folder else None,
    }
