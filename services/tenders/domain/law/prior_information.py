"""Prior information (avis de préinformation, avis périodique indicatif) that shortens a period, CCP R2161-3 1°.

It counts when it was sent at least so many days and at most so many months before the notice (R2161-3 1° a).
"""

from datetime import date, timedelta
from typing import Final

from services.tenders.domain.law.question import Question
from shared.legal import LegalTable

LEAST_DAYS: Final = "delai.preinformation.min_jours"
MOST_MONTHS: Final = "delai.preinformation.max_mois"
_MONTHS: Final = 12


def prior_information_counts(question: Question, law: LegalTable) -> bool:
    """Say whether a notice of prior information was sent, and in time, before the launch.

    Raises:
        NoLegalValue: its window is not known on the day of the launch.
    """
    sent_on, launched_on = question.prior_information_on, question.launched_on
    if sent_on is None:
        return False
    latest = launched_on - timedelta(days=law.value(LEAST_DAYS, on=launched_on).whole)
    earliest = months_before(launched_on, law.value(MOST_MONTHS, on=launched_on).whole)
    return earliest <= sent_on <= latest


def months_before(day: date, months: int) -> date:
    """Give the same day some months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 - months, _MONTHS)
    first_of_next = date(year + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
