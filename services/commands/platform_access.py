"""How a command reaches a platform: its address, and a token given or asked of the development issuer."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import click
import httpx

from services.demo.identities import Actor, Bearer, DevelopmentTokens
from shared.http.dev_issuer import LAUNCH_SECRET
from shared.settings import Settings

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_SECONDS = 30.0


@contextmanager
def http_client(settings: Settings, actor: Actor, *, url: str | None, token: str | None) -> Iterator[httpx.Client]:
    """Open a client for one person; without token, a platform of this machine lends a development identity.

    Raises:
        click.UsageError: no token was given, and no development platform of this machine can lend an identity.
    """
    address = (url or settings.public_url).rstrip("/")
    if token is not None:
        with httpx.Client(base_url=address, timeout=_SECONDS, headers={"Authorization": f"Bearer {token}"}) as http:
            yield http
        return
    secret_file = settings.secrets_dir / LAUNCH_SECRET
    if urlsplit(address).hostname not in _THIS_MACHINE or not secret_file.is_file():
        raise click.UsageError("Donnez un jeton d'accès (--token ou PLIS_TOKEN) : plis token en fournit un d'essai.")
    with httpx.Client(base_url=address, timeout=_SECONDS) as asking:
        bearer = Bearer(DevelopmentTokens(asking, secret_file), actor)
        with httpx.Client(base_url=address, timeout=_SECONDS, auth=bearer) as http:
            yield http
