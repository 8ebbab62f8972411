"""Bodies of contracts and orders: amounts are ``{"value", "currency"}``, quantities and rates decimal texts."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.invoicing.domain.order import OrderLine, PurchaseOrder
from services.invoicing.domain.parties import Contract
from services.invoicing.handlers.orders import PlaceOrder
from shared.contracts.amount import Amount
from shared.kernel.ids import ContractId
from shared.kernel.percentage import Percentage

_Quantity = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{1,9}(\.\d{1,4})?$")]
_Rate = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{1,2}(\.\d{1,2})?$")]
_Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]


class OrganisationOut(BaseModel):
    """An organisation by its SIRET."""

    siret: str
    name: str


class ContractOut(BaseModel):
    """A notified contract, on which orders may be placed."""

    contract_id: str
    tender_id: str
    reference: str
    object: str
    buyer: OrganisationOut
    contractor: OrganisationOut
    amount_excl_vat: Amount
    notified_on: str

    @classmethod
    def of(cls, contract: Contract) -> "ContractOut":
        """Write a contract."""
        return cls(
            contract_id=str(contract.contract_id),
            tender_id=str(contract.tender_id),
            reference=contract.reference,
            object=contract.subject,
            buyer=OrganisationOut(siret=str(contract.buyer.siret), name=contract.buyer.name),
            contractor=OrganisationOut(siret=str(contract.contractor.siret), name=contract.contractor.name),
            amount_excl_vat=Amount.of(contract.amount_excl_vat),
            notified_on=contract.notified_on.isoformat(),
        )


class OrderLineIn(BaseModel):
    """One line to order."""

    model_config = ConfigDict(extra="forbid")

    description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    quantity: _Quantity
    unit: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,3}$")] = Field(
        default="C62", description="Unité de la recommandation 20 de l'UN/ECE (C62 : unité)."
    )
    unit_price_excl_vat: Amount
    vat_rate: _Rate = Field(description="Taux de TVA en pourcentage, par exemple « 20 ».")


class OrderIn(BaseModel):
    """An order on a contract."""

    model_config = ConfigDict(extra="forbid")

    contract_id: str
    number: _Number | None = Field(default=None, description="Numéro d'engagement ; attribué s'il est absent.")
    lines: Annotated[list[OrderLineIn], Field(min_length=1, max_length=500)]

    def to_command(self) -> PlaceOrder:
        """Read the command."""
        return PlaceOrder(
            contract_id=ContractId.parse(self.contract_id),
            number=self.number,
            lines=tuple(
                OrderLine(
                    number=number,
                    description=line.description,
                    quantity=Decimal(line.quantity),
                    unit=line.unit,
                    unit_price_excl_vat=line.unit_price_excl_vat.to_money(),
                    vat_rate=Percentage.parse(line.vat_rate),
                )
                for number, line in enumerate(self.lines, start=1)
            ),
        )


class OrderLineOut(BaseModel):
    """One ordered line."""

    number: int
    description: str
    quantity: str
    unit: str
    unit_price_excl_vat: Amount
    vat_rate: str
    amount_excl_vat: Amount


class OrderOut(BaseModel):
    """A purchase order."""

    order_id: str
    number: str
    contract_id: str
    contract_reference: str
    buyer: OrganisationOut
    seller: OrganisationOut
    ordered_on: str
    lines: list[OrderLineOut]
    amount_excl_vat: Amount
    amount_incl_vat: Amount

    @classmethod
    def of(cls, order: PurchaseOrder) -> "OrderOut":
        """Write an order."""
        return cls(
            order_id=str(order.order_id),
            number=order.number,
            contract_id=str(order.contract_id),
            contract_reference=order.contract_reference,
            buyer=OrganisationOut(siret=str(order.buyer.siret), name=order.buyer.name),
            seller=OrganisationOut(siret=str(order.seller.siret), name=order.seller.name),
            ordered_on=order.ordered_on.isoformat(),
            lines=[
                OrderLineOut(
                    number=line.number,
                    description=line.description,
                    quantity=f"{line.quantity:f}",
                    unit=line.unit,
                    unit_price_excl_vat=Amount.of(line.unit_price_excl_vat),
                    vat_rate=str(line.vat_rate),
                    amount_excl_vat=Amount.of(line.amount_excl_vat),
                )
                for line in order.lines
            ],
            amount_excl_vat=Amount.of(order.amount_excl_vat),
            amount_incl_vat=Amount.of(order.amount_incl_vat),
        )
