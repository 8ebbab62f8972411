"""What tests of e-mail share: the sender, an addressee, what is kept of the e-mails of a message."""

from services.tenders.domain.emails import Attempt
from services.tenders.domain.messages import Recipient
from services.tenders.gateways.smtp import Sender
from services.tenders.wiring import App
from shared.kernel.principal import Principal
from shared.kernel.tender_ids import MessageId
from shared.storage.unit_of_work import Scope
from tests.unit.tenders.builders import ACME

SENDER = Sender("ne-pas-repondre@plis.example", "https://plis.example")


def acme(email: str | None = "marches@acme.example") -> Recipient:
    return Recipient(ACME, email, "Acme")


def emails_of(app: App, message_id: MessageId) -> list[tuple[str, int, str, list[Attempt]]]:
    with app.open_uow(Scope(Principal.system("tenders"), "essai")) as uow:
        found = uow.emails.of_message(message_id)
    return [(email.address, email.sending, email.status.value, list(attempts)) for email, attempts in found]
