"""``plis seal``, ``plis deposit``, ``plis open``: what companies and custodians do with sealed responses."""

import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import httpx

from services.clients.document_checks import warnings_of
from services.clients.groups import parts_of
from services.clients.responses import ResponsesClient
from services.clients.sealing import ToSeal, declaration_of, peel, remarks_of
from services.clients.sealing import deposit as deposit_files
from services.clients.sealing import seal as seal_files
from services.commands.keys import custodian_actor, read_identity, refusal_of
from services.commands.platform_access import http_client
from services.commands.practice import exercise, print_report
from services.commands.seal_custody import checked_custody, custody_options, tell_custody
from services.demo.identities import Actor
from shared.kernel.deadline import Deadline
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
@click.option("--group", type=ExistingFile, help="Fichier du groupement qui répond (plis group propose).")
@click.option("--parts", type=ExistingFile, help="Sous-traitants (DC4) et variantes, en JSON : scellés avec le pli.")
@custody_options
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def seal(*, files: tuple[Path, ...], consultation: str, lot: int | None, siret: str, **options: Any) -> None:  # noqa: ANN401 - click gives the rest as they come
    """Sceller des fichiers pour une consultation, sur cette machine ; rien n'en est lisible avant l'ouverture."""
    try:
        slot = Slot(Role.CANDIDACY, None) if lot is None else Slot(Role.BID, lot)
        parts, group_id = parts_of(options["group"], options["parts"])
        to_seal = ToSeal(Siret.parse(siret), slot, files, parts, group_id)
        found = _consultation(consultation)
        custody = checked_custody(consultation, found, options)
        declaration, remarks = seal_files(found, to_seal, options["output"]), remarks_of(found, to_seal)
    except (InvalidValue, Refused) as error:
        raise click.ClickException(str(error)) from None
    described = json.loads(declaration.read_text())
    warnings = warnings_of(files)
    if options["as_json"]:
        shown = {name: described[name] for name in ("name", "size", "sha256", "role", "lot_number", "documents")}
        told = [{"document": one.name, "warning": one.told} for one in warnings]
        said = [{"article": one.article, "remark": one.told} for one in remarks]
        more = {"declaration": str(declaration), "warnings": told, "remarks": said, "custody": custody.to_json()}
        click.echo(json.dumps({**shown, **more}, ensure_ascii=False))
        return
    tell_custody(custody)
    for remark in remarks:
        click.echo(f"À noter ({remark.article}) : {remark.told} L'acheteur en décide.", err=True)
    for one in warnings:
        click.echo(f"Attention, {one.name} : {one.told}.", err=True)
    click.echo(f"{slot.display().capitalize()} : {len(files)} document(s) scellé(s).")
    click.echo(f"Pli : {declaration.with_suffix('')} ({described['size']} octets, SHA-256 {described['sha256']})")
    click.echo(f"À déposer avec : plis deposit {declaration}")


