"""The duties of e-mail: handing over what waits, telling again what nobody has read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from services.tenders.domain.emails import Attempt, Email, Mail, ReminderPolicy, is_address
from services.tenders.gateways.smtp import Sender, SmtpMailer
from services.tenders.gateways.smtp_address import SmtpAddress
from services.tenders.handlers.emails import note_attempt, remind_unread
from services.tenders.ports.messages import Mailer
from services.tenders.storage.unit_of_work import TendersUnitOfWork
from services.tenders.wiring.duties import OpenUow, loop, own_scope
from shared.kernel.clock import Clock
from shared.messaging.background import Background
from shared.settings import Settings, SettingsError
from shared.storage.unit_of_work import retrying

_POST_SECONDS: Final = 1.0
_REMINDER_SECONDS: Final = 5.0
_BATCH: Final = 100
_PASSWORD_SECRET: Final = "smtp_password"  # noqa: S105 - the name of a file, not its content


def mailer_of(settings: Settings, clock: Clock) -> Mailer | None:
    """Make the way out to the mail server, if the settings name one; its password may be a file of the secrets."""
    if settings.smtp_url is None or settings.smtp_from is None:
        return None
    address = SmtpAddress.parse(settings.smtp_url)
    if address.user is not None and address.password is None:
        address = replace(address, password=_password(settings))
    if not is_address(settings.smtp_from):
        raise SettingsError("PLIS_SMTP_FROM est une adresse électronique.")
    return SmtpMailer(address, Sender(settings.smtp_from, settings.public_url), clock.now)


def deliver_emails(open_uow: OpenUow, mailer: Mailer, *, clock: Clock) -> int:
    """Hand over the e-mails that are due, outside any transaction, and keep each answer at once; give their number.

    A server that is away leaves some untried: they stay due.
    """
    with open_uow(own_scope("mail")) as uow:
        due = uow.emails.due(at=clock.now(), limit=_BATCH)
    begin = partial(open_uow, own_scope("mail"))
    answers: Iterator[tuple[Mail, Attempt]] = mailer.deliver(due)
    tried = 0
    for mail, attempt in answers:
        retrying(begin, partial(_note, mail, attempt))
        tried += 1
    return tried


def tell_again(open_uow: OpenUow, policy: ReminderPolicy) -> int:
    """Make the reminders that are due; give their number."""

    def work(uow: TendersUnitOfWork) -> int:
        return remind_unread(policy, uow=uow, limit=_BATCH)

    return retrying(partial(open_uow, own_scope("reminders")), work)


def mail_backgrounds(
    open_uow: OpenUow, *, clock: Clock, mailer: Mailer | None, settings: Settings
) -> tuple[Background, ...]:
    """Give the duties of e-mail; without a mail server e-mails wait and their state says so."""
    if mailer is None:
        return ()
    policy = ReminderPolicy(timedelta(hours=settings.reminder_hours), settings.reminders)
    return (
        loop("tenders.mail", _POST_SECONDS, lambda: deliver_emails(open_uow, mailer, clock=clock)),
        loop("tenders.reminders", _REMINDER_SECONDS, lambda: tell_again(open_uow, policy)),
    )


def _note(mail: Mail, attempt: Attempt, uow: TendersUnitOfWork) -> Email | None:
    return note_attempt(mail, attempt, uow=uow)


def _password(settings: Settings) -> str:
    try:
        return settings.secret(_PASSWORD_SECRET).decode("utf-8").strip()
    except FileNotFoundError:
        raise SettingsError(
            f"PLIS_SMTP_URL nomme un compte sans mot de passe, et le secret {_PASSWORD_SECRET} manque."
        ) from None
