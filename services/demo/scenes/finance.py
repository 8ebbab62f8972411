"""A finance system follows everything from its feed, and its totals agree with what the services say."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from services.demo import story
from services.demo.stage import Stage
from services.demo.words import euros
from shared.contracts.envelope import Envelope

_PAGE = 20


def follow_the_feed(stage: Stage) -> None:
    """Read the feed from its beginning and compare its totals."""
    entries = list(_entries(stage))
    positions = [entry["position"] for entry in entries]
    dense = positions == list(range(1, len(positions) + 1))
    stage.check(
        "feed_dense", f"fil financier : {len(positions)} événements, positions de 1 à {len(positions)}", ok=dense
    )
    envelopes = [Envelope.model_validate(entry["event"]) for entry in entries]
    read_classes = [envelope.event().event_type for envelope in envelopes] == [envelope.type for envelope in envelopes]
    stage.check("feed_schemas", "fil financier : chaque événement se lit dans sa classe", ok=read_classes)
    totals = _totals(entries)
    expected = _expected(stage)
    for name, text in (
        ("ordered", "commandé"),
        ("accepted", "accepté"),
        ("to_pay", "mandaté"),
        ("paid", "payé"),
        ("interest", "intérêts et indemnité"),
    ):
        compared = f"fil financier : {text} {euros(totals[name])} = {euros(expected[name])}"
        stage.check(f"feed_{name}", compared, ok=totals[name] == expected[name])
    _ask_for_the_stream(stage)


def _ask_for_the_stream(stage: Stage) -> None:
    """Ask for the same feed as a stream that replays; a platform without a broker says that it has none."""
    headers = {"Idempotency-Key": stage.progress.key("stream")}
    answer = stage.desk(story.FINANCE).http.post("/invoicing/feeds", headers=headers)
    if answer.is_success:
        stage.narrator.tell(
            f"Le même fil est publié sur RabbitMQ, rejouable depuis son début : {answer.json()['stream']}"
        )
    else:
        stage.narrator.tell(f"Sans courtier de messages : {answer.json()['detail']}")


def _entries(stage: Stage) -> Iterator[dict[str, Any]]:
    """Read page after page, as a finance system does, each time from the last position that it has."""
    desk, after = stage.desk(story.FINANCE), 0
    while True:
        page = desk.read("/invoicing/feed", after=after, limit=_PAGE)["events"]
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1]["position"]


def _totals(entries: list[dict[str, Any]]) -> dict[str, Decimal]:
    def total(event_type: str, *names: str) -> Decimal:
        data = [entry["event"]["data"] for entry in entries if entry["event"]["type"] == event_type]
        return sum((Decimal(item[name]["value"]) for item in data for name in names), Decimal(0))

    return {
        "ordered": total("purchase_order_placed.v1", "amount_incl_vat"),
        "accepted": total("invoice_accepted.v1", "amount_due"),
        "to_pay": total("payment_ordered.v1", "amount_due"),
        "paid": total("invoice_paid.v1", "paid_amount"),
        "interest": total("late_interest_due.v1", "interest", "recovery_lump_sum"),
    }


def _expected(stage: Stage) -> dict[str, Decimal]:
    """What the accountant's own screens say: the order, the invoice and its payment."""
    agent = stage.desk(story.AGENT)
    placed: Any = stage.progress.get("order")
    received: Any = stage.progress.get("invoice")
    order = agent.read(f"/invoicing/orders/{placed['order_id']}")
    invoice = agent.read(f"/invoicing/invoices/{received['invoice_id']}")
    payment = invoice["payment"]
    due = Decimal(invoice["amount_due"]["value"])
    return {
        "ordered": Decimal(order["amount_incl_vat"]["value"]),
        "accepted": due,
        "to_pay": due,
        "paid": Decimal(payment["amount"]["value"]),
        "interest": Decimal(payment["interest"]["value"]) + Decimal(payment["recovery_lump_sum"]["value"]),
    }
