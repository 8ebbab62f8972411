"""Moving a deadline for the time that the law asks (prolongation du délai), CCP R2132-6, R2151-4.

Days are those of Paris. The day of the act does not count and the safe reading is taken: a deadline stands only after
the last day has run whole. The hour announced stays the same on the clocks of Paris whatever the season, and a
deadline that would fall on a Saturday, a Sunday or a public holiday goes to the next worked day.
"""

from datetime import date, datetime, timedelta
from typing import Final

from services.tenders.domain.model import Tender
from shared.kernel.clock import in_utc
from shared.kernel.deadline import Deadline
from shared.kernel.paris import PARIS, legal_day
from shared.legal import LegalTable, LegalValue
from shared.legal.calendar import minimum_period
from shared.legal.working_days import next_working_day

ANSWERS: Final = "delai.reponses_questions"
ANSWERS_URGENT: Final = "delai.reponses_questions_urgence"
_OPEN_ELECTRONIC: Final = "delai.ao_ouvert.electronique"
_ONE_DAY: Final = timedelta(days=1)


def deadline_on_or_after(*, current: Deadline, today: date, days: int) -> Deadline | None:
    """Give the least deadline that leaves ``days`` whole days after today; None when the present one does."""
    first = today + timedelta(days=days) + _ONE_DAY
    if legal_day(current.at) >= first:
        return None
    return at_same_hour(current, next_working_day(first))


def at_same_hour(deadline: Deadline, day: date) -> Deadline:
    """Give the same hour of the clocks of Paris on another day; an hour that spring skips is the one that follows."""
    local = deadline.at.astimezone(PARIS)
    return Deadline(in_utc(datetime.combine(day, local.time(), tzinfo=PARIS)))


def answer_period(tender: Tender, *, law: LegalTable) -> LegalValue:
    """Give the days before the deadline at which answers are sent: fewer where urgency shortened the time (R2132-6).

    Urgency is told by the terms. Without it, an open procedure that gives less than the days of R2161-3 2° and had no
    prior information is read as shortened for urgency: the reading is ours, since nothing else tells it.
    """
    launched_on = tender.launched_on
    if not tender.content.procedure.is_formal:
        return law.value(ANSWERS, on=launched_on)
    usual = minimum_period(parameter_id=_OPEN_ELECTRONIC, sent_on=launched_on, table=law)
    first, told = legal_day(tender.stages[0].deadline.at), tender.content.terms.law
    short = tender.content.procedure.value == "open" and first < usual.deadline_from
    urgent = told.is_urgent or (short and told.prior_information_on is None)
    return law.value(ANSWERS_URGENT if urgent else ANSWERS, on=launched_on)


def last_answer_day(*, deadline: Deadline, days: int) -> date:
    """Give the last day on which an answer leaves its whole days before the deadline."""
    return legal_day(deadline.at) - timedelta(days=days) - _ONE_DAY
