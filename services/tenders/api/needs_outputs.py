"""What the agents of a buyer read about needs."""

from datetime import date

from pydantic import BaseModel, Field

from services.tenders.domain.needs import EstimateStep, LotEstimate, Need
from services.tenders.domain.purchases import Purchase, SplittingWarning
from services.tenders.handlers.needs import NeedPurchases
from shared.contracts.amount import Amount
from shared.kernel.money import Money
from shared.legal import LegalValue


class StepOut(BaseModel):
    """One step of the reasoning: the line, what it adds, the sum so far."""

    kind: str
    article: str
    title: str
    lot: int | None
    amount: Amount
    times: int
    value: Amount
    running_total: Amount

    @classmethod
    def of(cls, step: EstimateStep) -> "StepOut":
        """Write a step."""
        item = step.item
        return cls(
            kind=item.kind.value,
            article=item.kind.article,
            title=item.title,
            lot=item.lot,
            amount=Amount.of(item.amount),
            times=item.times,
            value=Amount.of(step.value),
            running_total=Amount.of(step.running_total),
        )


class LotEstimateOut(BaseModel):
    """The estimated value of a lot; without number, what belongs to no lot in particular."""

    number: int | None
    value: Amount

    @classmethod
    def of(cls, lot: LotEstimate) -> "LotEstimateOut":
        """Write the value of a lot."""
        return cls(number=lot.number, value=Amount.of(lot.value))


class NeedOut(BaseModel):
    """A worksheet with its estimated value and its reasoning."""

    id: str
    version: int
    title: str
    basis: str
    kind: str
    family: str
    starts_on: date
    ends_on: date | None
    buyer_kind: str
    autonomous_unit: str | None
    reasoning: str | None
    total: Amount
    lots: list[LotEstimateOut]
    steps: list[StepOut]

    @classmethod
    def of(cls, need: Need) -> "NeedOut":
        """Write a worksheet."""
        content, found = need.content, need.content.estimate()
        return cls(
            id=str(need.need_id),
            version=need.version,
            title=content.title,
            basis=content.basis.value,
            kind=content.kind.value,
            family=content.family,
            starts_on=content.starts_on,
            ends_on=content.ends_on,
            buyer_kind=content.buyer_kind.value,
            autonomous_unit=content.autonomous_unit,
            reasoning=content.reasoning,
            total=Amount.of(found.total),
            lots=[LotEstimateOut.of(lot) for lot in found.lots],
            steps=[StepOut.of(step) for step in found.steps],
        )


class NeedSummaryOut(BaseModel):
    """One worksheet in a list."""

    id: str
    version: int
    title: str
    family: str
    total: Amount

    @classmethod
    def of(cls, need: Need) -> "NeedSummaryOut":
        """Write a worksheet in short."""
        content = need.content
        return cls(
            id=str(need.need_id),
            version=need.version,
            title=content.title,
            family=content.family,
            total=Amount.of(need.total),
        )


class PurchaseOut(BaseModel):
    """One purchase that counts."""

    kind: str
    reference: str
    object: str
    on: date
    amount: Amount
    passed_for: Amount = Field(description="Valeur du besoin pour laquelle l'achat a été passé.")
    supplier_siret: str | None

    @classmethod
    def of(cls, purchase: Purchase) -> "PurchaseOut":
        """Write a purchase."""
        return cls(
            kind=purchase.kind.value,
            reference=purchase.reference,
            object=purchase.object,
            on=purchase.on,
            amount=Amount.of(purchase.amount),
            passed_for=Amount.of(purchase.passed_for),
            supplier_siret=None if purchase.supplier is None else purchase.supplier.value,
        )


class ThresholdOut(BaseModel):
    """A threshold of today."""

    label: str
    amount: Amount
    article: str
    confidence: str

    @classmethod
    def of(cls, value: LegalValue) -> "ThresholdOut":
        """Write a threshold."""
        return cls(
            label=value.label, amount=Amount.of(value.money), article=value.article, confidence=value.confidence.value
        )


class SplittingOut(BaseModel):
    """A threshold that purchases reach together although some were passed below it (R2121-4): a warning."""

    code: str = "no_splitting"
    article: str = "R2121-4"
    threshold: ThresholdOut
    total: Amount
    below: list[str] = Field(description="Références des achats passés en dessous.")

    @classmethod
    def of(cls, warning: SplittingWarning) -> "SplittingOut":
        """Write a warning."""
        return cls(
            threshold=ThresholdOut.of(warning.threshold),
            total=Amount.of(warning.total),
            below=[purchase.reference for purchase in warning.below],
        )


class NeedPurchasesOut(BaseModel):
    """What counts against a need, all suppliers together."""

    need_id: str
    estimated: Amount
    total: Amount
    items: list[PurchaseOut]
    thresholds: list[ThresholdOut]
    warnings: list[SplittingOut]

    @classmethod
    def of(cls, found: NeedPurchases) -> "NeedPurchasesOut":
        """Write what counts."""
        return cls(
            need_id=str(found.need.need_id),
            estimated=Amount.of(found.need.total),
            total=Amount.of(Money.total(purchase.amount for purchase in found.purchases)),
            items=[PurchaseOut.of(purchase) for purchase in found.purchases],
            thresholds=[ThresholdOut.of(value) for value in found.thresholds],
            warnings=[SplittingOut.of(warning) for warning in found.warnings],
        )
