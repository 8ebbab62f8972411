"""E-mail against a real mail server: encryption and passwords, subjects and addresses in every alphabet."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from services.tenders.domain.messages import Message, Recipient
from services.tenders.gateways.smtp import SmtpMailer
from services.tenders.gateways.smtp_address import SmtpAddress
from services.tenders.wiring import App
from services.tenders.wiring.mail import deliver_emails
from shared.kernel.clock import FixedClock
from tests.integration.tenders.certificates import make_certificates
from tests.integration.tenders.mail_server import LOGIN, PASSWORD, Behaviour, old_mail_server, secured_mail_server
from tests.integration.tenders.mailing import SENDER, acme, emails_of


def test_a_password_crosses_only_a_verified_encrypted_connection(
    app: App,
    behaviour: Behaviour,
    clock: FixedClock,
    send: Callable[..., Message],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    certificates = make_certificates(tmp_path)
    message = send(acme())
    with ExitStack() as stack, caplog.at_level(logging.DEBUG):
        port = stack.enter_context(secured_mail_server(behaviour, certificates))
        account = f"smtp://{LOGIN}:{PASSWORD}@127.0.0.1:{port}"
        for url in (account, f"smtp://{LOGIN}:faux@127.0.0.1:{port}?ca={certificates.authority}"):
            deliver_emails(app.open_uow, SmtpMailer(SmtpAddress.parse(url), SENDER, clock.now), clock=clock)
            clock.advance(timedelta(hours=1))
        right = SmtpAddress.parse(f"{account}?ca={certificates.authority}")
        deliver_emails(app.open_uow, SmtpMailer(right, SENDER, clock.now), clock=clock)
    ((_, _, status, attempts),) = emails_of(app, message.message_id)
    assert status == "accepted"
    assert [(each.outcome.value, each.code) for each in attempts] == [
        ("deferred", None),
        ("deferred", 535),
        ("accepted", 250),
    ]
    assert attempts[0].answer == "SSLCertVerificationError"
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr(right)


@pytest.mark.parametrize(
    "subject",
    [
        "Délai prolongé jusqu'au 3 décembre – école « Jean Moulin »",
        "é" * 250,
        "Un objet très long sans espace " + "x" * 219,
        "Objet\r\nBcc: victime@example.org",
        "Objet =?utf-8?q?cach=C3=A9?=",
        "選挙 الاستشارة 🏫",
    ],
)
def test_any_subject_arrives_as_one_header(
    app: App,
    behaviour: Behaviour,
    mailer: SmtpMailer,
    clock: FixedClock,
    send: Callable[..., Message],
    subject: str,
) -> None:
    message = send(acme(), subject=subject)
    deliver_emails(app.open_uow, mailer, clock=clock)
    ((_, received),) = behaviour.received
    assert "Bcc" not in received
    if "=?" not in subject:
        assert received["Subject"] == message.subject
    assert received["To"] == "marches@acme.example"


def test_international_domains_and_names(
    app: App, behaviour: Behaviour, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    message = send(Recipient(None, "contact@école.fr", "École"), Recipient(None, "rené@faß.de", "René"))
    deliver_emails(app.open_uow, mailer, clock=clock)
    assert {status for _, _, status, _ in emails_of(app, message.message_id)} == {"accepted"}
    assert [address for address, _ in behaviour.received] == ["contact@xn--cole-9oa.fr", "rené@xn--fa-hia.de"]


def test_an_international_name_that_the_server_cannot_receive_is_said(
    app: App, behaviour: Behaviour, clock: FixedClock, send: Callable[..., Message]
) -> None:
    message = send(Recipient(None, "rené@exemple.fr", "René"), Recipient(None, "b@c.fr", "Y"))
    with old_mail_server(behaviour) as port:
        old = SmtpMailer(SmtpAddress.parse(f"smtp://127.0.0.1:{port}?starttls=none"), SENDER, clock.now)
        deliver_emails(app.open_uow, old, clock=clock)
    first, second = emails_of(app, message.message_id)
    assert (first[2], second[2]) == ("bounced", "accepted")
    assert "SMTPUTF8" in first[3][0].answer
