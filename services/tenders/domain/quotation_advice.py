"""What is said before an everyday purchase is ordered (R2122-8): the value, the family, the same company again.

Each is a warning to acknowledge; none stops. How many orders to one company in a row are worth a word is a choice of
this product, not of the law, which asks not to contract *systematically* with the same one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.law.answer import Level
from services.tenders.domain.law.words import euros
from services.tenders.domain.needs import Need
from services.tenders.domain.publication_advice import no_splitting
from services.tenders.domain.purchases import Purchase, SplittingWarning
from services.tenders.domain.quotations import Quotation
from shared.kernel.money import Money
from shared.kernel.siret import Siret
from shared.legal import Confidence, LegalValue

DISPENSE_EXCEEDED: Final = "dispense_exceeded"
SAME_SUPPLIER: Final = "same_supplier"
SINGLE_QUOTE: Final = "single_quote"
IN_A_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class QuotationFacts:
    """What is looked at besides the request: the dispense and the small-lot share of the day, the need, the past."""

    dispense: LegalValue
    small_lots: LegalValue
    need: Need | None
    last_of_family: Sequence[Purchase]
    splitting: Sequence[SplittingWarning]


@dataclass(frozen=True, slots=True)
class SupplierYear:
    """What one company already had this year from this buyer, orders and contracts together."""

    supplier: Siret
    name: str
    purchases: tuple[Purchase, ...]

    @property
    def total(self) -> Money:
        """The sum, excluding VAT."""
        return Money.total(purchase.amount for purchase in self.purchases)


def quotation_advices(quotation: Quotation, facts: QuotationFacts) -> tuple[Advice, ...]:
    """Give what is worth a look before ordering, or already before asking."""
    found = [*_dispense(quotation, facts), *_same_supplier(quotation, facts), *_single_quote(quotation)]
    for each in facts.splitting[-1:]:
        limit = euros(each.threshold.money)
        found.append(no_splitting(total=euros(each.total), limit=limit, rule=each.threshold.article))
    return tuple(found)


def supplier_years(quotation: Quotation, purchases: Sequence[Purchase]) -> tuple[SupplierYear, ...]:
    """Give, for each company that gave a quote, what it already had; other companies are not shown."""
    names = {quote.supplier: quote.supplier_name for quote in quotation.quotes}
    return tuple(
        SupplierYear(siret, name, tuple(each for each in purchases if each.supplier == siret))
        for siret, name in names.items()
    )


def value_of(quotation: Quotation, need: Need | None) -> Money:
    """Give the value to compare: that of the whole need when it is known (R2121-1), never less than the order."""
    values = [quotation.content.estimated_value]
    if quotation.choice is not None:
        values.append(quotation.choice.amount)
    if need is not None:
        values.append(need.total)
    return max(values, key=lambda value: value.amount)


def is_small_lot(quotation: Quotation, facts: QuotationFacts) -> bool:
    """Say whether the purchase is a lot below the dispense within the share of small lots (R2122-8, R2123-1 2° b).

    The lots below the dispense are added together, which is the strictest reading: the buyer may free fewer of them.
    """
    if facts.need is None or quotation.content.lot is None:
        return False
    lots = {lot.number: lot.value for lot in facts.need.content.estimate().lots}
    small = [value for number, value in lots.items() if number is not None and value < facts.dispense.money]
    ceiling = facts.need.total.percent(facts.small_lots.percentage)
    own = value_of(quotation, None)
    return own < facts.dispense.money and quotation.content.lot in lots and Money.total(small) <= ceiling


def _dispense(quotation: Quotation, facts: QuotationFacts) -> Iterator[Advice]:
    value = value_of(quotation, facts.need)
    if value < facts.dispense.money:
        return
    small = is_small_lot(quotation, facts)
    yield Advice(
        code=DISPENSE_EXCEEDED,
        conclusion=Conclusion.SATISFIED if small else Conclusion.ATTENTION,
        article=facts.dispense.article,
        limit=euros(facts.dispense.money),
        confidence=facts.dispense.confidence.value,
        facts={"value": str(value)},
        level=Level.INFORMATION if small else Level.WARNING,
        what=(
            "Petit lot d'un besoin plus grand : la dispense reste possible."
            if small
            else "Ce besoin atteint le montant de la dispense : publiez une consultation, ou invoquez un cas du code."
        ),
        why=f"Le besoin vaut {euros(value)} ; la dispense s'arrête avant {euros(facts.dispense.money)}.",
        consequence="" if small else "Sans publicité ni mise en concurrence, le contrat peut être annulé.",
    )


def _same_supplier(quotation: Quotation, facts: QuotationFacts) -> Iterator[Advice]:
    chosen = quotation.chosen
    last = facts.last_of_family[: IN_A_ROW - 1]
    if chosen is None or len(last) < IN_A_ROW - 1 or any(each.supplier != chosen.supplier for each in last):
        return
    yield Advice(
        code=SAME_SUPPLIER,
        conclusion=Conclusion.ATTENTION,
        article="R2122-8",
        limit="",
        confidence=Confidence.OFFICIAL.value,
        facts={"supplier": str(chosen.supplier), "orders": str(IN_A_ROW)},
        level=Level.WARNING,
        what="Ne contractez pas systématiquement avec la même entreprise si d'autres peuvent répondre.",
        why=f"Ce serait la {IN_A_ROW}e commande de suite à cette entreprise dans cette famille.",
    )


def _single_quote(quotation: Quotation) -> Iterator[Advice]:
    if quotation.choice is None or len({quote.supplier for quote in quotation.quotes}) > 1:
        return
    yield Advice(
        code=SINGLE_QUOTE,
        conclusion=Conclusion.NOTED,
        article="R2122-8",
        limit="",
        confidence=Confidence.OFFICIAL.value,
        what="Un seul devis : c'est permis ; le motif du choix montre que l'offre est pertinente.",
        why="Une seule entreprise a répondu.",
    )
