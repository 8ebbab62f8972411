"""The address of a mail server, and what an e-mail says: nothing that the message says, whatever its subject."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP, SMTPUTF8, default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.emails import Mail, is_address
from services.tenders.domain.messages import MessageKind, tidy_subject
from services.tenders.gateways.mail_texts import subject_of, text_of
from services.tenders.gateways.smtp import Sender, ascii_address, compose
from services.tenders.gateways.smtp_address import SmtpAddress
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import EmailId, MessageId
from shared.settings import SettingsError
from tests.unit.tenders.builders import NOW, TENDER, numbered

SENDER = Sender("ne-pas-repondre@plis.example", "https://plis.example")


def a_mail(**changes: object) -> Mail:
    mail = Mail(
        email_id=numbered(EmailId, 1),
        address="a@b.fr",
        sending=1,
        kind=MessageKind.CHANGE,
        message_id=numbered(MessageId, 1),
        subject="Délai prolongé",
        sender_name="Commune de Rennes",
        consultation="Entretien des écoles",
        link=f"/tenders/consultations/{TENDER}",
        has_inbox=True,
    )
    return replace(mail, **changes)


def test_the_usual_address_asks_for_encryption() -> None:
    address = SmtpAddress.parse("smtp://compte:mot%2Fde%40passe@smtp.exemple.fr")
    assert (address.host, address.port, address.is_upgraded, address.is_encrypted_at_once) == (
        "smtp.exemple.fr",
        587,
        True,
        False,
    )
    assert (address.user, address.password) == ("compte", "mot/de@passe")
    assert "passe" not in repr(address)


def test_other_addresses() -> None:
    at_once = SmtpAddress.parse("smtps://smtp.exemple.fr?ca=/etc/autorite.pem")
    assert (at_once.port, at_once.is_encrypted_at_once, at_once.is_upgraded) == (465, True, False)
    assert at_once.authority == Path("/etc/autorite.pem")
    relay = SmtpAddress.parse("smtp://10.0.0.5:25?starttls=none")
    assert (relay.port, relay.is_upgraded) == (25, False)
    assert SmtpAddress.parse("smtp://a:b@localhost?starttls=none").password == "b"


@pytest.mark.parametrize(
    "url",
    [
        "", "smtp.exemple.fr", "http://smtp.exemple.fr", "smtp://", "smtp://exemple.fr:99999", "smtp://ex emple.fr",
        "smtp://a:b@smtp.exemple.fr?starttls=none", "smtp://exemple.fr?starttls=optional", "smtp://exemple.fr?tls=1",
        "smtp://[::1",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_safely_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="PLIS_SMTP_URL"):
        SmtpAddress.parse(url)


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_subject_and_any_name_make_one_readable_email(subject: str, name: str) -> None:
    try:
        line = tidy_subject(subject)
        sender = tidy_subject(name)
    except Refused:
        return
    written = compose(a_mail(subject=line, sender_name=sender), sender=SENDER, at=NOW).as_bytes(policy=SMTP)
    read = message_from_bytes(written, policy=default)
    assert read.keys() == list(dict.fromkeys(read.keys()))
    assert {"From", "To", "Subject", "Message-ID", "Date"} <= set(read.keys())
    assert read["To"] == "a@b.fr"
    assert not read.defects
    assert all(len(each) <= 998 for each in written.split(b"\r\n"))  # RFC 5322 2.1.1


@given(st.emails() | st.text(max_size=40).map("{}@exemple.fr".format))
def test_any_address_that_is_accepted_can_be_written(address: str) -> None:
    if not is_address(address):
        return
    try:
        plain = ascii_address(address)
    except UnicodeError:
        return  # a domain that cannot exist: said at the attempt
    policy = SMTP if plain.isascii() else SMTPUTF8
    written = compose(a_mail(address=address), sender=SENDER, at=NOW).as_bytes(policy=policy)
    head = written.partition(b"\r\n\r\n")[0]
    assert b"\r\nTo: " in head
    assert head.count(b"\r\nTo:") == 1
    assert b"\nBcc" not in head


def test_a_reminder_says_that_it_is_one() -> None:
    again = a_mail(sending=2)
    assert subject_of(again) == "Rappel : Délai prolongé"
    assert "toujours" in text_of(again, public_url="https://plis.example")


def test_whoever_has_no_inbox_is_not_sent_to_one() -> None:
    text = text_of(a_mail(has_inbox=False), public_url="https://plis.example")
    assert "identifiez-vous" not in text
    assert f"https://plis.example/tenders/consultations/{TENDER}" in text


def test_an_alert_speaks_of_no_consultation() -> None:
    text = text_of(
        a_mail(kind=MessageKind.ALERT, consultation=None, link=None, sender_name="Plis"),
        public_url="https://plis.example",
    )
    assert "offre" not in text
    assert "None" not in text


def test_a_confirmation_explains_itself() -> None:
    mail = a_mail(kind=MessageKind.CONFIRMATION, has_inbox=False, link="/tenders/registrations/confirmation#jeton")
    text = text_of(mail, public_url="https://plis.example")
    assert "Entretien des écoles" in text
    assert "Sans confirmation" in text
    assert "https://plis.example/tenders/registrations/confirmation#jeton" in text
