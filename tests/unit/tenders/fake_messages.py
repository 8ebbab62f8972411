"""In-memory stand-ins for the storage of messages; ``uow.messages.sent`` is what a test looks at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from services.tenders.domain.emails import Attempt, Email, EmailStatus, Mail, ReminderPolicy
from services.tenders.domain.errors import Code
from services.tenders.domain.messages import Affair, Message
from services.tenders.ports.messages import Box, Reminder
from shared.kernel.ids import TenderId
from shared.kernel.principal import PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import EmailId, MessageId


@dataclass
class FakeMessages:
    scope: Any
    tenders: Any
    sent: list[Message] = field(default_factory=list)
    emails: list[Email] = field(default_factory=list)

    def affair(self, tender_id: TenderId) -> Affair:
        tender = self.tenders.rows.get(tender_id)
        if tender is None:
            refuse(Code.NOT_FOUND, object=tender_id)
        return Affair(tender_id, tender.buyer.siret, tender.buyer.name, tender.content.title, tender.timeline)

    def add(self, message: Message, emails: Sequence[Email]) -> None:
        self.sent.append(message)
        self.emails += emails

    def get(self, message_id: MessageId) -> Message:
        found = next((each for each in self.sent if each.message_id == message_id and self._sees(each)), None)
        if found is None:
            refuse(Code.NOT_FOUND, object=message_id)
        return found

    def page(self, box: Box, *, tender_id: TenderId | None, after: MessageId | None, limit: int) -> Sequence[Message]:
        own = self.scope.principal.organisation
        chosen = [each for each in self.sent if (each.sender == own) is (box is Box.SENT) and self._sees(each)]
        kept = [each for each in chosen if tender_id in (None, each.tender_id)]
        return [each for each in reversed(kept) if after is None or each.message_id < after][:limit]

    def thread(self, thread_id: MessageId) -> Sequence[Message]:
        return [each for each in self.sent if each.thread_id == thread_id and self._sees(each)]

    def mark_read(self, message_id: MessageId, *, at: datetime) -> bool:
        own, is_first = self.scope.principal.organisation, False
        for place, message in enumerate(self.sent):
            if message.message_id != message_id or own is None:
                continue
            people = []
            for each in message.addressees:
                new = each.recipient.siret == own and each.read_at is None
                is_first = is_first or new
                people.append(replace(each, read_at=at) if new else each)
            self.sent[place] = replace(message, addressees=tuple(people))
        return is_first

    def _sees(self, message: Message) -> bool:
        principal = self.scope.principal
        concerned = {message.sender, *(each.recipient.siret for each in message.addressees)} - {None}
        return principal.kind is PrincipalKind.SYSTEM or principal.organisation in concerned


@dataclass
class FakeEmails:
    messages: FakeMessages
    attempts: list[tuple[Email, Attempt]] = field(default_factory=list)

    def due(self, *, at: datetime, limit: int) -> Sequence[Mail]:
        waiting = [e for e in self.messages.emails if e.status is EmailStatus.WAITING and e.next_try_at <= at]
        return [self._mail(email) for email in waiting[:limit]]

    def lock_waiting(self, email_id: EmailId) -> Email | None:
        found = next(each for each in self.messages.emails if each.email_id == email_id)
        return found if found.status is EmailStatus.WAITING else None

    def note(self, email: Email, attempt: Attempt) -> None:
        self.messages.emails = [email if each.email_id == email.email_id else each for each in self.messages.emails]
        self.attempts.append((email, attempt))

    def of_message(self, message_id: MessageId) -> Sequence[tuple[Email, Sequence[Attempt]]]:
        mine = [each for each in self.messages.emails if each.message_id == message_id]
        return [(email, [a for of, a in self.attempts if of.email_id == email.email_id]) for email in mine]

    def unread(self, policy: ReminderPolicy, *, at: datetime, limit: int) -> Sequence[Reminder]:  # noqa: ARG002
        return []

    def remind(self, reminder: Reminder, emails: Sequence[Email], *, at: datetime) -> None:  # noqa: ARG002
        self.messages.emails += emails

    def _mail(self, email: Email) -> Mail:
        sent = next(each for each in self.messages.sent if each.message_id == email.message_id)
        return Mail(
            email.email_id,
            email.address,
            email.sending,
            sent.kind,
            sent.message_id,
            sent.subject,
            sent.sender_name,
            None,
            sent.link,
            sent.addressees[email.addressee - 1].recipient.siret is not None,
        )


@dataclass
class FakeContacts:
    rows: dict[Siret, tuple[int, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, organisations: Collection[Siret]) -> Mapping[Siret, Sequence[str]]:
        return {siret: addresses for siret, (_, addresses) in self.rows.items() if siret in organisations and addresses}

    def own(self, organisation: Siret) -> tuple[int, tuple[str, ...]]:
        return self.rows.get(organisation, (0, ()))

    def keep(self, organisation: Siret, addresses: Sequence[str], *, version: int) -> None:
        if self.own(organisation)[0] != version - 1:
            refuse(Code.VERSION_STALE, expected=version - 1, current=self.own(organisation)[0])
        self.rows[organisation] = (version, tuple(addresses))
