"""What the law asks of a modification (R2194-1 to R2194-10; CGCT L1414-4): limits, opinion, notice.

* Low amount: the sum of all modifications on that ground, this one included, stays under a share of the initial
  amount and under the European threshold (R2194-8, R2194-9). Differences of opposite signs compensate each other.
* Additional or unforeseen: each one stays within half of the initial amount, for contracting authorities (R2194-3).
* Above a share of the initial amount in all, the committee that chose the holder gives its opinion.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.contracts import Contract
from services.tenders.domain.law.answer import Level
from services.tenders.domain.model import ContractKind
from services.tenders.domain.modifications import Modification, ModificationGround, amount_after
from shared.kernel.money import Money
from shared.legal import Confidence, LegalTable, LegalValue
from shared.legal.buyers import Capacity, profile_of

LOW_AMOUNT_SHARE: Final = "modification_low_amount"
LOW_AMOUNT_THRESHOLD: Final = "modification_european_threshold"
HALF: Final = "modification_half"
NOT_SUBSTANTIAL: Final = "modification_not_substantial"
COMMITTEE: Final = "modification_committee"
NOTICE: Final = "modification_notice"
CLAUSE: Final = "modification_clause"
HOLDER: Final = "modification_holder"


@dataclass(frozen=True, slots=True)
class ModificationFacts:
    """What is compared besides the modification: those before it, who chose the holder, how the contract was passed."""

    contract: Contract
    earlier: Sequence[Modification]
    chosen_by_committee: bool
    formal: bool
    capacity: Capacity = Capacity.AUTHORITY


def modification_advices(proposed: Modification, *, facts: ModificationFacts, law: LegalTable) -> tuple[Advice, ...]:
    """Compare a modification with the limits of its ground on the day of its signature."""
    found = list(_of_ground(proposed, facts, law))
    if facts.chosen_by_committee:
        found.append(_committee_advice(proposed, facts, law))
    return tuple(found)


def _of_ground(proposed: Modification, facts: ModificationFacts, law: LegalTable) -> Iterator[Advice]:
    match proposed.ground:
        case ModificationGround.LOW_AMOUNT:
            yield from _low_amount(proposed, facts, law)
        case ModificationGround.ADDITIONAL | ModificationGround.UNFORESEEN:
            yield from _half(proposed, facts, law)
        case ModificationGround.REVIEW_CLAUSE:
            what = "La clause de réexamen du marché initial doit être claire, précise et sans équivoque."
            yield _noted(CLAUSE, article="R2194-1", what=what)
        case ModificationGround.NEW_HOLDER:
            what = "Le nouveau titulaire remplit les conditions de participation de la procédure initiale."
            yield _noted(HOLDER, article="R2194-6", what=what)
        case ModificationGround.NOT_SUBSTANTIAL:
            what = (
                "Vérifiez les quatre cas : autres candidats possibles, équilibre en faveur du titulaire, objet "
                "considérablement changé, titulaire remplacé. Un seul suffit à rendre la modification substantielle."
            )
            yield _noted(NOT_SUBSTANTIAL, article="R2194-7", what=what, level=Level.WARNING)


def _low_amount(proposed: Modification, facts: ModificationFacts, law: LegalTable) -> Iterator[Advice]:
    works = facts.contract.kind is ContractKind.WORKS
    share = law.value("modification.faible_montant." + ("travaux" if works else "fs"), on=proposed.signed_on)
    cumulated = _sum(proposed, facts, grounds=(ModificationGround.LOW_AMOUNT,))
    limit = _share(facts.contract.amount_excl_vat, share)
    what = "Le cumul des modifications de faible montant reste inférieur à une part du montant initial."
    kept = abs(cumulated.amount) < limit.amount
    yield _compared(LOW_AMOUNT_SHARE, cumulated, limit, rule=share, what=what, kept=kept)
    threshold = law.value(_european(facts), on=proposed.signed_on)
    what = "Le cumul des modifications de faible montant reste inférieur au seuil européen."
    kept = abs(cumulated.amount) < threshold.number
    found = _compared(LOW_AMOUNT_THRESHOLD, cumulated, threshold.money, rule=threshold, what=what, kept=kept)
    yield replace(found, article="R2194-8")


def _half(proposed: Modification, facts: ModificationFacts, law: LegalTable) -> Iterator[Advice]:
    if facts.capacity is Capacity.AUTHORITY:
        rule = law.value("modification.supplementaire_max", on=proposed.signed_on)
        limit = _share(facts.contract.amount_excl_vat, rule)
        what = "Chaque modification de ce motif ne dépasse pas la moitié du montant initial."
        yield _compared(HALF, proposed.amount, limit, rule=rule, what=what, kept=proposed.amount.amount <= limit.amount)
    if facts.formal:
        what = "Publiez un avis de modification au Journal officiel de l'Union européenne."
        yield _noted(NOTICE, article="R2194-10", what=what)


def _committee_advice(proposed: Modification, facts: ModificationFacts, law: LegalTable) -> Advice:
    rule = law.value("cao.avis_modification", on=proposed.signed_on)
    initial = facts.contract.amount_excl_vat
    after = amount_after(facts.contract, (*facts.earlier, proposed))
    increase = after - initial
    limit = _share(initial, rule)
    kept = increase.amount <= limit.amount or bool(proposed.opinion)
    what = "Au-delà de cette augmentation du montant, la commission d'appel d'offres donne son avis avant la signature."
    return _compared(COMMITTEE, increase, limit, rule=rule, what=what, kept=kept)


def _sum(proposed: Modification, facts: ModificationFacts, *, grounds: Sequence[ModificationGround]) -> Money:
    total = proposed.amount
    for modification in facts.earlier:
        if modification.ground in grounds:
            total = total + modification.amount
    return total


def _share(initial: Money, rule: LegalValue) -> Money:
    return Money(initial.amount * rule.number, initial.currency)


def _european(facts: ModificationFacts) -> str:
    column = profile_of(facts.contract.buyer.kind).column(facts.capacity).value
    return column.threshold(works=facts.contract.kind is ContractKind.WORKS)


def _compared(code: str, value: Money, limit: Money, *, rule: LegalValue, what: str, kept: bool) -> Advice:
    shown = limit.round_half_up(2)
    return Advice(
        code=code,
        conclusion=Conclusion.SATISFIED if kept else Conclusion.ATTENTION,
        article=rule.article,
        limit=str(shown.amount),
        confidence=rule.confidence.value,
        facts={"amount": str(value.amount)},
        level=Level.INFORMATION if kept else Level.WARNING,
        what=what,
        why=f"Montant comparé : {value.display()} ; limite : {shown.display()}.",
        consequence="" if kept else "Au-delà, une nouvelle procédure peut être nécessaire.",
    )


def _noted(code: str, *, article: str, what: str, level: Level = Level.INFORMATION) -> Advice:
    return Advice(
        code=code,
        conclusion=Conclusion.NOTED,
        article=article,
        limit="",
        confidence=Confidence.OFFICIAL.value,
        level=level,
        what=what,
    )
