"""``plis law obligations``: what the law asks of a tender, before anything exists. The same engine as the API's."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

import click

from services.commands.law_answers import CONFIDENCE_WORDS
from services.commands.law_table import law_table, refused_as_error, show
from services.commands.parameter_types import DAY, NEED, NEEDS
from services.tenders.domain.law import (
    EXCLUSIONS,
    KIND_LABELS,
    MOST_LOTS,
    PHASE_TITLES,
    Announced,
    Answer,
    Circumstance,
    Exclusion,
    Ground,
    Level,
    NeedKind,
    Obligation,
    Question,
    answer_document,
    excluded,
)
from services.tenders.domain.law import obligations as obligations_of
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.terms import ElectronicException
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.legal.buyers import EARLIER_NAMES, BuyerKind, Capacity, profile_of

_CASES: Final = [each.value for family in (Ground, Exclusion, Circumstance) for each in family]
_MARKS: Final[Mapping[Level, str]] = {Level.INFORMATION: "-", Level.WARNING: "! Attention :", Level.STOP: "!! Arrêt :"}
E = TypeVar("E", bound=StrEnum)


def _choice(values: type[StrEnum], *more: str) -> click.Choice[str]:
    return click.Choice([*(each.value for each in values), *more])


@click.command()
@click.option("--buyer", type=_choice(BuyerKind, *EARLIER_NAMES), required=True, help="Nature de l'acheteur.")
@click.option(
    "--kind",
    type=_choice(NeedKind, *(each.value for each in Exclusion)),
    required=True,
    help="Ce qui est acheté, ou contrat exclu.",
)
@click.option("--value", type=NEED, help="Valeur estimée de tout le besoin, hors taxes : 59999.99 ou 59 999,99.")
@click.option("--lots", type=NEEDS, default=(), help="Valeur de chaque lot : 30000,50000 ou 30 000,50 ; 50 000.")
@click.option("--on", "launched_on", type=DAY, required=True, help="Envoi de l'avis ou lancement ; pas de défaut.")
@click.option("--capacity", type=_choice(Capacity), default="authority", show_default=True, help="Qualité d'acheteur.")
@click.option("--procedure", type=_choice(ProcedureType), help="Procédure, si elle est choisie.")
@click.option("--technique", type=_choice(Technique), default="none", help="Accord-cadre, système d'acquisition.")
@click.option("--case", "cases", type=click.Choice(_CASES), multiple=True, help="Cas particulier ; se répète.")
@click.option("--electronic-exception", type=_choice(ElectronicException), help="Exception à la voie électronique.")
@click.option("--prior-information", "prior_information_on", type=DAY, help="Envoi de l'avis de préinformation.")
@click.option("--invited", "invited_on", type=DAY, help="Envoi de l'invitation à soumissionner.")
@click.option("--deadline", type=DAY, help="Date limite prévue, à comparer.")
@click.option("--duration", "duration_months", type=click.IntRange(1, 1200), help="Durée du marché, en mois.")
@click.option("--population", type=click.IntRange(0), help="Habitants de la commune.")
@click.option("--expenses", type=NEED, help="Dépenses de fonctionnement de l'avant-dernier exercice.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def obligations(value: Money | None, lots: tuple[Money, ...], *, as_json: bool, **facts: Any) -> None:  # noqa: ANN401 - the options above
    """Dire ce que la loi exige d'un marché, à une date : publicité, procédure, délais, critères, suites."""
    exclusion = _exclusion(facts)
    answer = _answer(value, lots, facts) if exclusion is None else excluded(exclusion)
    show(answer_document(answer), "\n".join(_page(answer, facts)), as_json=as_json)


def _answer(value: Money | None, lots: tuple[Money, ...], facts: Mapping[str, Any]) -> Answer:
    if value is None and not lots:
        raise click.UsageError("Donnez --value, ou --lots.")
    if len(lots) > MOST_LOTS:
        raise click.UsageError(f"{MOST_LOTS} lots au plus.")
    if any(amount.amount <= 0 for amount in (*lots, *((value,) if value else ()))):
        raise click.UsageError("Une valeur estimée est supérieure à zéro.")
    question = _question(Money.total(lots) if value is None else value, lots, facts)
    return refused_as_error(lambda: obligations_of(question, law_table()))


def _question(value: Money, lots: tuple[Money, ...], facts: Mapping[str, Any]) -> Question:
    cases: tuple[str, ...] = facts["cases"]
    procedure, exception = facts["procedure"], facts["electronic_exception"]
    return Question(
        buyer=BuyerKind.parse(facts["buyer"]),
        kind=NeedKind(facts["kind"]),
        value=value,
        launched_on=facts["launched_on"],
        capacity=Capacity(facts["capacity"]),
        lots=lots,
        procedure=ProcedureType(procedure) if procedure else None,
        technique=Technique(facts["technique"]),
        ground=_single(Ground, cases),
        circumstances=frozenset(Circumstance(case) for case in cases if case in set(Circumstance)),
        electronic_exception=ElectronicException(exception) if exception else None,
        prior_information_on=facts["prior_information_on"],
        invited_on=facts["invited_on"],
        duration_months=facts["duration_months"],
        population=facts["population"],
        expenses=facts["expenses"],
        announced=Announced(deadline=facts["deadline"]),
    )


def _exclusion(facts: Mapping[str, Any]) -> Exclusion | None:
    """Give the contract that is not covered, typed as a case or as what is bought."""
    kind = facts["kind"]
    typed = {*facts["cases"], kind} if kind in set(Exclusion) else set(facts["cases"])
    return _single(Exclusion, tuple(typed))


def _single(family: type[E], cases: tuple[str, ...]) -> E | None:
    found = {family(case) for case in cases if case in set(family)}
    if len(found) > 1:
        raise click.UsageError(f"Ces cas s'excluent : {', '.join(sorted(found))}.")
    return next(iter(found), None)


def _page(answer: Answer, facts: Mapping[str, Any]) -> Iterator[str]:
    label = profile_of(BuyerKind.parse(facts["buyer"])).label
    kind = facts["kind"]
    bought = EXCLUSIONS[Exclusion(kind)][1].lower() if kind in set(Exclusion) else KIND_LABELS[NeedKind(kind)]
    yield f"{label}, {bought} : ce que la loi demande au {display_day(facts['launched_on'])}"
    for phase, found in answer.by_phase():
        yield f"\n{PHASE_TITLES[phase]}"
        for obligation in found:
            yield from _lines(obligation)
    if answer.assumptions:
        yield "\nHypothèses"
        yield from (f"- {assumption}" for assumption in answer.assumptions)
    yield "\nPlis conseille ; l'acheteur décide."


def _lines(obligation: Obligation) -> Iterator[str]:
    yield f"{_MARKS[obligation.level]} {obligation.what}"
    yield f"    Pourquoi ici : {obligation.why}"
    if obligation.deadline is not None:
        yield f"    Date : {display_day(obligation.deadline)}"
    if obligation.consequence is not None:
        yield f"    Sinon : {obligation.consequence}"
    yield f"    {obligation.article} ; {CONFIDENCE_WORDS[obligation.confidence]} ; {obligation.code}"
