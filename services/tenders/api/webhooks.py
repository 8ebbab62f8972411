"""Routes of webhooks: an organisation has its own events delivered to its server.

No command answers a secret, because the answers of commands are kept to be repeated: the secret has a route of its
own, that is no command, answers once and keeps nothing.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.service import TendersApp, scope_of
from services.tenders.api.webhooks_outputs import (
    DeliveryOut,
    ReplayIn,
    SecretOut,
    WebhookIn,
    WebhookOut,
    WebhooksOut,
)
from services.tenders.domain.webhooks import Webhook
from services.tenders.handlers.webhooks import (
    add_webhook,
    check_again,
    list_webhooks,
    read_secret,
    remove_webhook,
    replay_events,
    rotate_secret,
)
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import DeliveryId, WebhookId

_Owner = Annotated[Act, Depends(act_of(Right.PUBLISH))]
_Reader = Annotated[Principal, Depends(authenticated(Right.PUBLISH))]


def webhook_writes(app: TendersApp) -> APIRouter:
    """Build the routes that make and change webhooks."""
    router = service_router(tags=["Webhooks"])

    @router.post("/webhooks", status_code=201, response_model=WebhookOut)
    def add(body: WebhookIn, act: _Owner) -> Response:
        """Faire livrer les événements de son organisme à une adresse ; elle est d'abord vérifiée par un défi."""
        command = body.to_command()
        work = lambda uow: _answer(add_webhook(command, uow=uow, reach=app.webhook_reach))  # noqa: E731 - one line
        return app.commands.run(act, work, status=201)

    @router.post("/webhooks/{webhook_id}/challenge", response_model=WebhookOut)
    def challenge(webhook_id: str, act: _Owner) -> Response:
        """Faire vérifier de nouveau l'adresse ; la livraison reprend ensuite où elle en était."""
        identifier = WebhookId.parse(webhook_id)
        return app.commands.run(act, lambda uow: _answer(check_again(identifier, uow=uow)))

    @router.post("/webhooks/{webhook_id}/rotation", response_model=WebhookOut)
    def rotate(webhook_id: str, act: _Owner) -> Response:
        """Changer de secret ; l'ancien signe encore, à côté du nouveau, pendant un jour."""
        identifier = WebhookId.parse(webhook_id)
        return app.commands.run(act, lambda uow: _answer(rotate_secret(identifier, uow=uow)))

    @router.post("/webhooks/{webhook_id}/replay", response_model=WebhookOut)
    def replay(webhook_id: str, body: ReplayIn, act: _Owner) -> Response:
        """Livrer de nouveau ce qui suit un événement, avec les mêmes identifiants et dans le même ordre."""
        identifier, after = WebhookId.parse(webhook_id), body.to_event_id()
        return app.commands.run(act, lambda uow: _answer(replay_events(identifier, after, uow=uow)))

    @router.delete("/webhooks/{webhook_id}", status_code=204)
    def remove(webhook_id: str, act: _Owner) -> Response:
        """Supprimer un webhook."""
        identifier = WebhookId.parse(webhook_id)
        return app.commands.run(act, lambda uow: remove_webhook(identifier, uow=uow))

    return router


def webhook_reads(app: TendersApp) -> APIRouter:
    """Build the routes that read webhooks, their log and, once, their secret."""
    router = service_router(tags=["Webhooks"])

    @router.get("/webhooks", response_model=WebhooksOut)
    def webhooks(request: Request, principal: _Reader) -> WebhooksOut:
        """Lire les webhooks de son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return WebhooksOut(items=[WebhookOut.of(webhook) for webhook in list_webhooks(uow=uow)])

    @router.get("/webhooks/{webhook_id}", response_model=WebhookOut)
    def read(webhook_id: str, request: Request, principal: _Reader) -> WebhookOut:
        """Lire un webhook."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return WebhookOut.of(uow.webhooks.get(WebhookId.parse(webhook_id)))

    @router.get("/webhooks/{webhook_id}/secret", response_model=SecretOut)
    def secret(webhook_id: str, request: Request, principal: _Reader) -> Response:
        """Lire le secret, une seule fois. Perdu, il se remplace par une rotation."""
        with app.open_uow(scope_of(request, principal)) as uow:
            text = read_secret(WebhookId.parse(webhook_id), uow=uow, secrets=app.webhook_secrets)
            uow.commit()
        body = SecretOut(secret=text).model_dump_json()
        return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})

    @router.get("/webhooks/{webhook_id}/deliveries")
    def deliveries(
        webhook_id: str, request: Request, principal: _Reader, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[DeliveryOut]:
        """Lire le journal des appels, du plus récent au plus ancien."""
        identifier = WebhookId.parse(webhook_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.webhooks.get(identifier)
            found = uow.webhooks.deliveries(identifier, after=id_after(page, DeliveryId), limit=page.limit + 1)
        return page_of(page, found, show=DeliveryOut.of, key=lambda made: made.delivery_id)

    return router


def _answer(webhook: Webhook) -> Answer:
    location = f"/tenders/webhooks/{webhook.webhook_id}"
    return answer(WebhookOut.of(webhook), location=location, version=webhook.version)
