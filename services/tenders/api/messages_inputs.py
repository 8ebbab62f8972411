"""What callers send about messages; no field takes a file, so none can be attached."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.tenders.domain.emails import ADDRESS_LENGTH, EmailAddress
from services.tenders.domain.messages import LETTER_LENGTH, SUBJECT_LENGTH, MessageKind, Recipient
from services.tenders.domain.webhooks import WEBHOOKS_OF_AN_ORGANISATION
from services.tenders.handlers.messages import ReplyToMessage, SendMessage
from shared.http.limits import Limit
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import MessageId

_ADDRESSES = 20
_RECIPIENTS = 500

MESSAGE_LIMITS: Final = (
    Limit("message_body", LETTER_LENGTH, "caractères", "Texte d'un message"),
    Limit("message_recipients", _RECIPIENTS, "éléments", "Destinataires d'une lettre"),
    Limit("contact_addresses", _ADDRESSES, "éléments", "Adresses auxquelles un organisme est averti"),
    Limit("webhooks", WEBHOOKS_OF_AN_ORGANISATION, "éléments", "Webhooks d'un organisme"),
)

_Address = Annotated[str, Field(min_length=3, max_length=ADDRESS_LENGTH)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RecipientIn(_Input):
    """A company to which the buyer writes."""

    siret: str
    name: str = Field(min_length=1, max_length=200)
    email: _Address | None = None

    def to_recipient(self) -> Recipient:
        """Give the recipient."""
        email = None if self.email is None else EmailAddress(self.email).value
        return Recipient(Siret.parse(self.siret), email, self.name)


class LetterIn(_Input):
    """A letter from the buyer to companies about a consultation."""

    to: list[RecipientIn] = Field(min_length=1, max_length=_RECIPIENTS)
    subject: str = Field(min_length=1, max_length=SUBJECT_LENGTH)
    body: str = Field(min_length=1, max_length=LETTER_LENGTH)

    def to_command(self, tender_id: TenderId) -> SendMessage:
        """Give the command."""
        to = tuple(each.to_recipient() for each in self.to)
        return SendMessage(tender_id, MessageKind.LETTER, to, self.subject, self.body)


class ReplyIn(_Input):
    """An answer to a message; ``not_an_offer`` answers the warning that the text looks like an offer."""

    body: str = Field(min_length=1, max_length=LETTER_LENGTH)
    not_an_offer: bool = False

    def to_command(self, message_id: MessageId) -> ReplyToMessage:
        """Give the command."""
        return ReplyToMessage(message_id, self.body, not_an_offer=self.not_an_offer)


class ContactsIn(_Input):
    """The addresses at which one's organisation wants to be told of messages; an empty list asks for no e-mail."""

    addresses: list[_Address] = Field(max_length=_ADDRESSES)

    def to_addresses(self) -> list[EmailAddress]:
        """Give the addresses."""
        return [EmailAddress(address) for address in self.addresses]
