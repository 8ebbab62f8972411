"""What an invoice asks the database: numbers that a change may not raise unseen."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from services.invoicing.standards import cii
from services.invoicing.storage.tables import SERVICE_TABLES
from shared.storage.sequencer import number_pending
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import BUYER, an_invoice

_MOST_TO_RECEIVE = 8
_MOST_TO_JUDGE = 10


@contextmanager
def asked(engine: Engine) -> Iterator[list[str]]:
    """Give the statements that are sent meanwhile."""
    seen: list[str] = []

    def note(*details: object) -> None:
        seen.append(str(details[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_an_invoice_of_a_declared_recipient_asks_little(service: Service) -> None:
    declared = {"name": BUYER.name, "buyer_kind": "commune"}
    assert service.put(f"/recipients/{BUYER.siret}", declared, headers={"If-Match": '"0"'}).status_code == 200
    engine = service.app.database.engine
    document = cii.to_xml(an_invoice(number="F-1", purchase_order_reference=None))
    with asked(engine) as to_receive:
        assert service.post("/invoices", document, role="entreprise-a").status_code == 201
    with service.app.database.begin() as connection:
        number_pending(connection, SERVICE_TABLES)
    (received,) = [each for each in service.events() if each.type == "invoice_received.v2"]
    with asked(engine) as to_judge:
        assert service.app.consumer.deliver(received).value == "applied"
    assert len(to_receive) <= _MOST_TO_RECEIVE, to_receive
    assert len(to_judge) <= _MOST_TO_JUDGE, to_judge
