"""``plis mps``: a candidacy with a SIRET number alone, and the reading of its document."""

import json
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import httpx

from services.clients.mps import LONGEST_WAIT, MpsClient
from services.commands.given import settings_given
from services.commands.mps_espd import espd
from services.commands.mps_read import read
from services.commands.platform_access import http_client
from services.demo.identities import Actor
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret

Json = dict[str, Any]


class SiretNumber(click.ParamType[Siret]):
    """A SIRET number, with or without spaces."""

    name = "SIRET"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Siret:
        """Read a SIRET number."""
        try:
            return value if isinstance(value, Siret) else Siret.parse(str(value))
        except InvalidValue as error:
            self.fail(str(error), param, ctx)


@click.group()
def mps() -> None:
    """Candidature par numéro SIRET (marché public simplifié)."""


@mps.command()
@click.argument("siret", type=SiretNumber())
@click.option("--tender", "tender_id", help="Consultation à laquelle l'entreprise répond.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Où écrire le document de candidature.")
@click.option("--url", default=None, help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
@click.option("--token", envvar="PLIS_TOKEN", help="Jeton d'accès (sur une plateforme d'essai : facultatif).")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def candidacy(*, siret: Siret, tender_id: str | None, out: Path | None, as_json: bool, **access: str | None) -> None:
    """Préparer une candidature avec un numéro SIRET.

    Sans --tender, montre seulement l'identité publique qui préremplira la candidature.
    """
    with _client(siret, url=access["url"], token=access["token"]) as http:
        client = MpsClient(http)
        try:
            if tender_id is None:
                _show(client.identity(str(siret)), as_json=as_json, words=_identity_lines)
                return
            requested = client.request(str(siret), tender_id, key=f"mps-{uuid4()}")
            found = client.candidacy(requested["candidacy_id"], wait=LONGEST_WAIT)
            _show(found, as_json=as_json, words=_candidacy_lines)
            if out is not None:
                out.write_bytes(client.document(found["candidacy_id"]))
                click.echo(f"Document à joindre au pli : {out}", err=True)
        except httpx.HTTPStatusError as refused:
            _refused(refused.response)
        except httpx.TransportError as failure:
            raise click.ClickException(f"La plateforme ne répond pas à l'adresse {http.base_url}.") from failure


mps.add_command(read)
mps.add_command(espd)


def _client(siret: Siret, *, url: str | None, token: str | None) -> AbstractContextManager[httpx.Client]:
    actor = Actor("entreprise", "Entreprise", PrincipalKind.ECONOMIC_OPERATOR, str(siret), (Right.SUBMIT,))
    return http_client(settings_given(), actor, url=url, token=token)


def _show(content: Json, *, as_json: bool, words: Any) -> None:  # noqa: ANN401 - a function from JSON to lines
    click.echo(json.dumps(content, ensure_ascii=False, indent=2) if as_json else "\n".join(words(content)))


def _refused(response: httpx.Response) -> None:
    """Say a refusal in the words of the service."""
    try:
        problem = response.json()
        detail = f"{problem['title']} : {problem['detail']} ({problem['code']})"
    except (ValueError, KeyError, TypeError):
        detail = f"Demande refusée (statut {response.status_code})."
    click.echo(detail, err=True)
    sys.exit(1)


def _identity_lines(identity: Json) -> list[str]:
    facts = [f"  {fact['label']} : {fact['value']}" for fact in _for_people(identity["facts"])]
    return [f"SIRET {identity['siret']}", *facts, *(f"! {message}" for message in identity["messages"])]


def _candidacy_lines(found: Json) -> list[str]:
    lines = [f"Candidature {found['candidacy_id']} (SIRET {found['siret']})"]
    for block in found["blocks"]:
        lines.append(f"  {block['title']} ({block['issuer']}) : {block['status_label']}")
        lines += [f"    {fact['label']} : {fact['value']}" for fact in _for_people(block["facts"])]
        if block["status"] != "found" and block["detail"]:
            lines.append(f"    {block['detail']}")
    return lines


def _for_people(facts: list[Json]) -> list[Json]:
    return [fact for fact in facts if not fact["code"].endswith("_code")]
