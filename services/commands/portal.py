"""``plis portal``: who may call the interface of the State's portal, for the operator of the platform."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final

import click

from services.clients.invoicing import InvoicingClient
from services.commands.given import settings_given
from services.commands.platform_access import http_client
from services.commands.refusals import refusals_said
from services.demo.identities import Actor
from services.invoicing.domain.portal_access import PortalRole
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret

Json = dict[str, Any]
_OPERATOR: Final = Actor("operateur", "Opérateur", PrincipalKind.AGENT, None, (Right.OPERATE,))
_ROLES: Final = {
    "fournisseur": PortalRole.SUPPLIER,
    "destinataire": PortalRole.RECIPIENT,
    "comptable": PortalRole.ACCOUNTANT,
}
_URL: Final = click.option("--url", help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
_TOKEN: Final = click.option(
    "--token", envvar="PLIS_TOKEN", help="Jeton de l'opérateur (sur une plateforme d'essai : facultatif)."
)
_JSON: Final = click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")


class Attached(click.ParamType[Json]):
    """``SIRET:fournisseur``, ``SIRET:destinataire``, ``SIRET:fournisseur,destinataire``."""

    name = "SIRET:ESPACE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Json:
        """Read one structure and its roles."""
        number, _, roles = str(value).partition(":")
        wanted = [_ROLES[role] for role in roles.split(",") if role in _ROLES]
        if not wanted or len(wanted) != len(roles.split(",")):
            self.fail(f"Dites pour quel espace, par exemple {number}:fournisseur ({', '.join(_ROLES)}).", param, ctx)
        try:
            return {"siret": str(Siret.parse(number)), "roles": [role.value for role in wanted]}
        except InvalidValue as error:
            self.fail(str(error), param, ctx)


@click.group()
def portal() -> None:
    """API Chorus Pro : logiciels et comptes techniques."""


@portal.command()
@click.argument("name", metavar="NOM")
@_URL
@_TOKEN
@_JSON
def application(name: str, *, url: str | None, token: str | None, as_json: bool) -> None:
    """Déclarer un logiciel et lui donner un secret, montré une seule fois ; le précédent n'ouvre plus rien."""
    with _client(url, token) as client:
        declared = client.declare_portal_application(name, key=_key("application", name))
        made = client.renew_portal_secret(declared["client_id"])
    shown = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
    _say(shown, as_json=as_json)


@portal.command()
@click.argument("login", metavar="IDENTIFIANT")
@click.argument("attachments", nargs=-1, required=True, type=Attached(), metavar="SIRET:ESPACE…")
@click.option("--name", default="", help="Nom de l'organisation, tel que les autres le liront.")
@_URL
@_TOKEN
@_JSON
def account(
    login: str, attachments: tuple[Json, ...], *, name: str, url: str | None, token: str | None, as_json: bool
) -> None:
    """Déclarer un compte technique et lui donner un mot de passe, montré une seule fois."""
    body = {"login": login, "name": name or login, "attachments": list(attachments)}
    with _client(url, token) as client:
        client.declare_portal_account(body, key=_key("account", json.dumps(body, sort_keys=True)))
        made = client.renew_portal_password(login)
    _say(_shown(made), as_json=as_json)


@portal.command()
@click.argument("login", metavar="IDENTIFIANT")
@_URL
@_TOKEN
@_JSON
def password(login: str, *, url: str | None, token: str | None, as_json: bool) -> None:
    """Renouveler le mot de passe d'un compte technique : le précédent n'ouvre plus rien."""
    with _client(url, token) as client:
        made = client.renew_portal_password(login)
    _say(_shown(made), as_json=as_json)


@portal.command()
@_URL
@_TOKEN
@_JSON
def accounts(*, url: str | None, token: str | None, as_json: bool) -> None:
    """Lister les comptes techniques et leurs structures."""
    with _client(url, token) as client:
        found = list(client.portal_accounts())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    words = {role.value: word for word, role in _ROLES.items()}
    for each in found:
        state = "ouvert" if each["is_active"] else "fermé"
        attached = [f"{one['siret']}:{','.join(words[role] for role in one['roles'])}" for one in each["attachments"]]
        click.echo(f"{each['login']} ({each['name']}), {state} : {' '.join(attached)}")


@portal.command()
@click.argument("login", metavar="IDENTIFIANT")
@click.argument("attachments", nargs=-1, type=Attached(), metavar="[SIRET:ESPACE…]")
@click.option("--close", is_flag=True, help="Fermer le compte ; sans cette option, il est ouvert.")
@_URL
@_TOKEN
def change(login: str, attachments: tuple[Json, ...], *, close: bool, url: str | None, token: str | None) -> None:
    """Changer les structures d'un compte technique, ou le fermer (--close) ; son mot de passe reste."""
    with _client(url, token) as client:
        known = next((each for each in client.portal_accounts() if each["login"] == login), None)
        if known is None:
            raise click.ClickException(f"Aucun compte technique n'a l'identifiant {login}.")
        kept = list(attachments) or known["attachments"]
        body = {"name": known["name"], "attachments": kept, "is_active": not close}
        key = _key("change", login, str(known["version"]), json.dumps(body, sort_keys=True))
        client.change_portal_account(login, body, version=known["version"], key=key)
    click.echo(f"Compte {login} {'fermé' if close else 'ouvert'}.")


def _shown(made: Json) -> Json:
    pair = f"{made['login']}:{made['password']}"
    return {
        "login": made["login"],
        "password": made["password"],
        "cpro-account": base64.b64encode(pair.encode()).decode(),
    }


def _say(shown: Json, *, as_json: bool) -> None:
    lines = json.dumps(shown, ensure_ascii=False) if as_json else "\n".join(f"{k} : {v}" for k, v in shown.items())
    click.echo(lines)


def _key(*parts: str) -> str:
    return f"portal-{sha256('|'.join(parts).encode()).hexdigest()}"


@contextmanager
def _client(url: str | None, token: str | None) -> Iterator[InvoicingClient]:
    with http_client(settings_given(), _OPERATOR, url=url, token=token) as http, refusals_said(http.base_url):
        yield InvoicingClient(http)
