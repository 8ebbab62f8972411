"""What becomes of e-mails: handed over with proof, tried again, told again while nobody has read the message."""

from dataclasses import replace
from datetime import timedelta

from services.tenders.domain.emails import (
    Attempt,
    Email,
    EmailStatus,
    Mail,
    ReminderPolicy,
    next_status,
    pause_before_next_try,
)
from services.tenders.ports import UnitOfWork
from services.tenders.ports.messages import Reminder
from shared.kernel.tender_ids import EmailId


def note_attempt(mail: Mail, attempt: Attempt, *, uow: UnitOfWork) -> Email | None:
    """Keep what a mail server answered; None when the fate of the e-mail was settled meanwhile.

    A process killed between the server's acceptance and this commit leaves the e-mail waiting: it leaves again with
    the same ``Message-ID``, so that the addressee's mail system recognises the copy. Nothing else is done twice.
    """
    email = uow.emails.lock_waiting(mail.email_id)
    if email is None:
        return None
    status, tries = next_status(email, attempt), email.tries + 1
    pause = pause_before_next_try(tries) if status is EmailStatus.WAITING else timedelta(0)
    after = replace(email, status=status, tries=tries, next_try_at=attempt.at + pause)
    uow.emails.note(after, attempt)
    if status is not EmailStatus.WAITING:
        facts = {"message": str(email.message_id), "sending": str(email.sending), "tries": str(tries)}
        uow.record(f"email_{status.value}", str(email.email_id), facts)
    return after


def remind_unread(policy: ReminderPolicy, *, uow: UnitOfWork, limit: int) -> int:
    """Make the reminders that are due, and give their number."""
    now = uow.clock.now()
    reminders = uow.emails.unread(policy, at=now, limit=limit)
    for reminder in reminders:
        uow.emails.remind(reminder, [_again(reminder, address, uow=uow) for address in reminder.addresses], at=now)
        facts = {"addressee": str(reminder.addressee), "sending": str(reminder.sending)}
        uow.record("message_told_again", str(reminder.message_id), facts)
    return len(reminders)


def _again(reminder: Reminder, address: str, *, uow: UnitOfWork) -> Email:
    now = uow.clock.now()
    return Email(
        email_id=uow.ids.new(EmailId),
        message_id=reminder.message_id,
        addressee=reminder.addressee,
        sending=reminder.sending,
        address=address,
        status=EmailStatus.WAITING,
        tries=0,
        created_at=now,
        next_try_at=now,
    )
