"""Lots (allotissement): the principle and its reasons, and the small lots that may leave the common procedure.

CCP L2113-10, L2113-11, R2113-2 and R2113-3 (division or reasons), L2171-1 (global contracts), R2123-1 2° (small lots
in an adapted procedure), R2122-8 and R2122-9-1 (small lots without publicity).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.tenders.domain.law.answer import Level, Obligation, weakest
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.grounds import INNOVATIVE
from services.tenders.domain.law.question import Circumstance, Ground, NeedKind
from services.tenders.domain.law.words import euros
from shared.kernel.money import Money
from shared.legal import Confidence, LegalValue

_SHARE: Final = "petits_lots.cumul_max"
_DISPENSE_SHARE: Final = "dispense.petits_lots"
_SMALL_GOODS: Final = "petits_lots.fs"
_SMALL_WORKS: Final = "petits_lots.travaux"
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class SmallLots:
    """The lots below an amount, those that fit together under the share of the whole, and that share."""

    below: tuple[int, ...]
    fitting: tuple[int, ...]
    sum_of_fitting: Money
    ceiling: Money


def small_lots(lots: Sequence[Money], *, limit: Money, share: LegalValue) -> SmallLots:
    """Give the lots strictly below a limit; the smallest of them, as many as fit under the share of all lots."""
    ceiling = Money.total(lots) * share.number
    below = sorted((n for n, lot in enumerate(lots, start=1) if lot < limit), key=lambda n: (lots[n - 1].amount, n))
    fitting: list[int] = []
    total = Money.zero()
    for n in below:
        if total + lots[n - 1] > ceiling:
            break
        total += lots[n - 1]
        fitting.append(n)
    return SmallLots(tuple(sorted(below)), tuple(sorted(fitting)), total, ceiling)


def lot_rules(facts: Facts) -> Iterator[Obligation]:
    """Give the principle of division into lots, and the facilities of small lots."""
    if facts.regime in {Regime.CENTRAL, Regime.CALL_OFF}:
        return
    if not facts.question.has(Circumstance.GLOBAL_CONTRACT):
        yield _allotment(facts)
    if facts.question.lots and facts.competes:
        yield from _small_adapted(facts)
        yield from _small_dispensed(facts)
        yield from _small_innovative(facts)


def _allotment(facts: Facts) -> Obligation:
    lots, divided = len(facts.question.lots), facts.question.announced.divided
    whole = divided is False
    kept = "le dossier"
    if facts.above_european and not facts.is_entity:
        kept = "le rapport de présentation ou les documents de la consultation"
    if lots > 1:
        why = f"Le besoin est divisé en {lots} lots."
    else:
        why = "Le besoin n'est pas divisé en lots." if whole else "Les lots ne sont pas indiqués."
    return Obligation(
        code=ObligationCode.ALLOTMENT,
        article="L2113-10, L2113-11, " + ("R2113-3" if facts.above_european else "R2113-2"),
        what=f"Divisez en lots séparés si des prestations distinctes existent. Sinon, écrivez pourquoi dans {kept}.",
        why=why,
        confidence=Confidence.OFFICIAL,
        level=Level.WARNING if whole else Level.INFORMATION,
        consequence="Sans lots ni raisons, la procédure peut être annulée.",
    )


def _small_adapted(facts: Facts) -> Iterator[Obligation]:
    if facts.is_social or not facts.above_european:
        return
    limit = facts.at(_SMALL_WORKS if facts.question.kind is NeedKind.WORKS else _SMALL_GOODS)
    share = facts.at(_SHARE)
    yield from _facility(
        ObligationCode.SMALL_LOTS,
        small_lots(facts.question.lots, limit=limit.money, share=share),
        limit=limit,
        article="R2123-1 2°",
        freedom="suivre une procédure adaptée",
        confidence=weakest(limit.confidence, share.confidence, facts.threshold_confidence),
    )


def _small_dispensed(facts: Facts) -> Iterator[Obligation]:
    share = facts.begun(_DISPENSE_SHARE)
    if share is None or facts.dispensed:
        return
    yield from _facility(
        ObligationCode.SMALL_LOTS_DISPENSE,
        small_lots(facts.question.lots, limit=facts.dispense.money, share=share),
        limit=facts.dispense,
        article="R2122-8, R2123-1 2° b",
        freedom="se passer de publicité et de mise en concurrence",
        confidence=weakest(facts.dispense.confidence, share.confidence),
    )


def _small_innovative(facts: Facts) -> Iterator[Obligation]:
    if facts.question.ground is not Ground.INNOVATIVE:
        return
    limit = facts.at(INNOVATIVE if facts.question.kind is NeedKind.WORKS else _SMALL_GOODS)
    share = facts.at(_SHARE)
    yield from _facility(
        ObligationCode.SMALL_LOTS_INNOVATIVE,
        small_lots(facts.question.lots, limit=limit.money, share=share),
        limit=limit,
        article="R2122-9-1",
        freedom="se passer de publicité et de mise en concurrence, si l'achat est innovant",
        confidence=weakest(limit.confidence, share.confidence),
    )


def _facility(
    code: ObligationCode, found: SmallLots, *, limit: LegalValue, article: str, freedom: str, confidence: Confidence
) -> Iterator[Obligation]:
    if not found.fitting:
        return
    can = "peut" if len(found.fitting) == 1 else "peuvent"
    chosen = "" if found.fitting == found.below else " D'autres choix sont possibles sous le même plafond."
    yield Obligation(
        code=code,
        article=article,
        what=f"{_named(found.fitting)} {can} {freedom}. Les autres lots suivent la procédure du total.{chosen}",
        why=(
            f"Chaque lot est sous {euros(limit.money)} ; leur somme, {euros(found.sum_of_fitting)}, ne dépasse pas "
            f"le plafond de {euros(found.ceiling)}, part de la valeur de tous les lots."
        ),
        confidence=confidence,
        limit=euros(found.ceiling),
    )


def _named(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Le lot {numbers[0]}"
    if len(numbers) > _SHOWN:
        return f"{len(numbers)} lots, du lot {numbers[0]} au lot {numbers[-1]},"
    return f"Les lots {', '.join(map(str, numbers[:-1]))} et {numbers[-1]}"
