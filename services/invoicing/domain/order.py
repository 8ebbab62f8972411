"""Purchase orders placed on a contract (bons de commande, CCP R2162-13)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.invoicing.domain.errors import Code
from services.invoicing.domain.parties import Organisation
from shared.kernel.ids import ContractId, PurchaseOrderId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line: quantity in a UN/ECE unit (recommendation 20: C62 unit, HUR hour, MTR metre), price before VAT."""

    number: int
    description: str
    quantity: Decimal
    unit: str
    unit_price_excl_vat: Money
    vat_rate: Percentage

    @property
    def amount_excl_vat(self) -> Money:
        """Price times quantity, to the cent."""
        return (self.unit_price_excl_vat * self.quantity).round_half_up(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """An order: its number is the one that the seller writes on the invoice (numéro d'engagement)."""

    order_id: PurchaseOrderId
    number: str
    contract_id: ContractId
    contract_reference: str
    buyer: Organisation
    seller: Organisation
    lines: tuple[OrderLine, ...]
    ordered_on: date
    version: int = 1

    def __post_init__(self) -> None:
        if not self.lines:
            refuse(Code.ORDER_EMPTY)
        for line in self.lines:
            if line.quantity <= 0 or line.unit_price_excl_vat.amount < 0 or not line.description.strip():
                refuse(Code.ORDER_LINE_INVALID, line=line.number)

    @property
    def currency(self) -> str:
        """Currency of the order: the one of its first line (adding another currency is a fault)."""
        return self.lines[0].unit_price_excl_vat.currency

    @property
    def amount_excl_vat(self) -> Money:
        """Sum of the lines before VAT."""
        return Money.total((line.amount_excl_vat for line in self.lines), self.currency)

    @property
    def vat_by_rate(self) -> tuple[tuple[Percentage, Money, Money], ...]:
        """VAT rate, base and VAT, each rate once: VAT is rounded by rate, as EN 16931 does (BR-CO-17)."""
        bases: dict[Percentage, Money] = {}
        for line in self.lines:
            bases[line.vat_rate] = bases.get(line.vat_rate, Money.zero(self.currency)) + line.amount_excl_vat
        return tuple((rate, base, base.percent(rate).round_half_up(2)) for rate, base in sorted(bases.items()))

    @property
    def amount_incl_vat(self) -> Money:
        """Sum of the lines with VAT."""
        return self.amount_excl_vat + Money.total((vat for _, _, vat in self.vat_by_rate), self.currency)
