"""The days without signature: each letter has its own, the last one binds, in Paris days (R2182-1, R2182-2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.tenders.domain.standstill import (
    StandstillBasis,
    StandstillChoice,
    refuse_signature,
    standstill_basis,
    standstill_of,
)
from shared.kernel.paris import legal_day
from shared.legal import LegalTable
from shared.legal.calendar import Transmission

LAW = LegalTable.load()
ELECTRONIC, OTHER = Transmission.ELECTRONIC, Transmission.OTHER
DAYS = some.dates(date(2019, 4, 1), date(2100, 12, 31))
LETTERS = some.lists(some.tuples(DAYS, some.sampled_from(Transmission)), min_size=1, max_size=8)
EXPECTED = {ELECTRONIC: 11, OTHER: 16}


def ends(*sent: tuple[date, Transmission]) -> date:
    return standstill_of(basis=StandstillBasis.REQUIRED, sent=sent, decided_on=date(2026, 1, 1), law=LAW).ends_on


@pytest.mark.parametrize(
    ("sent", "ends_on"),
    [
        (((date(2026, 12, 28), OTHER),), date(2027, 1, 12)),  # the case of the Conseil d'État, n° 347526
        (((date(2026, 12, 28), ELECTRONIC),), date(2027, 1, 7)),
        (((date(2028, 2, 20), ELECTRONIC),), date(2028, 3, 1)),  # a leap day within
        (((date(2026, 12, 31), ELECTRONIC),), date(2027, 1, 10)),
        # Letters posted first end last: 16 days from the 2nd outlast 11 from the 5th.
        (((date(2026, 11, 5), ELECTRONIC), (date(2026, 11, 2), OTHER)), date(2026, 11, 17)),
        (((date(2026, 11, 20), ELECTRONIC), (date(2026, 11, 2), OTHER)), date(2026, 11, 30)),
    ],
)
def test_the_sending_day_counts_and_the_last_delay_binds(
    sent: tuple[tuple[date, Transmission], ...], ends_on: date
) -> None:
    assert ends(*sent) == ends_on


@given(LETTERS)
def test_no_letter_is_left_with_less_than_its_own_delay(sent: list[tuple[date, Transmission]]) -> None:
    last = ends(*sent)
    assert all(last >= day + timedelta(days=EXPECTED[means] - 1) for day, means in sent)
    assert any(last == day + timedelta(days=EXPECTED[means] - 1) for day, means in sent)


@given(some.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001 - made aware below
def test_an_hour_of_the_night_belongs_to_its_paris_day_whatever_the_clocks_do(naive: datetime) -> None:
    instant = naive.replace(tzinfo=UTC)
    day = legal_day(instant)
    standstill = standstill_of(basis=StandstillBasis.REQUIRED, sent=((day, ELECTRONIC),), decided_on=day, law=LAW)
    assert standstill.signable_from == day + timedelta(days=EXPECTED[ELECTRONIC])
    assert refuse_signature(standstill=standstill, signed_on=standstill.ends_on) is not None
    assert refuse_signature(standstill=standstill, signed_on=standstill.signable_from) is None


@pytest.mark.parametrize(
    ("formal", "tenderers", "choice", "subsequent", "basis"),
    [
        (True, 2, StandstillChoice.BY_LAW, False, StandstillBasis.REQUIRED),
        (True, 2, StandstillChoice.BY_LAW, True, StandstillBasis.SUBSEQUENT_CONTRACT),
        (True, 1, StandstillChoice.BY_LAW, False, StandstillBasis.SINGLE_TENDERER),
        (True, 1, StandstillChoice.VOLUNTARY, False, StandstillBasis.VOLUNTARY),
        (True, 2, StandstillChoice.VOLUNTARY, True, StandstillBasis.VOLUNTARY),
        (False, 9, StandstillChoice.BY_LAW, False, StandstillBasis.ADAPTED_PROCEDURE),
        (False, 9, StandstillChoice.VOLUNTARY, False, StandstillBasis.VOLUNTARY),
    ],
)
def test_who_has_to_wait(
    formal: bool, tenderers: int, choice: StandstillChoice, subsequent: bool, basis: StandstillBasis
) -> None:
    found = standstill_basis(formal=formal, tenderers=tenderers, choice=choice, subsequent=subsequent)
    assert found is basis


def test_where_nobody_waits_the_contract_may_be_signed_on_the_day_of_the_letters() -> None:
    day = date(2026, 3, 29)  # the night of the change of hour
    free = standstill_of(basis=StandstillBasis.ADAPTED_PROCEDURE, sent=((day, ELECTRONIC),), decided_on=day, law=LAW)
    assert (free.signable_from, free.confidence) == (day, None)
    assert refuse_signature(standstill=free, signed_on=day) is None
