"""The tenders service on a database of its own, at an hour that stands still."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from services.tenders.api.app import create_app
from services.tenders.domain.messages import Message, MessageKind, Recipient
from services.tenders.gateways.smtp import SmtpMailer
from services.tenders.gateways.smtp_address import SmtpAddress
from services.tenders.gateways.webhook_calls import SignedCalls
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.storage.tables import SERVICE_TABLES
from services.tenders.wiring import App, build
from services.tenders.wiring.webhooks import WebhookCourier, webhook_secrets
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TenderId, TimeOrderedIds
from shared.kernel.webhooks import Reach
from shared.settings import Settings
from shared.storage.roles import relay_database
from shared.storage.sequencer import number_pending
from shared.storage.unit_of_work import Scope
from tests.asgi import AsgiClient, asgi_client
from tests.integration.tenders.mail_server import Behaviour, mail_server
from tests.integration.tenders.mailing import SENDER
from tests.integration.tenders.opened import Opened, open_responses
from tests.integration.tenders.platform import Person, published, register_custodians
from tests.integration.tenders.receiver import Receiver, receiving
from tests.unit.tenders.builders import an_agent
from tests.waiting import wait_for


@pytest.fixture
def settings(fresh_database: Settings) -> Settings:
    return replace(fresh_database, dev=True)


@pytest.fixture
def issuer(settings: Settings, clock: FixedClock) -> DevelopmentIssuer:
    return DevelopmentIssuer.load(settings, clock)


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[App]:
    built = build(settings, clock=clock)
    yield built
    built.close()


@pytest.fixture
def client(app: App, issuer: DevelopmentIssuer, clock: FixedClock) -> Iterator[AsgiClient]:
    security = Security(TokenVerifier([issuer.trusted()], clock=clock))
    with asgi_client(create_app(app, security)) as opened:
        yield opened


@pytest.fixture
def person(client: AsgiClient, issuer: DevelopmentIssuer) -> Callable[..., Person]:
    """Makes people: ``person()`` is an agent of the buyer with every right."""
    return lambda **who: Person(client, issuer, **who)


@pytest.fixture
def agent(person: Callable[..., Person]) -> Person:
    return person()


@pytest.fixture
def visitor(client: AsgiClient) -> Person:
    """Somebody who has not said who they are."""
    return Person(client, None)


@pytest.fixture
def custodians(app: App, ids: TimeOrderedIds) -> list[str]:
    return register_custodians(app, ids)


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def mailer(behaviour: Behaviour, clock: FixedClock) -> Iterator[SmtpMailer]:
    with mail_server(behaviour) as port:
        yield SmtpMailer(SmtpAddress.parse(f"smtp://127.0.0.1:{port}?starttls=none"), SENDER, clock.now)


@pytest.fixture
def tender_id(agent: Person, custodians: list[str]) -> TenderId:
    return TenderId.parse(published(agent, custodians)["id"])


@pytest.fixture
def send(app: App, tender_id: TenderId) -> Callable[..., Message]:
    """Sends a message about the consultation as an agent of its buyer."""

    def sending(*to: Recipient, kind: MessageKind = MessageKind.CHANGE, subject: str = "Délai prolongé") -> Message:
        with app.open_uow(Scope(an_agent(), "essai")) as uow:
            message = send_message(SendMessage(tender_id, kind, to, subject, "Le contenu confidentiel"), uow=uow)
            uow.commit()
        return message

    return sending


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


@pytest.fixture
def serve(app: App, clock: FixedClock, settings: Settings) -> Iterator[Callable[[], None]]:
    """Number what was announced, then serve webhooks until nothing is left to do now."""
    relay = relay_database(settings, "tenders", pool_size=1)
    calls = SignedCalls(webhook_secrets(settings), clock.now, Reach.PUBLIC_AND_LOOPBACK)
    with WebhookCourier(app.open_uow, calls, clock) as courier:  # the sequencer numbers with the relay's role

        def until_idle() -> None:
            with relay.begin() as connection:
                number_pending(connection, SERVICE_TABLES)
            wait_for(lambda: courier.round() == 0 and courier.is_idle, what="webhooks at rest")

        yield until_idle
    relay.dispose()


@pytest.fixture
def draft_of(agent: Person, custodians: list[str]) -> Callable[..., dict[str, Any]]:
    """Makes published consultations."""
    return lambda **changes: published(agent, custodians, **changes)


@pytest.fixture
def open_bids(app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person) -> Callable[[dict[str, Any]], Opened]:
    """Opens the two responses of a published consultation."""
    return lambda tender: open_responses(app, ids, clock, agent=agent, tender=tender)
