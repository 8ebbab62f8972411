"""Handing e-mail over to a mail server, and keeping what it answered (RFC 5321).

One e-mail has one addressee, so that each acceptance is a proof of its own. Several leave on one connection; a
connection that fails costs the attempt of one e-mail, and the next opens another. ``smtplib`` is used command by
command because its ``sendmail`` throws away the server's answer, which is what must be kept.
"""

import re
import smtplib
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Final

import idna

from services.tenders.domain.emails import Attempt, AttemptOutcome, Mail
from services.tenders.gateways.mail_texts import subject_of, text_of
from services.tenders.gateways.smtp_address import SmtpAddress
from shared.kernel.tender_ids import EmailId

_SECONDS: Final = 30.0
_ANSWER_LENGTH: Final = 500
# Postfix "queued as X", Exim "id=X", Exchange "queued mail for delivery" without one, sendmail "X Message accepted".
_QUEUE_ID: Final = re.compile(
    r"queued as ([\w.-]{4,64})|\bid=([\w.-]{4,64})|\b(\w{8,32}) Message accepted", re.ASCII | re.IGNORECASE
)
_NO_SMTPUTF8: Final = "adresse internationale : le serveur ne sait pas la recevoir (SMTPUTF8)"


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name e-mail leaves: its address, and the platform's own address for links and identifiers."""

    address: str
    public_url: str

    @property
    def domain(self) -> str:
        """The domain of ``Message-ID``: the sender's own."""
        return _ascii_domain(self.address.rpartition("@")[2])

    def identifier(self, email_id: EmailId) -> str:
        """Give the ``Message-ID`` of an e-mail: the same at every try, so that a repeated one is recognised."""
        return f"<{email_id}@{self.domain}>"


class SmtpMailer:
    """A mail server.

    Args:
        address: Where the server is.
        sender: In whose name e-mail leaves.
        now: The real time.
    """

    def __init__(self, address: SmtpAddress, sender: Sender, now: Callable[[], datetime]) -> None:
        self._address = address
        self._sender = sender
        self._now = now

    def deliver(self, mails: Iterable[Mail]) -> Iterator[tuple[Mail, Attempt]]:
        """Hand over e-mails one after the other; each answer is given before the next e-mail leaves.

        When no session can be opened the others wait for the next round: they would wait for the same server.
        """
        session: smtplib.SMTP | None = None
        try:
            for mail in mails:
                try:
                    session = session or self._open()
                except (OSError, smtplib.SMTPException) as fault:
                    yield mail, self._attempt_of(mail, AttemptOutcome.DEFERRED, *_said(fault))
                    return
                session, attempt = self._attempt(session, mail)
                yield mail, attempt
        finally:
            if session is not None:
                _quit(session)

    def _attempt(self, session: smtplib.SMTP, mail: Mail) -> tuple[smtplib.SMTP | None, Attempt]:
        """Try one e-mail; the session is given back when it can still serve.

        What goes wrong before the addressee is named (connection, certificate, password, sender refused) says nothing
        of the addressee: it is tried again, whatever the code.
        """
        try:
            _begin(session, self._sender, mail)
        except (OSError, smtplib.SMTPException) as fault:
            return _spare(session), self._attempt_of(mail, AttemptOutcome.DEFERRED, *_said(fault))
        except UnicodeError:
            return _spare(session), self._attempt_of(mail, AttemptOutcome.REFUSED, None, _NO_SMTPUTF8)
        try:
            answered = self._hand_over(session, mail)
        except (OSError, smtplib.SMTPException) as fault:
            return _spare(session), self._answered(mail, *_said(fault))
        return session, self._answered(mail, *answered)

    def _open(self) -> smtplib.SMTP:
        """Open a session; certificate and name of the server are checked before any password is said."""
        where = self._address
        hello = socket.gethostname() or "localhost"
        if where.is_encrypted_at_once:
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                where.host, where.port, local_hostname=hello, timeout=_SECONDS, context=where.tls()
            )
        else:
            session = smtplib.SMTP(where.host, where.port, local_hostname=hello, timeout=_SECONDS)
        try:
            if where.is_upgraded:
                session.starttls(context=where.tls())
            session.ehlo_or_helo_if_needed()
            if where.user is not None:
                session.login(where.user, where.password or "")
        except BaseException:  # whatever stopped it goes on its way: only the connection is not left open
            session.close()
            raise
        return session

    def _hand_over(self, session: smtplib.SMTP, mail: Mail) -> tuple[int, str]:
        """Say RCPT and DATA; give the last answer.

        Raises:
            smtplib.SMTPResponseException: the server refused at one of the steps.
        """
        address = ascii_address(mail.address)
        message = compose(mail, sender=self._sender, at=self._now())
        policy = SMTP if address.isascii() else SMTPUTF8
        _expect(session.rcpt(address), {250, 251})
        code, answer = session.data(message.as_bytes(policy=policy))
        return code, _text(answer)

    def _answered(self, mail: Mail, code: int | None, answer: str) -> Attempt:
        match (code or 0) // 100:
            case 2:
                outcome = AttemptOutcome.ACCEPTED
            case 5:
                outcome = AttemptOutcome.REFUSED
            case _:  # 4xx, and whatever is no answer of RFC 5321: a connection that broke
                outcome = AttemptOutcome.DEFERRED
        return self._attempt_of(mail, outcome, code, answer)

    def _attempt_of(self, mail: Mail, outcome: AttemptOutcome, code: int | None, answer: str) -> Attempt:
        found = _QUEUE_ID.search(answer) if outcome is AttemptOutcome.ACCEPTED else None
        queue_id = None if found is None else next(group for group in found.groups() if group)
        identifier = self._sender.identifier(mail.email_id)
        return Attempt(self._now(), outcome, self._address.host, identifier, code, answer[:_ANSWER_LENGTH], queue_id)


