"""The parts of an invoice that are kept as JSON values: verdict, differences, acceptance, payment order, payment.

Every amount is a decimal text with its currency, every day an ISO 8601 text.
"""

from datetime import date
from typing import Any

from services.invoicing.domain.decisions import Acceptance
from services.invoicing.domain.matching import Difference, DifferenceCode
from services.invoicing.domain.received import Payment, PaymentOrder
from services.invoicing.domain.verdict import BrokenRule, Cause, OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from shared.kernel.ids import PaymentId, PaymentOrderId
from shared.kernel.money import Money

Json = dict[str, Any]


def verdict_to_json(verdict: OfficialVerdict | None) -> list[Json] | None:
    """Write a verdict, check by check."""
    if verdict is None:
        return None
    return [
        {
            "family": check.family.value,
            "artefact": check.artefact,
            "version": check.version,
            "outcome": check.outcome.value,
            "broken": [{"rule": b.rule, "text": b.text, "location": b.location} for b in check.broken],
            "reason": check.reason,
            "cause": None if check.cause is None else check.cause.value,
        }
        for check in verdict.checks
    ]


def verdict_from_json(value: list[Json] | None) -> OfficialVerdict | None:
    """Read a verdict."""
    if value is None:
        return None
    return OfficialVerdict(
        tuple(
            OfficialCheck(
                family=RuleFamily(check["family"]),
                artefact=check["artefact"],
                version=check["version"],
                outcome=Outcome(check["outcome"]),
                broken=tuple(BrokenRule(b["rule"], b["text"], b["location"]) for b in check["broken"]),
                reason=check["reason"],
                cause=Cause(found) if (found := check.get("cause")) else None,
            )
            for check in value
        )
    )


def differences_to_json(differences: tuple[Difference, ...]) -> list[Json]:
    """Write differences with their facts."""
    return [{"code": d.code.value, "facts": dict(d.facts), "tolerated": d.tolerated} for d in differences]


def differences_from_json(value: list[Json]) -> tuple[Difference, ...]:
    """Read differences."""
    return tuple(Difference(DifferenceCode(d["code"]), d["facts"], d.get("tolerated", False)) for d in value)


def acceptance_to_json(acceptance: Acceptance | None) -> Json | None:
    """Write an acceptance."""
    if acceptance is None:
        return None
    return {
        "accepted_on": acceptance.accepted_on.isoformat(),
        "accepted_by": acceptance.accepted_by,
        "due_on": acceptance.due_on.isoformat(),
        "admitted": _money(acceptance.admitted) if acceptance.admitted is not None else None,
        "reason": acceptance.reason,
    }


def acceptance_from_json(value: Json | None) -> Acceptance | None:
    """Read an acceptance."""
    if value is None:
        return None
    return Acceptance(
        accepted_on=date.fromisoformat(value["accepted_on"]),
        accepted_by=value["accepted_by"],
        due_on=date.fromisoformat(value["due_on"]),
        # Absent from what was kept before partial acceptances.
        admitted=Money.parse(**value["admitted"]) if value.get("admitted") else None,
        reason=value.get("reason", ""),
    )


def payment_order_to_json(order: PaymentOrder | None) -> Json | None:
    """Write a payment order."""
    if order is None:
        return None
    return {
        "id": str(order.payment_order_id),
        "number": order.number,
        "ordered_on": order.ordered_on.isoformat(),
        "ordered_by": order.ordered_by,
        "handed_over_on": _day_to_text(order.handed_over_on),
        "booked_on": _day_to_text(order.booked_on),
        "booked_by": order.booked_by,
    }


def payment_order_from_json(value: Json | None) -> PaymentOrder | None:
    """Read a payment order."""
    if value is None:
        return None
    return PaymentOrder(
        payment_order_id=PaymentOrderId.parse(value["id"]),
        number=value["number"],
        ordered_on=date.fromisoformat(value["ordered_on"]),
        ordered_by=value["ordered_by"],
        # Absent from what was kept before the accountant's steps.
        handed_over_on=_day_from_text(value.get("handed_over_on")),
        booked_on=_day_from_text(value.get("booked_on")),
        booked_by=value.get("booked_by", ""),
    )


def payment_to_json(payment: Payment | None) -> Json | None:
    """Write a payment."""
    if payment is None:
        return None
    return {
        "id": str(payment.payment_id),
        "paid_on": payment.paid_on.isoformat(),
        "paid_by": payment.paid_by,
        "reference": payment.reference,
        "amount": _money(payment.amount),
        "days_late": payment.days_late,
        "interest": _money(payment.interest) if payment.interest is not None else None,
        "lump_sum": _money(payment.lump_sum) if payment.lump_sum is not None else None,
    }


def payment_from_json(value: Json | None) -> Payment | None:
    """Read a payment."""
    if value is None:
        return None
    return Payment(
        payment_id=PaymentId.parse(value["id"]),
        paid_on=date.fromisoformat(value["paid_on"]),
        paid_by=value["paid_by"],
        reference=value["reference"],
        amount=Money.parse(**value["amount"]),
        days_late=value["days_late"],
        interest=Money.parse(**value["interest"]) if value["interest"] is not None else None,
        lump_sum=Money.parse(**value["lump_sum"]) if value["lump_sum"] is not None else None,
    )


def _day_to_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day_from_text(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _money(money: Money) -> Json:
    return {"text": f"{money.amount:f}", "currency": money.currency}
