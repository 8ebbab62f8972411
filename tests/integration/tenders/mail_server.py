"""A real mail server on this machine (aiosmtpd), told how to behave for each addressee."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.integration.tenders.certificates import Certificates

LOGIN, PASSWORD = "plis", "mot-de-passe-d-essai"


@dataclass
class Behaviour:
    """What the server does: answers by addressee to RCPT and to DATA; ``drops`` are cut after DATA, unanswered."""

    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    mail: str | None = None
    drops: set[str] = field(default_factory=set)
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        if self.mail is not None:
            return self.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        message = cast("EmailMessage", message_from_bytes(cast("bytes", envelope.content), policy=default))
        if address in self.drops:
            self.drops.discard(address)
            self.received.append((address, message))  # taken in charge, and nobody hears of it
            server.transport.close()
            return "250 nobody hears this"
        if address in self.data:
            return self.data[address]
        self.received.append((address, message))
        return f"250 2.0.0 Ok: queued as {len(self.received):08X}"


class _Authenticator:
    def __call__(self, _server: Any, _session: Any, _envelope: Any, _mechanism: Any, said: Any) -> AuthResult:
        is_right = (said.login, said.password) == (LOGIN.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=is_right)


class _AnyPort(Controller):
    """A controller that finds out which free port it was given."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(behaviour: Behaviour) -> Iterator[int]:
    """Serve in clear on a free port, and give it."""
    controller = _AnyPort(behaviour, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True)
    yield from _served(controller)


@contextmanager
def old_mail_server(behaviour: Behaviour) -> Iterator[int]:
    """Same, by a server that knows nothing of international addresses."""
    controller = _AnyPort(behaviour, hostname="127.0.0.1", port=0, enable_SMTPUTF8=False)
    yield from _served(controller)


@contextmanager
def secured_mail_server(behaviour: Behaviour, certificates: Certificates) -> Iterator[int]:
    """Serve behind STARTTLS and a password, which are both required."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.certificate, certificates.key)
    controller = _AnyPort(
        behaviour,
        hostname="127.0.0.1",
        port=0,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_Authenticator(),
    )
    yield from _served(controller)


def _served(controller: Controller) -> Iterator[int]:
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
