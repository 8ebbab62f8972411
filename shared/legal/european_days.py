"""Counting the days of European periods (règlement CEE, Euratom n° 1182/71 du 3 juin 1971, article 3).

The day of the act does not count (paragraph 1); a period that would end on a Saturday, a Sunday or a public holiday
ends with the next working day (paragraph 4). Both paragraphs were read in secondary excerpts; that the code counts its
own periods in this way is not written in it (confidence C): this count is the most careful one.
"""

from datetime import date, timedelta

from shared.legal.working_days import next_working_day


def european_period_end(*, sent_on: date, days: int) -> date:
    """Give the last day of a period of calendar days; it runs to the end of that day."""
    return next_working_day(sent_on + timedelta(days=days))
