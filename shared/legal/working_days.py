"""Working days and public holidays (jours ouvrés, jours fériés), code du travail L3133-1.

Metropolitan France; the two more days of Alsace and Moselle and those of overseas departments are not counted.
"""

from datetime import date, timedelta
from typing import Final

_FIXED: Final = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER: Final = (1, 39, 50)  # lundi de Pâques, Ascension, lundi de Pentecôte
_SATURDAY: Final = 5


def is_public_holiday(day: date) -> bool:
    """Say whether a day is a public holiday in metropolitan France."""
    return (day.month, day.day) in _FIXED or (day - easter(day.year)).days in _AFTER_EASTER


def is_working_day(day: date) -> bool:
    """Say whether a day is neither a Saturday, a Sunday nor a public holiday."""
    return day.weekday() < _SATURDAY and not is_public_holiday(day)


def next_working_day(day: date) -> date:
    """Give the day itself when it is worked, otherwise the first worked day that follows."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def easter(year: int) -> date:
    """Give Easter Sunday of a Gregorian year (Meeus, Jones and Butcher's computation)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap_centuries, of_leap = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    quarter, odd_years = divmod(rest, 4)
    weekday = (32 + 2 * of_leap + 2 * quarter - epact - odd_years) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