@click.command()
@click.argument("sealed", nargs=-1, type=ExistingFile)
@click.option("--company", default=None, help="Nom de l'entreprise, pour l'accusé de réception.")
@click.option("--receipt", type=click.Path(dir_okay=False, path_type=Path), help="Où écrire l'accusé de réception.")
@click.option("--yes", is_flag=True, help="Confirmer sans relire ce qui fut lu lors du scellement.")
@click.option("--wait", default=20, show_default=True, help="Secondes d'attente de l'accusé complet.")
@click.option("--url", default=None, help=_URL)
@click.option("--token", envvar="PLIS_TOKEN", help=_TOKEN)
@click.option("--practice", is_flag=True, help="Essai : FICHIERS (facultatifs) sont scellés et déposés pour rien.")
@click.option("--siret", default=None, help="SIRET de l'entreprise, pour un essai.")
@click.option("--bytes", "to_send", type=click.IntRange(min=1), help="Octets à envoyer le jour venu, pour un essai.")
@click.option("--deadline", default=None, help="Heure limite (RFC 3339), pour un essai.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def deposit(*, sealed: tuple[Path, ...], company: str | None, receipt: Path | None, wait: int, **options: Any) -> None:  # noqa: ANN401 - same
    """Déposer des plis scellés (fichiers .age.json de « plis seal ») ; un envoi interrompu reprend où il en était."""
    if options["practice"]:
        _practice(sealed, company, options)
        return
    if not sealed:
        raise click.UsageError("Donnez les plis scellés à déposer, ou --practice.")
    try:
        siret = str(json.loads(sealed[0].read_text())["siret"])
        actor = Actor(f"depot-{siret}", company or siret, PrincipalKind.ECONOMIC_OPERATOR, siret, (Right.SUBMIT,))
        settings = Settings.from_environment(os.environ)
        with http_client(settings, actor, url=options["url"], token=options["token"]) as http:
            client = ResponsesClient(http)
            asks = sys.stdin.isatty() and not (options["yes"] or options["as_json"])
            confirms = _confirmed(client.preview(declaration_of(sealed, company_name=company))) if asks else None
            key = f"cli-{uuid4()}"
            found = deposit_files(client, sealed, key=key, company_name=company, confirms=confirms)
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
    for one in (proof or {}).get("act", {}).get("remarks", []):
        click.echo(f"À noter ({one['article']}) : {one['told']} L'acheteur en décide.")
    click.echo(
        "Accusé de réception inscrit au journal." if proof else "Accusé signé ; inscription au journal en cours."
    )


def _practice(documents: tuple[Path, ...], company: str | None, options: dict[str, Any]) -> None:
    if options["siret"] is None:
        raise click.UsageError("Un essai demande --siret.")
    try:
        siret = Siret.parse(options["siret"])
        rights = (Right.SUBMIT,)
        deadline = None if options["deadline"] is None else Deadline.parse(options["deadline"]).at
        actor = Actor(f"depot-{siret}", company or str(siret), PrincipalKind.ECONOMIC_OPERATOR, str(siret), rights)
        with http_client(
            Settings.from_environment(os.environ), actor, url=options["url"], token=options["token"]
        ) as http:
            report = exercise(ResponsesClient(http), documents, siret, to_send=options["to_send"], deadline=deadline)
    except InvalidValue as error:
        raise click.ClickException(str(error)) from None
    except httpx.HTTPError as error:
        raise refusal_of(error) from None
    print_report(report, as_json=options["as_json"])


def _confirmed(preview: dict[str, Any]) -> dict[str, Any]:
    """Show where the deposit goes and what it replaces, and ask; the platform refuses anything else."""
    said = preview["confirms"]
    lots = ", ".join(str(lot) for lot in said["lots"]) or "aucun"
    click.echo(f"Consultation « {said['title']} », {preview['buyer_name']} (SIRET {said['buyer_siret']})")
    click.echo(f"Lots : {lots}. Date limite : {said['deadline']} (version {said['deadline_version']}).")
    click.echo(f"Conditions d'utilisation du dépôt : version {said['terms_version']}.")
    if preview.get("deposit_count_shown"):
        click.echo("L'acheteur a choisi de voir le nombre de dépôts reçus, et rien d'autre avant la clôture.")
    if "habilitation" in preview:
        click.echo(f"Habilitation à engager l'entreprise : {preview['habilitation']}.")
    for one in preview["replaces"]:
        click.echo(f"Remplace le dépôt du {one['completed_at']} pour : {', '.join(one['places'])}.")
    for one in preview.get("remarks", []):
        click.echo(f"À noter ({one['article']}) : {one['told']} L'acheteur en décide.")
    for siret in preview["awaited_consents"]:
        click.echo(f"Consentement non encore donné : {siret}.")
    click.confirm("Déposer", abort=True)
    confirmed: dict[str, Any] = said
    return confirmed


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
