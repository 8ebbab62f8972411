"""The address of a mail server, as the settings give it.

``smtp://user:password@host:port?starttls=required`` (the default), ``?starttls=none`` for a relay on the same machine,
``smtps://`` for TLS from the first byte (RFC 8314), ``&ca=/path.pem`` for an authority of one's own.
"""

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from shared.settings import SettingsError

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"smtp": 587, "smtps": 465}
_HOST: Final = re.compile(r"[A-Za-z0-9.:_-]{1,253}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """Where and how e-mail is handed over; the password never shows."""

    host: str
    port: int
    is_encrypted_at_once: bool
    is_upgraded: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: Path | None = None

    @classmethod
    def parse(cls, url: str) -> "SmtpAddress":
        """Read the address.

        Raises:
            SettingsError: it cannot be read, or a password would cross the network in clear.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise SettingsError("PLIS_SMTP_URL ne se lit pas.") from None
        host, options = parts.hostname or "", parse_qs(parts.query)
        if parts.scheme not in _PORTS or not _HOST.fullmatch(host):
            raise SettingsError("PLIS_SMTP_URL s'écrit smtp://serveur:port ou smtps://serveur:port.")
        upgrade = options.get("starttls", ["required"])[0]
        if upgrade not in {"required", "none"} or set(options) - {"starttls", "ca"}:
            raise SettingsError("PLIS_SMTP_URL : starttls vaut required ou none ; ca désigne un fichier.")
        is_at_once = parts.scheme == "smtps"
        is_clear = upgrade == "none" and not is_at_once
        if is_clear and parts.password is not None and host not in _LOOPBACK:
            raise SettingsError("PLIS_SMTP_URL : un mot de passe ne circule pas en clair, starttls est requis.")
        return cls(
            host=host,
            port=port or _PORTS[parts.scheme],
            is_encrypted_at_once=is_at_once,
            is_upgraded=not is_at_once and not is_clear,
            user=None if parts.username is None else unquote(parts.username),
            password=None if parts.password is None else unquote(parts.password),
            authority=Path(options["ca"][0]) if "ca" in options else None,
        )

    def tls(self) -> ssl.SSLContext:
        """Make the TLS context: certificate and name are checked, always."""
        return ssl.create_default_context(cafile=None if self.authority is None else str(self.authority))
