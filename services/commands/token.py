"""``plis token``: a token of the development issuer of a running ``plis serve``, by role.

The launch secret is read from the secrets folder, so only the account that started the platform gets identities.
"""

import json
import os
from urllib.parse import urlsplit

import click

from shared.http.dev_issuer import LAUNCH_SECRET
from shared.http.outbound import Outbound, OutboundFailed, Reply
from shared.http.personas import PERSONAS
from shared.settings import Settings, SettingsError

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_ROLES = "\n".join(f"  {role:<18} {persona.label}" for role, persona in PERSONAS.items())


@click.command("token", epilog=f"\b\nRôles :\n{_ROLES}")
@click.argument("role", type=click.Choice(list(PERSONAS)), metavar="ROLE")
@click.option("--url", default=None, help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
@click.option("--json", "as_json", is_flag=True, help="Réponse complète en JSON.")
def token(role: str, url: str | None, *, as_json: bool) -> None:
    """Obtenir un jeton de développement pour un rôle (une heure)."""
    try:
        settings = Settings.from_environment(os.environ)
        secret = settings.secret(LAUNCH_SECRET).decode()
    except SettingsError as fault:
        raise click.UsageError(str(fault)) from None
    except FileNotFoundError:
        raise click.ClickException("Aucune plateforme de développement n'a été lancée ici (plis serve).") from None
    document = _asked(url or settings.public_url, {"secret": secret, "persona": role})
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else document["access_token"])


def _asked(url: str, body: dict[str, str]) -> dict[str, object]:
    """Ask the issuer; it answers only on this machine, and the secret is sent nowhere else."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in _THIS_MACHINE:
        raise click.UsageError("L'émetteur de développement ne répond que sur cette machine (http://127.0.0.1:…).")
    local = Outbound(allow_loopback=[f"{parts.hostname}:{parts.port or 80}"])
    try:
        reply = local.post(
            f"{url.rstrip('/')}/dev/token", json.dumps(body).encode(), headers={"content-type": "application/json"}
        )
    except OutboundFailed:
        raise click.ClickException(f"La plateforme ne répond pas à l'adresse {url}.") from None
    return _read(reply)


def _read(reply: Reply) -> dict[str, object]:
    if reply.status != 200:
        raise click.ClickException(f"L'émetteur de développement a refusé la demande (statut {reply.status}).")
    document: dict[str, object] = json.loads(reply.content)
    return document
