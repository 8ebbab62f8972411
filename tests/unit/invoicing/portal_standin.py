"""The stand-in of the State's portal in the same process: a door to it, a book with a recipient and a supplier."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from urllib.parse import urlsplit

import httpx

from services.invoicing.domain.invoice import Invoice
from services.invoicing.gateways.chorus_pro import ChorusPro
from services.invoicing.gateways.chorus_pro_simulator.app import portal_simulator
from services.invoicing.gateways.chorus_pro_simulator.book import HeldInvoice, PortalBook
from services.invoicing.gateways.chorus_pro_simulator.faults import Faults
from services.invoicing.gateways.piste_session import PisteClient, PisteSession
from services.invoicing.ports.state_portal import PortalAccount
from services.invoicing.standards import ubl
from services.invoicing.standards.reader import InvoiceReader
from shared.http.outbound import OutboundFailed, OutboundTooLarge, Reply
from shared.kernel.clock import FixedClock
from tests.asgi import AsgiClient, asgi_client
from tests.unit.invoicing.builders import BUYER, SELLER, an_invoice

BASE = "http://portail.example"
BUYER_ACCOUNT = PortalAccount("TECH_1_001@cpro.fr", "mot de passe")
SELLER_ACCOUNT = PortalAccount("TECH_2_001@cpro.fr", "autre : mot de passe")
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LARGEST = 4 * 1024 * 1024


def read_invoice(document: bytes) -> Invoice:
    return InvoiceReader().read(document).invoice


def a_book(now: Callable[[], datetime] = lambda: NOW) -> PortalBook:
    book = PortalBook(now=now)
    book.clients["plis"] = "secret"
    book.open_account(BUYER_ACCOUNT.login, BUYER_ACCOUNT.password, str(BUYER.siret))
    book.open_account(SELLER_ACCOUNT.login, SELLER_ACCOUNT.password, str(SELLER.siret))
    return book


def hold(book: PortalBook, number: str, **changes: object) -> HeldInvoice:
    content = an_invoice(number=number, **changes)
    document = ubl.to_xml(content)
    return book.hold(content, document, supplier=str(SELLER.siret), recipient=str(BUYER.siret), name=f"{number}.xml")


class InProcessDoor:
    """Sends to the stand-in as the outgoing door does, with its limits and its failures."""

    def __init__(self, client: AsgiClient) -> None:
        self._client = client
        self.is_down = False
        self.calls = 0

    def post(self, url: str, content: bytes, *, headers: Mapping[str, str] | None = None) -> Reply:
        self.calls += 1
        if self.is_down:
            raise OutboundFailed("portail.example: ConnectError")
        try:
            found = self._client.post(urlsplit(url).path, content=content, headers=dict(headers or {}))
        except httpx.HTTPError as fault:
            raise OutboundFailed(type(fault).__name__) from fault
        if len(found.content) > LARGEST:
            raise OutboundTooLarge("answer larger than 4 MiB")
        return Reply(found.status_code, dict(found.headers), found.content)


class StandIn:
    """The stand-in, its faults, and a client of it."""

    def __init__(self, book: PortalBook, faults: Faults, door: InProcessDoor) -> None:
        self.book, self.faults, self.door, self.clock = book, faults, door, FixedClock(NOW)
        self.session = PisteSession(
            base_url=f"{BASE}/cpro",
            token_url=f"{BASE}/api/oauth/token",
            client=lambda: PisteClient("plis", "secret"),
            door=door,
            clock=self.clock,
        )
        self.portal = ChorusPro(self.session)
        self.numbers = count(1)


@contextmanager
def stand_in(now: Callable[[], datetime] = lambda: NOW) -> Iterator[StandIn]:
    book, faults = a_book(now), Faults()
    with asgi_client(portal_simulator(book, read=read_invoice, faults=faults)) as client:
        yield StandIn(book, faults, InProcessDoor(client))
