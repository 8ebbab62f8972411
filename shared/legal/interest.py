"""Interest for late payment (intérêts moratoires), CCP L2192-13, R2192-31 to R2192-36, D2192-35.

The rate is the European Central Bank's main refinancing rate in force on the first day of the semester in which
interest begins, plus eight points, and never changes afterwards. Interest runs from the day after the due date to
the day of payment included, on the amount including VAT less the retention money; each late payment also earns a
lump sum for recovery costs. The Code does not say how many days a year has: that convention is marked unverified.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.legal.table import LegalTable
from shared.legal.value import LegalValue

_ECB_RATE: Final = "interets.bce_refi_1er_jour_semestre"
_MARGIN: Final = "interets.majoration_points"
_YEAR: Final = "interets.base_annuelle_jours"
_LUMP_SUM: Final = "interets.indemnite_forfaitaire"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestStatement:
    """What a late payment costs the buyer, and every value of the law that was used."""

    amount_incl_vat: Money
    due_on: date
    paid_on: date
    days: int
    rate: Percentage | None
    interest: Money
    recovery_lump_sum: Money
    references: tuple[LegalValue, ...]

    @property
    def is_late(self) -> bool:
        """Say whether the payment came after its due date."""
        return self.days > 0

    @property
    def begins_on(self) -> date:
        """Give the first day that bears interest: the day after the due date (R2192-32)."""
        return self.due_on + timedelta(days=1)

    @property
    def total(self) -> Money:
        """Give interest and lump sum together."""
        return self.interest + self.recovery_lump_sum

    @property
    def articles(self) -> tuple[str, ...]:
        """Give the articles applied, each once."""
        applied = [value.article for value in self.references]
        return tuple(dict.fromkeys([*applied, "R2192-32", "R2192-33"])) if self.is_late else ("R2192-32",)

    @property
    def unverified(self) -> tuple[LegalValue, ...]:
        """Give the values used that nobody has verified (confidence C)."""
        return tuple(value for value in self.references if not value.is_verified)


def late_payment_interest(amount_incl_vat: Money, due_on: date, paid_on: date, table: LegalTable) -> InterestStatement:
    """Compute interest and lump sum for one payment.

    Args:
        amount_incl_vat: amount paid, including VAT, less the retention money (R2192-33), in euros.
        due_on: last day on which the payment was in time.
        paid_on: day of the payment (mise en paiement), which bears interest.
        table: the law.

    Raises:
        NoLegalValue: the rate of the semester in which interest begins is not known.
    """
    if amount_incl_vat.amount < 0 or amount_incl_vat.currency != "EUR":
        raise ValueError("interest is due on a positive amount in euros")
    days = max((paid_on - due_on).days, 0)  # R2192-32: both the day after and the day of payment count
    if days == 0:
        return _nothing_due(amount_incl_vat, due_on, paid_on)
    begins_on = due_on + timedelta(days=1)
    ecb, margin, year, lump_sum = (table.value(name, on=begins_on) for name in (_ECB_RATE, _MARGIN, _YEAR, _LUMP_SUM))
    rate = Percentage(ecb.number + margin.number)  # R2192-31
    yearly = amount_incl_vat.percent(rate) * days
    return InterestStatement(
        amount_incl_vat=amount_incl_vat,
        due_on=due_on,
        paid_on=paid_on,
        days=days,
        rate=rate,
        interest=Money(yearly.amount / Decimal(year.whole), "EUR").round_half_up(2),
        recovery_lump_sum=lump_sum.money.round_half_up(2),  # D2192-35, once for each late payment
        references=(ecb, margin, year, lump_sum),
    )


def _nothing_due(amount_incl_vat: Money, due_on: date, paid_on: date) -> InterestStatement:
    return InterestStatement(
        amount_incl_vat=amount_incl_vat,
        due_on=due_on,
        paid_on=paid_on,
        days=0,
        rate=None,
        interest=Money.zero(),
        recovery_lump_sum=Money.zero(),
        references=(),
    )
