"""``plis seal``, ``plis deposit``, ``plis open``: what companies and custodians do with sealed responses."""

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import httpx

from services.clients.responses import ResponsesClient
from services.clients.sealing import ToSeal, peel
from services.clients.sealing import deposit as deposit_files
from services.clients.sealing import seal as seal_files
from services.commands.keys import custodian_actor, read_identity, refusal_of
from services.commands.platform_access import http_client
from services.demo.identities import Actor
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import InvalidValue, Refused
from shared.kernel.siret import Siret
from shared.sealing.manifest import Role, Slot
from shared.settings import Settings

ExistingFile = click.Path(exists=True, dir_okay=False, path_type=Path)
_URL = "Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL)."
_TOKEN = "Jeton d'accès (sur une plateforme d'essai : facultatif)."  # noqa: S105 - a help text


@click.command()
@click.argument("files", nargs=-1, required=True, type=ExistingFile)
@click.option("--consultation", required=True, help="Adresse publique de la consultation, ou fichier JSON lu là.")
@click.option("--lot", type=click.IntRange(min=1), help="Numéro du lot ; sans lui, une candidature.")
@click.option("--siret", required=True, help="SIRET de l'entreprise qui répond.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier des fichiers scellés.",
)
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def seal(*, files: tuple[Path, ...], consultation: str, lot: int | None, siret: str, **options: Any) -> None:  # noqa: ANN401 - click gives the rest as they come
    """Sceller des fichiers pour une consultation, sur cette machine ; rien n'en est lisible avant l'ouverture."""
    try:
        slot = Slot(Role.CANDIDACY, None) if lot is None else Slot(Role.BID, lot)
        declaration = seal_files(
            _consultation(consultation), ToSeal(Siret.parse(siret), slot, files), options["output"]
        )
    except (InvalidValue, Refused) as error:
        raise click.ClickException(str(error)) from None
    described = json.loads(declaration.read_text())
    if options["as_json"]:
        shown = {name: described[name] for name in ("name", "size", "sha256", "role", "lot_number", "documents")}
        click.echo(json.dumps({**shown, "declaration": str(declaration)}, ensure_ascii=False))
        return
    click.echo(f"{slot.display().capitalize()} : {len(files)} document(s) scellé(s).")
    click.echo(f"Pli : {declaration.with_suffix('')} ({described['size']} octets, SHA-256 {described['sha256']})")
    click.echo(f"À déposer avec : plis deposit {declaration}")


@click.command()
@click.argument("sealed", nargs=-1, required=True, type=ExistingFile)
@click.option("--company", default=None, help="Nom de l'entreprise, pour l'accusé de réception.")
@click.option("--receipt", type=click.Path(dir_okay=False, path_type=Path), help="Où écrire l'accusé de réception.")
@click.option("--wait", default=20, show_default=True, help="Secondes d'attente de l'accusé complet.")
@click.option("--url", default=None, help=_URL)
@click.option("--token", envvar="PLIS_TOKEN", help=_TOKEN)
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def deposit(*, sealed: tuple[Path, ...], company: str | None, receipt: Path | None, wait: int, **options: Any) -> None:  # noqa: ANN401 - same
    """Déposer des plis scellés (fichiers .age.json de « plis seal ») ; un envoi interrompu reprend où il en était."""
    try:
        siret = str(json.loads(sealed[0].read_text())["siret"])
        actor = Actor(f"depot-{siret}", company or siret, PrincipalKind.ECONOMIC_OPERATOR, siret, (Right.SUBMIT,))
        settings = Settings.from_environment(os.environ)
        with http_client(settings, actor, url=options["url"], token=options["token"]) as http:
            client = ResponsesClient(http)
            found = deposit_files(client, sealed, key=f"cli-{uuid4()}", company_name=company)
            proof = client.receipt(found["deposit_id"], wait=wait)
    except (InvalidValue, KeyError) as error:
        raise click.ClickException(f"Ce fichier ne décrit pas un pli scellé : {error}") from None
    except httpx.HTTPError as error:
        raise refusal_of(error) from None
    if receipt is not None:
        receipt.write_text(json.dumps(proof or found["acknowledgement"], ensure_ascii=False, indent=1))
    if options["as_json"]:
        click.echo(json.dumps({"deposit": found, "receipt": proof}, ensure_ascii=False))
        return
    click.echo(f"Dépôt {found['deposit_id']} complet, reçu le {found['completed_at']}.")
    click.echo(
        "Accusé de réception inscrit au journal." if proof else "Accusé signé ; inscription au journal en cours."
    )


@click.command("open")
@click.option("--tender", help="Consultation : commence la séance d'ouverture, ou rejoint celle en cours.")
@click.option("--opening", help="Séance d'ouverture à rejoindre.")
@click.option("--custodian", required=True, help="Identifiant du détenteur.")
@click.option("--identity", required=True, type=ExistingFile, help="Fichier de la clé du détenteur.")
@click.option("--siret", default=None, help="SIRET de l'acheteur (plateforme d'essai).")
@click.option("--person", default="detenteur", show_default=True, help="Nom du compte (plateforme d'essai).")
@click.option("--url", default=None, help=_URL)
@click.option("--token", envvar="PLIS_TOKEN", help=_TOKEN)
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def open_command(*, tender: str | None, opening: str | None, custodian: str, identity: Path, **options: Any) -> None:  # noqa: ANN401 - same
    """Participer à l'ouverture des plis : ouvrir sa couche de chaque clé, sur cette machine."""
    if (tender is None) == (opening is None):
        raise click.UsageError("Donnez --tender ou --opening.")
    secret = read_identity(identity)
    actor = custodian_actor(options["siret"], options["person"])
    settings = Settings.from_environment(os.environ)
    try:
        with http_client(settings, actor, url=options["url"], token=options["token"]) as http:
            client, key = ResponsesClient(http), f"cli-{uuid4()}"
            opening_id = opening or str(client.start_opening(str(tender), key=f"{key}-start")["opening_id"])
            _, peeled = peel(client, opening_id, custodian, secret, key=key)
            minutes = client.minutes(opening_id)
    except httpx.HTTPError as error:
        raise refusal_of(error) from None
    if options["as_json"]:
        click.echo(json.dumps({"opening_id": opening_id, "peeled": peeled, **minutes}, ensure_ascii=False))
        return
    click.echo(f"Séance {opening_id} : {peeled} couche(s) ouverte(s) par ce détenteur.")
    if minutes["status"] == "completed":
        click.echo("Séance terminée : le procès-verbal est établi.")
    else:
        click.echo(f"{minutes['awaited']} fichier(s) attendent encore un autre détenteur (puis, parfois, celui-ci).")


def _consultation(source: str) -> dict[str, Any]:
    """Read the public description of a consultation from an address or from a file."""
    try:
        if source.startswith(("http://", "https://")):
            answer = httpx.get(source, timeout=30)
            answer.raise_for_status()
            found = answer.json()
        else:
            found = json.loads(Path(source).read_text())
    except httpx.HTTPError as error:
        raise refusal_of(error) from None
    except (OSError, ValueError):
        raise click.ClickException("La consultation est illisible : donnez son adresse ou un fichier JSON.") from None
    if not isinstance(found, dict) or "custodians" not in found:
        raise click.ClickException("Cette description ne porte pas les détenteurs de clé de la consultation.")
    return found
