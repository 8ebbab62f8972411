"""``plis keys``: the keys of custodians (détenteurs de clé), made, shared and rehearsed on their own machines."""

import json
import os
import secrets
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import httpx

from services.clients.responses import ResponsesClient
from services.clients.sealing import enrol
from services.commands.platform_access import http_client
from services.demo.identities import Actor
from shared.kernel.clock import SystemClock
from shared.kernel.ids import CustodianId, TimeOrderedIds
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import InvalidValue, Refused
from shared.sealing.age_sealing import new_identity, recipient_of, unseal_bytes, wraps_for
from shared.sealing.custody import Custodian, Custody
from shared.settings import Settings

ExistingFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """Clés des détenteurs : les faire, les présenter, répéter l'ouverture."""


@keys.command()
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Fichier de la clé (secret)."
)
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def new(output: Path, *, as_json: bool) -> None:
    """Faire une clé de détenteur ; seul le destinataire (public) est affiché."""
    identity, recipient = new_identity()
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{output} existe déjà : une clé ne se remplace pas.") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(f"# destinataire : {recipient}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    if as_json:
        click.echo(json.dumps({"file": str(output), "recipient": recipient}))
        return
    click.echo(f"Clé écrite dans {output} : gardez-la hors de la plateforme, avec une copie en lieu sûr.")
    click.echo(f"Destinataire (public) : {recipient}")


@keys.command()
@click.argument("identity", type=ExistingFile)
@click.option("--register", "label", help="Enregistrer ce détenteur sur la plateforme, sous ce libellé.")
@click.option("--siret", default=None, help="SIRET de l'acheteur (plateforme d'essai).")
@click.option("--person", default="detenteur", show_default=True, help="Nom du compte (plateforme d'essai).")
@click.option("--url", default=None, help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
@click.option("--token", envvar="PLIS_TOKEN", help="Jeton d'accès (sur une plateforme d'essai : facultatif).")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def share(*, identity: Path, label: str | None, as_json: bool, **access: str | None) -> None:
    """Afficher le destinataire d'une clé et, avec --register, prouver qu'on la détient."""
    secret = read_identity(identity)
    answer: dict[str, Any] = {"recipient": recipient_of(secret)}
    if label is not None:
        actor = custodian_actor(access["siret"], access["person"])
        settings = Settings.from_environment(os.environ)
        with http_client(settings, actor, url=access["url"], token=access["token"]) as http:
            try:
                answer = enrol(ResponsesClient(http), secret, label, key=f"cli-{uuid4()}")
            except httpx.HTTPError as error:
                raise refusal_of(error) from None
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(f"Destinataire : {answer['recipient']}")
    if label is not None:
        click.echo(f"Détenteur enregistré et vérifié : {answer['custodian_id']}")


@keys.command()
@click.argument("identities", nargs=-1, required=True, type=ExistingFile)
@click.option("--threshold", default=2, show_default=True, help="Combien de détenteurs ouvrent ensemble.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def rehearse(identities: tuple[Path, ...], threshold: int, *, as_json: bool) -> None:
    """Répéter l'ouverture avec un pli témoin : chaque groupe de détenteurs doit l'ouvrir."""
    ids = TimeOrderedIds(SystemClock())
    held = {ids.new(CustodianId): read_identity(path) for path in identities}
    try:
        custody = Custody(tuple(Custodian(one, recipient_of(text)) for one, text in held.items()), threshold)
    except Refused:
        raise click.ClickException(
            f"Avec {len(identities)} clés, le seuil {threshold} ne laisse pas de réserve (ou une clé est double)."
        ) from None
    canary = secrets.token_hex(32)
    for wrap in wraps_for(canary, custody):
        layer = wrap.data
        for custodian_id in wrap.subset:
            layer = unseal_bytes(layer, held[custodian_id])
        if layer.decode() != canary:  # pragma: no cover - age is authenticated: it opens right or not at all
            raise click.ClickException("Le pli témoin ne s'ouvre pas : n'ouvrez pas cette consultation.")
    groups = len(custody.subsets())
    if as_json:
        click.echo(json.dumps({"groups": groups, "opened": groups, "threshold": threshold}))
        return
    click.echo(f"Répétition réussie : {groups} groupe(s) de {threshold} détenteurs ouvrent le pli témoin.")


def read_identity(path: Path) -> str:
    """Read an age identity file (comments allowed); its content is never shown.

    Raises:
        click.ClickException: the file holds no identity.
    """
    lines = [line.strip() for line in path.read_text().splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    try:
        (identity,) = found
        recipient_of(identity)
    except (ValueError, InvalidValue):
        raise click.ClickException(f"{path} ne contient pas une clé de détenteur (identité age).") from None
    return identity


def custodian_actor(siret: str | None, person: str | None) -> Actor:
    """Give the person whom a development platform takes a custodian for."""
    name = person or "detenteur"
    return Actor(name, name, PrincipalKind.AGENT, siret, (Right.CUSTODIAN,))


def refusal_of(error: httpx.HTTPError) -> click.ClickException:
    """Give a refusal of the platform in its own French words."""
    if isinstance(error, httpx.HTTPStatusError):
        try:
            document = error.response.json()
            return click.ClickException(f"{document['title']} : {document['detail']} ({document['code']})")
        except (ValueError, KeyError):
            return click.ClickException(f"La plateforme a refusé la demande (statut {error.response.status_code}).")
    return click.ClickException("La plateforme ne répond pas.")
