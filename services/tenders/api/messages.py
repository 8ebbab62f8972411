"""Routes of messages: letters, inbox, replies, proof, and the addresses of one's organisation."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tenders.api.messages_inputs import ContactsIn, LetterIn, ReplyIn
from services.tenders.api.messages_outputs import (
    ContactsOut,
    MessageOut,
    MessageSummaryOut,
    ProofOut,
    ThreadOut,
)
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.messages import Message
from services.tenders.handlers.contacts import ContactAddresses, read_contacts, write_contacts
from services.tenders.handlers.messages import read_message, reply_to_message, send_message
from services.tenders.handlers.proofs import prove_message
from services.tenders.ports.messages import Box
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.http.versions import etag
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import MessageId

_JSON = "application/json"
_TAG = "Messagerie"
_Reader = Annotated[Principal, Depends(authenticated())]
_Author = Annotated[Act, Depends(act_of())]


def message_writes(app: TendersApp) -> APIRouter:
    """Build the routes by which a buyer writes and both sides answer."""
    router = service_router(tags=[_TAG])

    @router.post("/consultations/{tender_id}/messages", status_code=201, response_model=MessageSummaryOut)
    def write(tender_id: str, body: LetterIn, act: Annotated[Act, Depends(act_of(Right.ANSWER))]) -> Response:
        """Écrire à des entreprises au sujet d'une consultation de son organisme."""
        command = body.to_command(TenderId.parse(tender_id))
        return app.commands.run(act, lambda uow: _answer(send_message(command, uow=uow)), status=201)

    @router.post("/messages/{message_id}/replies", status_code=201, response_model=MessageSummaryOut)
    def reply(message_id: str, body: ReplyIn, act: _Author) -> Response:
        """Répondre à un message reçu. Une offre ne s'envoie jamais par messagerie : elle se dépose."""
        command = body.to_command(MessageId.parse(message_id))
        return app.commands.run(act, lambda uow: _answer(reply_to_message(command, uow=uow)), status=201)

    return router


def message_reads(app: TendersApp) -> APIRouter:
    """Build the routes of the inbox."""
    router = service_router(tags=[_TAG])

    @router.get("/messages")
    def messages(
        request: Request,
        principal: _Reader,
        page: Annotated[PageRequest, Depends(page_request)],
        box: Annotated[Box, Query(description="Messages reçus ou envoyés.")] = Box.RECEIVED,
        tender_id: Annotated[str | None, Query(description="Une seule consultation.")] = None,
    ) -> Page[MessageSummaryOut]:
        """Lire la liste des messages de son organisme, du plus récent au plus ancien ; lister n'est pas lire."""
        of_tender = None if tender_id is None else TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            after = id_after(page, MessageId)
            found = uow.messages.page(box, tender_id=of_tender, after=after, limit=page.limit + 1)
        return page_of(page, found, show=_summary_for(principal), key=lambda message: message.message_id)

    @router.get("/messages/{message_id}", response_model=MessageOut)
    def read(message_id: str, request: Request, principal: _Reader) -> MessageOut:
        """Lire un message ; la première lecture par l'organisme destinataire est datée et conservée."""
        with app.open_uow(scope_of(request, principal)) as uow:
            message = read_message(MessageId.parse(message_id), uow=uow)
            uow.commit()
        return MessageOut.of(message)

    @router.get("/messages/{message_id}/thread", response_model=ThreadOut)
    def thread(message_id: str, request: Request, principal: _Reader) -> ThreadOut:
        """Lire la liste des messages d'un échange."""
        with app.open_uow(scope_of(request, principal)) as uow:
            first = uow.messages.get(MessageId.parse(message_id))
            found = uow.messages.thread(first.thread_id)
        return ThreadOut(items=[*map(_summary_for(principal), found)])

    return router


def proof_routes(app: TendersApp) -> APIRouter:
    """Build the route of the proof."""
    router = service_router(tags=[_TAG])

    @router.get("/messages/{message_id}/proof", response_model=ProofOut)
    def proof(message_id: str, request: Request, principal: _Reader) -> ProofOut:
        """Exporter la preuve d'un message : envoi, acceptations des serveurs, relances, première lecture."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = prove_message(MessageId.parse(message_id), uow=uow)
            now = uow.clock.now()
        return ProofOut.of(found, established_at=now, email_configured=app.settings.smtp_url is not None)

    return router


def contact_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the addresses of one's own organisation."""
    router = service_router(tags=[_TAG])

    @router.get("/contacts", response_model=ContactsOut)
    def read(request: Request, principal: _Reader) -> Response:
        """Lire les adresses auxquelles son organisme est averti."""
        with app.open_uow(scope_of(request, principal)) as uow:
            contacts = read_contacts(uow=uow)
        body = ContactsOut.of(contacts).model_dump_json()
        return Response(body, media_type=_JSON, headers={"ETag": etag(contacts.version)})

    @router.put("/contacts", response_model=ContactsOut)
    def write(body: ContactsIn, act: _Author) -> Response:
        """Remplacer les adresses auxquelles son organisme est averti (If-Match, « 0 » la première fois)."""
        addresses, expected = body.to_addresses(), act.required_version()
        return app.commands.run(act, lambda uow: _contacts(write_contacts(addresses, expected=expected, uow=uow)))

    return router


def _answer(message: Message) -> Answer:
    # The summary: hundreds of addressees would make an answer too long to be kept for repetition.
    return answer(MessageSummaryOut.of(message), location=f"/tenders/messages/{message.message_id}")


def _contacts(contacts: ContactAddresses) -> Answer:
    return answer(ContactsOut.of(contacts), version=contacts.version)


def _summary_for(principal: Principal) -> Callable[[Message], MessageSummaryOut]:
    """Show messages as the principal's organisation may see them."""
    return lambda message: MessageSummaryOut.of(message.as_seen_by(principal.organisation))
