"""E-mail against a real mail server: acceptance kept, tried again, bounced, dropped, told again, in every alphabet."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import ProgrammingError

from services.tenders.domain.emails import AttemptOutcome, Mail, ReminderPolicy
from services.tenders.domain.messages import Message, MessageKind, Recipient
from services.tenders.gateways.smtp import SmtpMailer
from services.tenders.gateways.smtp_address import SmtpAddress
from services.tenders.handlers.messages import read_message
from services.tenders.storage.messages_tables import attempt
from services.tenders.storage.messages_tables import message as message_table
from services.tenders.wiring import App
from services.tenders.wiring.mail import deliver_emails, tell_again
from shared.kernel.clock import FixedClock
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.storage.unit_of_work import Scope
from tests.integration.tenders.mail_server import (
    Behaviour,
)
from tests.integration.tenders.mailing import SENDER, acme, emails_of
from tests.integration.tenders.platform import journal
from tests.unit.tenders.builders import ACME, BOLT, an_agent

POLICY = ReminderPolicy(timedelta(hours=48), 2)


def test_ce_359921_an_acceptance_is_kept_word_for_word(
    app: App, behaviour: Behaviour, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    message = send(acme(), Recipient(BOLT, None, "Bolt"))
    assert deliver_emails(app.open_uow, mailer, clock=clock) == 1
    ((address, sending, status, (attempt,)),) = emails_of(app, message.message_id)
    assert (address, sending, status) == ("marches@acme.example", 1, "accepted")
    assert (attempt.code, attempt.answer, attempt.queue_id) == (250, "2.0.0 Ok: queued as 00000001", "00000001")
    assert (attempt.host, attempt.at) == ("127.0.0.1", clock.now())
    ((_, received),) = behaviour.received
    assert received["Message-ID"] == attempt.identifier
    assert received["Auto-Submitted"] == "auto-generated"
    text = received.get_content()
    assert f"https://plis.example/tenders/consultations/{message.tender_id}" in text
    assert "Entretien des écoles" in text
    assert "confidentiel" not in text
    assert "/messages" not in text
    assert deliver_emails(app.open_uow, mailer, clock=clock) == 0
    assert "email_accepted" in journal(app)


def test_a_4xx_and_a_broken_session_are_tried_again_with_the_same_identifier(
    app: App, behaviour: Behaviour, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    behaviour.rcpt["grey@acme.example"] = "451 4.7.1 Greylisted"
    behaviour.drops.add("drop@acme.example")
    message = send(acme("grey@acme.example"), Recipient(None, "drop@acme.example", "X"), Recipient(None, "b@c.fr", "Y"))
    assert deliver_emails(app.open_uow, mailer, clock=clock) == 3
    statuses = {address: status for address, _, status, _ in emails_of(app, message.message_id)}
    # A session that breaks costs one attempt: the next e-mail leaves on another connection.
    assert statuses == {"grey@acme.example": "waiting", "drop@acme.example": "waiting", "b@c.fr": "accepted"}
    assert deliver_emails(app.open_uow, mailer, clock=clock) == 0
    behaviour.rcpt.clear()
    clock.advance(timedelta(minutes=1))
    assert deliver_emails(app.open_uow, mailer, clock=clock) == 2
    found = {address: attempts for address, _, _, attempts in emails_of(app, message.message_id)}
    grey, dropped = found["grey@acme.example"], found["drop@acme.example"]
    assert [(each.outcome, each.code) for each in grey] == [
        (AttemptOutcome.DEFERRED, 451),
        (AttemptOutcome.ACCEPTED, 250),
    ]
    assert dropped[0].outcome is AttemptOutcome.DEFERRED
    assert dropped[0].code is None
    # The server had taken it in charge before the line broke: at most a copy, recognisable by its identifier.
    copies = [mail["Message-ID"] for address, mail in behaviour.received if address == "drop@acme.example"]
    assert copies == [dropped[0].identifier] * 2


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_5xx_is_a_bounce_kept_and_never_tried_again(
    app: App, behaviour: Behaviour, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message], step: str
) -> None:
    getattr(behaviour, step)["marches@acme.example"] = "550 5.1.1 Unknown user"
    message = send(acme(), Recipient(None, "b@c.fr", "Y"))
    deliver_emails(app.open_uow, mailer, clock=clock)
    bounced, accepted = emails_of(app, message.message_id)
    assert (bounced[2], bounced[3][0].code, bounced[3][0].answer) == ("bounced", 550, "5.1.1 Unknown user")
    assert accepted[2] == "accepted"
    assert len(behaviour.sessions) == 1  # one connection for both
    clock.advance(timedelta(days=1))
    assert deliver_emails(app.open_uow, mailer, clock=clock) == 0


def test_a_server_that_is_away_is_asked_once_in_a_round(
    app: App, clock: FixedClock, send: Callable[..., Message]
) -> None:
    away = SmtpMailer(SmtpAddress.parse("smtp://127.0.0.1:1?starttls=none"), SENDER, clock.now)
    message = send(acme(), Recipient(None, "b@c.fr", "Y"), Recipient(None, "d@e.fr", "Z"))
    assert [deliver_emails(app.open_uow, away, clock=clock) for _ in range(4)] == [1, 1, 1, 0]
    assert [len(attempts) for _, _, _, attempts in emails_of(app, message.message_id)] == [1, 1, 1]


def test_a_refused_sender_is_no_bounce_of_the_addressee(
    app: App, behaviour: Behaviour, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    behaviour.mail = "553 5.7.1 Sender not allowed"
    message = send(acme())
    deliver_emails(app.open_uow, mailer, clock=clock)
    ((_, _, status, (attempt,)),) = emails_of(app, message.message_id)
    assert (status, attempt.outcome, attempt.code) == ("waiting", AttemptOutcome.DEFERRED, 553)


def test_a_server_that_is_away_is_tried_again_until_the_email_is_given_up(
    app: App, clock: FixedClock, send: Callable[..., Message]
) -> None:
    away = SmtpMailer(SmtpAddress.parse("smtp://127.0.0.1:1?starttls=none"), SENDER, clock.now)
    message = send(acme())
    tries = 0
    while clock.now() < message.sent_at + timedelta(days=7):
        tries += deliver_emails(app.open_uow, away, clock=clock)
        clock.advance(timedelta(hours=1))
    ((_, _, status, attempts),) = emails_of(app, message.message_id)
    assert status == "abandoned"
    assert len(attempts) == tries
    assert {attempt.answer for attempt in attempts} == {"ConnectionRefusedError"}


def test_an_unread_message_is_told_again_at_most_n_times(
    app: App, behaviour: Behaviour, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    behaviour.rcpt["mort@acme.example"] = "550 5.1.1 Unknown user"
    with app.open_uow(Scope(an_agent(), "essai")) as uow:
        uow.contacts.keep(ACME, ["mort@acme.example"], version=1)
        uow.commit()
    message = send(acme())
    silent = send(acme(), kind=MessageKind.ALERT)
    deliver_emails(app.open_uow, mailer, clock=clock)
    clock.advance(timedelta(hours=48) - timedelta(seconds=1))
    assert tell_again(app.open_uow, POLICY) == 0
    clock.advance(timedelta(seconds=1))
    assert tell_again(app.open_uow, POLICY) == 1
    assert tell_again(app.open_uow, POLICY) == 0
    for _ in range(5):
        deliver_emails(app.open_uow, mailer, clock=clock)
        clock.advance(timedelta(hours=48))
        tell_again(app.open_uow, POLICY)
    sendings = [(address, sending) for address, sending, _, _ in emails_of(app, message.message_id)]
    # The address that bounced is not told again.
    assert sendings == [("mort@acme.example", 1), *(("marches@acme.example", number) for number in (1, 2, 3))]
    assert len(emails_of(app, silent.message_id)) == 2
    subjects = [mail["Subject"] for _, mail in behaviour.received if "prolongé" in mail["Subject"]]
    assert subjects.count("Rappel : Délai prolongé") == 2
    identifiers = [mail["Message-ID"] for _, mail in behaviour.received]
    assert len(set(identifiers)) == len(identifiers)


def test_a_message_that_was_read_is_not_told_again(
    app: App, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    message = send(acme())
    deliver_emails(app.open_uow, mailer, clock=clock)
    company = Principal("e", PrincipalKind.ECONOMIC_OPERATOR, ACME, "E", frozenset({Right.SUBMIT}))
    with app.open_uow(Scope(company, "essai")) as uow:
        read_message(message.message_id, uow=uow)
        uow.commit()
    clock.advance(timedelta(days=9))
    assert tell_again(app.open_uow, POLICY) == 0


def test_a_process_killed_after_the_acceptance_leaves_at_most_a_recognisable_copy(
    app: App, behaviour: Behaviour, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    message = send(acme())
    with app.open_uow(Scope(Principal.system("tenders"), "essai")) as uow:
        due: list[Mail] = list(uow.emails.due(at=clock.now(), limit=10))
    # The answer came, the process died: nothing was committed.
    ((_, lost),) = list(mailer.deliver(due))
    deliver_emails(app.open_uow, mailer, clock=clock)
    ((_, _, status, (kept,)),) = emails_of(app, message.message_id)
    assert status == "accepted"
    assert kept.identifier == lost.identifier
    assert [mail["Message-ID"] for _, mail in behaviour.received] == [kept.identifier] * 2


def test_hundreds_of_registered_companies_are_told_in_one_transaction(
    app: App, behaviour: Behaviour, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    message = send(*(Recipient(None, f"entreprise{number}@example.org", "E") for number in range(300)))
    delivered = 0
    while count := deliver_emails(app.open_uow, mailer, clock=clock):
        delivered += count
    assert delivered == len(behaviour.received) == 300
    assert {status for _, _, status, _ in emails_of(app, message.message_id)} == {"accepted"}
    assert len(behaviour.sessions) <= 3


def test_what_a_mail_server_answered_cannot_be_rewritten(
    app: App, mailer: SmtpMailer, clock: FixedClock, send: Callable[..., Message]
) -> None:
    send(acme())
    deliver_emails(app.open_uow, mailer, clock=clock)
    changes: list[Any] = [
        attempt.update().values(answer="x"),
        attempt.delete(),
        message_table.update().values(body="x"),
    ]
    for change in changes:
        with pytest.raises(ProgrammingError, match="permission denied"), app.database.begin() as connection:
            connection.execute(change)
