"""Minimum periods (délais minimaux de réception), with the reductions that the facts allow.

CCP R2143-1 and R2151-1 (adequate), R2161-2 and R2161-3 (open), R2161-6 to -10 (restricted), R2161-12 to -16, R2161-21
and -22 (negotiated), R2161-25 (dialogue), R2162-44 and -50 (dynamic system), R2151-2 (five more days), R2132-6.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.tenders.domain.law.answer import Level, Obligation, breach_level
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.electronic import exception_of
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.period_table import PeriodRow, rows_of
from services.tenders.domain.law.prior_information import prior_information_counts
from services.tenders.domain.law.question import Circumstance
from services.tenders.domain.law.words import days, lowered
from services.tenders.domain.procedures import ProcedureType
from shared.kernel.paris import display_day
from shared.legal import Confidence, LegalValue
from shared.legal.european_days import european_period_end

EXTRA: Final = "delai.majoration_dce_hors_profil"
QUESTIONS: Final = "delai.reponses_questions"
QUESTIONS_URGENT: Final = "delai.reponses_questions_urgence"


@dataclass(frozen=True, slots=True)
class MinimumPeriod:
    """One minimum period: its rule, why this one, the days added for documents elsewhere, the least in any case."""

    row: PeriodRow
    rule: LegalValue
    reason: str
    extra: int
    least: LegalValue

    @property
    def days(self) -> int:
        """The whole number of days."""
        return self.rule.whole + self.extra

    def deadline_from(self, sent_on: date) -> date:
        """Give the first day on which responses may be due, counted with the greatest care."""
        return european_period_end(sent_on=sent_on, days=self.days) + timedelta(days=1)


def minimum_periods(facts: Facts) -> tuple[MinimumPeriod, ...]:
    """Give the minimum periods of the procedure, stage by stage; none where the buyer sets them freely."""
    if facts.regime is not Regime.FORMAL:
        return ()
    chosen = facts.question.procedure
    procedure = ProcedureType.OPEN if chosen is None else chosen
    rows = rows_of(procedure, facts.question.technique, facts.question.capacity)
    return tuple(_period(facts, row) for row in rows)


def period_rules(facts: Facts) -> Iterator[Obligation]:
    """Give the periods to leave for responses, and the day before which questions are answered."""
    if not facts.competes:
        return
    periods = minimum_periods(facts)
    if not periods:
        yield _adequate()
    for period in periods:
        yield _obligation(facts, period)
    if any(period.extra for period in periods):
        yield _extra(facts)
    if facts.regime is Regime.FORMAL:
        yield _questions(facts, single=any(period.row.receives_everything for period in periods))


def _period(facts: Facts, row: PeriodRow) -> MinimumPeriod:
    question = facts.question
    urgent = question.has(Circumstance.URGENT)
    prepared = row.after_prior_information is not None and prior_information_counts(question, facts.law)
    electronic = exception_of(facts) is None
    parameter, reason = row.base, "Durée ordinaire."
    if urgent and row.in_urgency is not None:
        parameter, reason = row.in_urgency, "Réduit pour urgence dûment justifiée."
    elif prepared and row.after_prior_information is not None:
        parameter, reason = row.after_prior_information, "Réduit après un avis de préinformation envoyé à temps."
    elif electronic and row.electronic is not None:
        parameter, reason = row.electronic, "Réduit parce que les réponses sont électroniques."
    elsewhere = question.has(Circumstance.DOCUMENTS_ELSEWHERE) and not urgent and row.receives_offers
    extra = facts.at(EXTRA).whole if elsewhere else 0
    return MinimumPeriod(row, facts.at(parameter), reason, extra, facts.at(row.in_urgency or row.base))


def _obligation(facts: Facts, period: MinimumPeriod) -> Obligation:
    row = period.row
    sent_on = facts.question.invited_on if row.from_invitation else facts.question.launched_on
    first = row.code is not ObligationCode.MINIMUM_PERIOD_OFFERS
    deadline = None if sent_on is None else period.deadline_from(sent_on)
    added = f" Plus {days(period.extra)} : des documents sont hors du profil." if period.extra else ""
    agreement = (
        " Une date fixée d'un commun accord avec tous les candidats reste possible." if _agreed(facts, row) else ""
    )
    return Obligation(
        code=row.code,
        article=period.rule.article,
        what=f"Laissez au moins {days(period.days)} à compter de l'envoi de {row.counted_from}.{agreement}",
        why=f"{period.rule.label}. {period.reason}{added}{_announced(facts, period) if first else ''}",
        confidence=period.rule.confidence,
        level=_level(facts, period, sent_on) if first else Level.INFORMATION,
        deadline=deadline,
        limit=days(period.days),
        consequence="Un délai trop court peut faire annuler la procédure.",
    )


def _level(facts: Facts, period: MinimumPeriod, sent_on: date | None) -> Level:
    """A deadline below what even urgency allows has no excuse; between that and the period, the case must exist."""
    announced = facts.question.announced.deadline
    if announced is None or sent_on is None or announced >= period.deadline_from(sent_on):
        return Level.INFORMATION
    hopeless = announced < sent_on + timedelta(days=period.least.whole)
    chosen = facts.question.procedure is not None  # without a choice the open procedure is only assumed
    return breach_level(period.least.confidence, excusable=not (hopeless and chosen))


def _announced(facts: Facts, period: MinimumPeriod) -> str:
    announced = facts.question.announced.deadline
    if announced is None:
        return ""
    shortest = f"Au plus court, quel que soit le motif : {days(period.least.whole)}."
    return f" Date limite prévue : {display_day(announced)}. {shortest}"


def _agreed(facts: Facts, row: PeriodRow) -> bool:
    return row.by_agreement and (facts.is_entity or facts.profile.eu.value != "central")


def _adequate() -> Obligation:
    return Obligation(
        code=ObligationCode.ADEQUATE_PERIOD,
        article="R2143-1, R2151-1",
        what="Fixez un délai suffisant, selon la complexité du marché et le temps de préparer une réponse.",
        why="Aucune durée minimale n'est fixée pour cette procédure.",
        confidence=Confidence.OFFICIAL,
        consequence="Un délai insuffisant peut faire annuler la procédure.",
    )


def _extra(facts: Facts) -> Obligation:
    extra = facts.at(EXTRA)
    return Obligation(
        code=ObligationCode.LARGE_DOCUMENTS_EXTRA_DAYS,
        article="R2151-2, R2132-5",
        what=f"Ajoutez {days(extra.whole)} au délai des offres et dites dans l'avis comment obtenir ces documents.",
        why="Des documents ne sont pas sur le profil d'acheteur, et l'urgence n'est pas invoquée.",
        confidence=extra.confidence,
        limit=days(extra.whole),
    )


def _questions(facts: Facts, *, single: bool) -> Obligation:
    """The announced deadline is that of offers only where they come with the candidacies."""
    urgent = facts.question.has(Circumstance.URGENT)
    rule = facts.at(QUESTIONS_URGENT if urgent else QUESTIONS)
    announced = facts.question.announced.deadline
    known = single and announced is not None and announced > facts.question.launched_on
    until = announced - timedelta(days=rule.whole) if announced is not None and known else None
    said = "" if until is None else f" Ici, le {display_day(until)} au plus tard."
    return Obligation(
        code=ObligationCode.QUESTIONS_ANSWER_DAYS,
        article=rule.article,
        what=f"Répondez aux questions posées à temps {days(rule.whole)} au plus tard avant la date limite.{said}",
        why=f"Procédure formalisée{', délai réduit pour urgence' if urgent else ''} : {lowered(rule.label)}.",
        confidence=rule.confidence,
        deadline=until,
        limit=days(rule.whole),
        consequence="À défaut, prolongez le délai de réception des offres (R2151-4).",
    )
