"""The tenders service on a database of its own, at an hour that stands still."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from services.tenders.api.app import create_app
from services.tenders.wiring import App, build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.settings import Settings
from tests.asgi import AsgiClient, asgi_client
from tests.integration.tenders.platform import Person, register_custodians


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
