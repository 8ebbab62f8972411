"""Counting the days of the law: payment due dates, suspension before signature, minimum periods, clear days.

Each rule says which days count: the sending day does for the suspension before signature (CE, 2 August 2011,
n° 347526), the starting day does not for payment periods (CCP R2192-10 to R2192-15) and minimum periods.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, assert_never

from shared.legal.table import LegalTable
from shared.legal.value import LegalValue
from shared.legal.working_days import next_working_day

_MONTHS: Final = 12
_RESTART: Final = "paiement.reprise_apres_suspension"


class PayerKind(StrEnum):
    """The payment period that applies to a buyer (R2192-10, R2192-11)."""

    GENERAL = "general"  # collectivités, État
    HEALTH = "health"  # établissements publics de santé
    PUBLIC_COMPANY = "public_company"  # entreprises publiques, sauf établissements publics locaux


class Transmission(StrEnum):
    """How the notice of rejection was sent (R2182-1)."""

    ELECTRONIC = "electronic"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """The last day on which a payment is in time."""

    starts_on: date
    due_on: date
    rule: LegalValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Standstill:
    """The days during which a contract may not be signed (délai de suspension)."""

    sent_on: date
    last_day: date
    signature_from: date
    rule: LegalValue

    def forbids_signature_on(self, day: date) -> bool:
        """Say whether a contract signed on that day would be signed too early."""
        return day < self.signature_from


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumPeriod:
    """A minimum period between a sending and a deadline."""

    sent_on: date
    last_day: date
    deadline_from: date
    rule: LegalValue


def payment_due_date(
    *, received_on: date, payer: PayerKind, table: LegalTable, executed_on: date | None = None
) -> DueDate:
    """Give the due date of a payment request.

    Args:
        received_on: day on which the buyer was told that the invoice is available (R2192-15).
        payer: the kind of buyer, which sets the period.
        table: the law.
        executed_on: day on which the work was done; it starts the period when it comes later (R2192-13).

    Raises:
        NoLegalValue: no period is known on the day of reception.
    """
    rule = table.value(_payment_parameter(payer), on=received_on)
    starts_on = max(received_on, executed_on) if executed_on else received_on  # R2192-13
    return DueDate(starts_on=starts_on, due_on=starts_on + timedelta(days=rule.whole), rule=rule)


def payment_due_date_after_interruption(
    *, due_on: date, interrupted_on: date, completed_on: date, table: LegalTable
) -> DueDate:
    """Give the new due date once the missing items have arrived (R2192-29).

    The new period is the legal one or, if longer, what remained on the day the creditor received the interruption.
    """
    rule = table.value(_RESTART, on=completed_on)
    days = max(rule.whole, (due_on - interrupted_on).days)
    return DueDate(starts_on=completed_on, due_on=completed_on + timedelta(days=days), rule=rule)


def standstill_end(*, sent_on: date, transmission: Transmission, table: LegalTable) -> Standstill:
    """Give the end of the suspension: the sending day is its first; signature is lawful the day after its last.

    `sent_on` is the Paris day of the last notice of rejection sent.

    Raises:
        NoLegalValue: no period is known on that day.
    """
    match transmission:
        case Transmission.ELECTRONIC:
            parameter = "delai.standstill_electronique"
        case Transmission.OTHER:
            parameter = "delai.standstill_non_electronique"
        case _:
            assert_never(transmission)
    rule = table.value(parameter, on=sent_on)
    signature_from = sent_on + timedelta(days=rule.whole)
    last_day = signature_from - timedelta(days=1)
    return Standstill(sent_on=sent_on, last_day=last_day, signature_from=signature_from, rule=rule)


def minimum_period(*, parameter_id: str, sent_on: date, table: LegalTable) -> MinimumPeriod:
    """Give the end of a minimum period in calendar days, the sending day not counted.

    The safe reading is taken: a deadline stands only after the last day has run whole.

    Raises:
        NoLegalValue: no period is known on the day of sending.
    """
    rule = table.value(parameter_id, on=sent_on)
    last_day = sent_on + timedelta(days=rule.whole)
    return MinimumPeriod(sent_on=sent_on, last_day=last_day, deadline_from=last_day + timedelta(days=1), rule=rule)


def clear_days_end(*, start: date, days: int) -> date:
    """Give the day on which a period of clear days (jours francs) expires: neither `start` nor that day counts.

    A period that would expire on a Saturday, a Sunday or a public holiday runs to the next working day (code de
    procédure civile, article 642, applied alike by administrative courts).
    """
    return next_working_day(start + timedelta(days=days + 1))


def months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or its last day when the month is shorter (two months from 31 December)."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _payment_parameter(payer: PayerKind) -> str:
    match payer:
        case PayerKind.GENERAL:
            return "paiement.delai.defaut"
        case PayerKind.HEALTH:
            return "paiement.delai.sante"
        case PayerKind.PUBLIC_COMPANY:
            return "paiement.delai.entreprise_publique"
        case _:
            assert_never(payer)
