"""``plis group``: a group of companies, proposed by its lead, consented to by each member (R2142-19 to R2142-27)."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import uuid4

import click
import httpx

from services.clients.groups import consent as consent_to
from services.clients.groups import propose as propose_group
from services.clients.groups import withdraw as withdraw_from
from services.clients.responses import Json, ResponsesClient
from services.commands.keys import refusal_of
from services.commands.platform_access import http_client
from services.demo.identities import Actor
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import InvalidValue
from shared.settings import Settings

T = TypeVar("T")
_PLACES: Final = {
    "awaited": "attend votre consentement",
    "consented": "a votre consentement",
    "lead": "vous en êtes le mandataire",
}
ExistingFile = click.Path(exists=True, dir_okay=False, path_type=Path)
_siret = click.option("--siret", required=True, help="SIRET de l'entreprise qui agit.")
_url = click.option("--url", default=None, help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
_token = click.option("--token", envvar="PLIS_TOKEN", help="Jeton d'accès (sur une plateforme d'essai : facultatif).")
_json = click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")


@click.group()
def group() -> None:
    """Groupements : proposer, consentir, se retirer, retrouver les siens."""


@group.command()
@click.argument("file", type=ExistingFile, metavar="FICHIER")
@_siret
@_url
@_token
@_json
def propose(*, file: Path, **options: Any) -> None:  # noqa: ANN401 - click gives the rest as they come
    """Proposer, comme mandataire, le groupement décrit par FICHIER ; le fichier reçoit son identifiant."""
    _tell(_act(propose_group, file, options), as_json=options["as_json"])
    if not options["as_json"]:
        click.echo(f"Transmettez {file} aux membres : chacun le lit, puis « plis group consent {file} ».")


@group.command()
@click.argument("file", type=ExistingFile, metavar="FICHIER")
@_siret
@_url
@_token
@_json
def consent(*, file: Path, **options: Any) -> None:  # noqa: ANN401 - same
    """Consentir, comme membre, à la composition décrite par FICHIER."""
    _tell(_act(consent_to, file, options), as_json=options["as_json"])


@group.command()
@click.argument("file", type=ExistingFile, metavar="FICHIER")
@_siret
@_url
@_token
@_json
def withdraw(*, file: Path, **options: Any) -> None:  # noqa: ANN401 - same
    """Retirer, comme membre, son consentement ; un dépôt déjà reçu garde ceux de son instant."""
    _tell(_act(withdraw_from, file, options), as_json=options["as_json"])


@group.command("list")
@click.option(
    "--place",
    type=click.Choice(list(_PLACES)),
    help="awaited : attendent mon consentement ; consented : l'ont, je peux le retirer ; lead : je les mène.",
)
@_siret
@_url
@_token
@_json
def list_groups(*, place: str | None, **options: Any) -> None:  # noqa: ANN401 - same
    """Lister les groupements de son entreprise."""
    found = _ask(lambda client: list(client.groups(place)), options)
    if options["as_json"]:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        awaited = ", ".join(one["awaited"]) or "aucun"
        click.echo(f"{one['group_id']} : {_PLACES[one['place']]} (mandataire {one['lead']}).")
        click.echo(f"  Consultation {one['tender_id']}. Consentements attendus : {awaited}.")
    if not found:
        click.echo("Aucun groupement.")


def _act(act: Callable[..., Json], file: Path, options: dict[str, Any]) -> Json:
    return _ask(lambda client: act(client, file, key=f"cli-{uuid4()}"), options)


def _ask(asked: Callable[[ResponsesClient], T], options: dict[str, Any]) -> T:
    siret = str(options["siret"])
    actor = Actor(f"depot-{siret}", siret, PrincipalKind.ECONOMIC_OPERATOR, siret, (Right.SUBMIT,))
    settings = Settings.from_environment(os.environ)
    try:
        with http_client(settings, actor, url=options["url"], token=options["token"]) as http:
            return asked(ResponsesClient(http))
    except InvalidValue as error:
        raise click.ClickException(str(error)) from None
    except httpx.HTTPError as error:
        raise refusal_of(error) from None


def _tell(found: Json, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    awaited = ", ".join(found["awaited"]) or "aucun"
    click.echo(f"Groupement {found['group_id']} : consentements attendus : {awaited}.")
