"""The duties of messages as a running platform does them: e-mail and webhooks leave by themselves."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from services.tenders.domain.emails import ReminderPolicy
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.gateways.smtp import SmtpMailer
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.storage.tables import SERVICE_TABLES, tender
from services.tenders.wiring import App, build
from services.tenders.wiring.mail import deliver_emails, mailer_of, tell_again
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TenderId
from shared.kernel.tender_ids import MessageId
from shared.messaging.background import Background, Stop
from shared.settings import Settings, SettingsError
from shared.storage.roles import relay_database
from shared.storage.sequencer import number_pending
from shared.storage.unit_of_work import Scope
from tests.integration.tenders.mail_server import Behaviour, mail_server
from tests.integration.tenders.mailing import acme, emails_of
from tests.integration.tenders.platform import Person, published
from tests.integration.tenders.receiver import Receiver, made
from tests.unit.tenders.builders import an_agent
from tests.waiting import wait_for


@contextmanager
def at_work(app: App, name: str) -> Iterator[None]:
    """Run one duty of the service in a thread, as the platform does, and stop it."""
    (duty,) = [each for each in app.backgrounds if each.name == name]
    stop = Stop()
    thread = threading.Thread(target=_run, args=(duty, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def _run(duty: Background, stop: Stop) -> None:
    duty.run(stop)


def sent_to(app: App, tender_id: TenderId, *to: Recipient) -> MessageId:
    with app.open_uow(Scope(an_agent(), "essai")) as uow:
        message = send_message(SendMessage(tender_id, MessageKind.CHANGE, to, "Objet", "Texte"), uow=uow)
        uow.commit()
    return message.message_id


def test_an_email_leaves_by_itself(
    settings: Settings, clock: FixedClock, behaviour: Behaviour, tender_id: TenderId
) -> None:
    with ExitStack() as stack:
        port = stack.enter_context(mail_server(behaviour))
        url = f"smtp://127.0.0.1:{port}?starttls=none"
        app = build(replace(settings, smtp_url=url, smtp_from="ne-pas-repondre@plis.example"), clock=clock)
        stack.callback(app.close)
        assert all(check.is_ready() for check in app.readiness)
        message_id = sent_to(app, tender_id, acme())
        stack.enter_context(at_work(app, "tenders.mail"))
        wait_for(lambda: [status for _, _, status, _ in emails_of(app, message_id)] == ["accepted"], within=30)


def test_an_event_leaves_by_itself(
    app: App, settings: Settings, agent: Person, custodians: list[str], receiver: Receiver
) -> None:
    made(agent, receiver)
    published(agent, custodians)
    relay = relay_database(settings, "tenders", pool_size=1)
    with relay.begin() as connection:
        number_pending(connection, SERVICE_TABLES)
    relay.dispose()
    with at_work(app, "tenders.webhooks"):
        wait_for(lambda: "tender_published.v3" in receiver.types(), within=30)


def test_on_an_accelerated_consultation_the_reminder_comes_in_legal_time(
    app: App, mailer: SmtpMailer, clock: FixedClock, tender_id: TenderId
) -> None:
    with app.database.begin() as connection:
        timeline = {"started_at": clock.now(), "legal_start": clock.now(), "factor": 3600, "sandbox": True}
        connection.execute(tender.update().where(tender.c.id == tender_id.value).values(timeline))
    message_id = sent_to(app, tender_id, acme())
    policy = ReminderPolicy(timedelta(hours=48), 1)
    deliver_emails(app.open_uow, mailer, clock=clock)
    clock.advance(timedelta(seconds=47))
    assert tell_again(app.open_uow, policy) == 0
    clock.advance(timedelta(seconds=1))
    assert tell_again(app.open_uow, policy) == 1
    assert [sending for _, sending, _, _ in emails_of(app, message_id)] == [1, 2]


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://compte@127.0.0.1:25", "a@b.fr"),  # an account without its password
        ("smtp://127.0.0.1:25", "pas une adresse"),
        ("http://127.0.0.1:25", "a@b.fr"),
    ],
)
def test_a_mail_server_that_cannot_be_used_stops_the_start_and_says_why(
    settings: Settings, clock: FixedClock, url: str, sender: str
) -> None:
    with pytest.raises(SettingsError, match="PLIS_SMTP"):
        mailer_of(replace(settings, smtp_url=url, smtp_from=sender), clock)