def compose(mail: Mail, *, sender: Sender, at: datetime) -> EmailMessage:
    """Write an e-mail; the library encodes headers (RFC 2047) and refuses any line break in them (RFC 5322)."""
    message = EmailMessage()
    message["From"] = _mailbox("Plis", sender.address)
    message["To"] = _mailbox("", mail.address)
    message["Subject"] = subject_of(mail)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = sender.identifier(mail.email_id)
    message["References"] = f"<{mail.message_id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    message.set_content(text_of(mail, public_url=sender.public_url))
    return message


def ascii_address(address: str) -> str:
    """Write the domain as the DNS knows it (IDNA 2008); the local part stays as its owner writes it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ascii_domain(domain)}"


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = ascii_address(address).rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _ascii_domain(domain: str) -> str:
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")


def _begin(session: smtplib.SMTP, sender: Sender, mail: Mail) -> None:
    """Say MAIL.

    Raises:
        UnicodeError: the address needs SMTPUTF8 and the server has it not, or its domain cannot exist.
    """
    options: list[str] = []
    if not ascii_address(mail.address).isascii():
        if not session.has_extn("smtputf8"):
            raise UnicodeError(_NO_SMTPUTF8)
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    _expect(session.mail(ascii_address(sender.address), options), {250})


def _said(fault: Exception) -> tuple[int | None, str]:
    """Give the server's code and words, or the kind of fault where no server spoke."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return (int(fault.smtp_code) if fault.smtp_code > 0 else None), _text(fault.smtp_error)
    return None, type(fault).__name__


def _expect(answered: tuple[int, bytes], codes: set[int]) -> None:
    code, answer = answered
    if code not in codes:
        raise smtplib.SMTPResponseException(code, answer)


def _spare(session: smtplib.SMTP) -> smtplib.SMTP | None:
    """Keep a session whose server still answers; drop one that is going away."""
    try:
        if session.rset()[0] == 250:
            return session
    except (OSError, smtplib.SMTPException):
        pass
    session.close()
    return None


def _quit(session: smtplib.SMTP) -> None:
    try:
        session.quit()
    except (OSError, smtplib.SMTPException):
        session.close()


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())
