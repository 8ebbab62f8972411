"""Telling those who asked to be told (R2151-4): one message to everybody at once, in their inboxes and by e-mail.

Who deposited a response is told only if they registered: before the closing this service knows of no deposit, and must
not (design section 8.7).
"""

from collections.abc import Sequence

from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.model import Tender
from services.tenders.domain.registrations import Registration
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.ports import UnitOfWork


def tell_registered(
    tender: Tender, *, kind: MessageKind, subject: str, body: str, uow: UnitOfWork, also: Sequence[Recipient] = ()
) -> None:
    """Tell everybody who is registered, and ``also`` those whom the act concerns; nobody sees who else is told."""
    registered = uow.registrations.of_tender(tender.tender_id)
    to = tuple(recipient_of(each) for each in registered)
    known = {(each.siret, each.email) for each in to}
    companies = {each.siret for each in to if each.siret is not None}
    more = tuple(
        each for each in also if (each.siret, each.email) not in known and not (each.siret and each.siret in companies)
    )
    send_message(SendMessage(tender.tender_id, kind, (*to, *more), subject, body), uow=uow)


def recipient_of(registration: Registration) -> Recipient:
    """Give the recipient that a registration stands for."""
    return Recipient(registration.siret, registration.email, registration.name)


def ask_confirmation(tender: Tender, *, email: str, token: str, uow: UnitOfWork) -> None:
    """Ask the holder of an address to confirm it; the link carries the token where no server logs it."""
    body = (
        f"Une inscription à l'information sur la consultation « {tender.content.title} » a été demandée avec cette "
        "adresse. Sans confirmation de votre part, rien d'autre ne vous sera envoyé et l'adresse sera effacée.\n\n"
        "Le lien ci-joint permet de confirmer l'inscription, puis à tout moment d'y mettre fin : conservez-le."
    )
    link = f"/tenders/registrations/confirmation#{token}"
    to = (Recipient(None, email, ""),)
    subject = "Confirmez votre inscription"
    send_message(SendMessage(tender.tender_id, MessageKind.CONFIRMATION, to, subject, body, link), uow=uow)
