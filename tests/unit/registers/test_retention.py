"""R2184-12 and R2184-13: nothing is destroyed before its day, without a day, or when it belongs to a contract."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.ids import ContractId, DepositId, TenderId
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret
from shared.legal import LegalTable
from shared.registers.retention import (
    DESTRUCTION_TRANSITIONS,
    Destruction,
    DestructionAction,
    DestructionId,
    DestructionStatus,
    Signature,
    SignatureStatus,
    check_due,
    kept_until,
    years_later,
)
from shared.registers.retention_acts import RETENTION

BUYER, ACME, BOLT = Siret("21350238800019"), Siret("55203253400638"), Siret("73282932000074")
LAW = LegalTable.load()
DAYS = st.dates(date(2019, 4, 1), date(2060, 12, 31))


def years(day: date) -> int:
    return LAW.value(RETENTION, on=day).whole


def signed(lot: int, day: date, status: SignatureStatus = SignatureStatus.SIGNED) -> Signature:
    return Signature(
        record_id=ContractId(UUID(int=lot)),
        parent=TenderId(UUID(int=1)),
        organisation=BUYER,
        version=1,
        status=status,
        lot_number=lot,
        signed_on=day,
        contractor=ACME,
    )


@given(DAYS, st.integers(-800, 4000))
def test_nothing_is_destroyed_before_its_date(day: date, later: int) -> None:
    """At least five whole years pass between the signature and the first day on which anything may go."""
    today = day + timedelta(days=later)
    last = kept_until({1}, [1], [signed(1, day)], years=years)
    try:
        check_due(last, is_contractor=False, today=today)
    except Refused:
        return
    anniversary = (day.year + 5, day.month, day.day)
    assert (today.year, today.month, today.day) > anniversary


@given(st.dictionaries(st.integers(1, 4), DAYS, max_size=4), st.sets(st.sampled_from([None, 1, 2, 3, 4]), min_size=1))
def test_the_last_signature_of_every_lot_answered_decides(days: dict[int, date], answered: set[int | None]) -> None:
    lots = [1, 2, 3, 4]
    last = kept_until(answered, lots, [signed(lot, day) for lot, day in days.items()], years=years)
    needed = set(lots) if None in answered else answered
    if needed <= set(days):
        assert last is not None
        assert all(kept_until({lot}, lots, [signed(lot, days[lot])], years=years) <= last for lot in needed)  # type: ignore[index,operator]
    else:
        assert last is None


def test_a_cancelled_contract_gives_no_day() -> None:
    cancelled = signed(1, date(2020, 1, 1), SignatureStatus.CANCELLED)
    assert kept_until({1}, [1], [cancelled], years=years) is None


def test_the_twenty_ninth_of_february_is_never_a_day_too_early() -> None:
    assert kept_until({1}, [1], [signed(1, date(2024, 2, 29))], years=years) == date(2029, 3, 1)


@pytest.mark.parametrize(
    ("last", "is_contractor", "code"),
    [
        (None, False, "KEEP-DATE-UNKNOWN"),
        (date(2031, 1, 1), False, "KEEP-EARLY"),
        (date(2020, 1, 1), True, "KEEP-CONTRACT"),
    ],
)
def test_each_refusal_has_its_code(last: date | None, is_contractor: bool, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_due(last, is_contractor=is_contractor, today=date(2031, 1, 1))
    assert refused.value.refusal.code == code


@pytest.mark.parametrize("status", DestructionStatus)
@pytest.mark.parametrize("action", DestructionAction)
def test_every_act_in_every_state(status: DestructionStatus, action: DestructionAction) -> None:
    destruction = Destruction(
        record_id=DestructionId(UUID(int=1)),
        parent=TenderId(UUID(int=1)),
        organisation=BUYER,
        version=3,
        status=status,
        ground="R2184-12",
        deposits=(DepositId(UUID(int=2)),),
        due_on=date(2026, 1, 1),
        proposed_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    following = DESTRUCTION_TRANSITIONS.get((status, action))
    if following is None:
        with pytest.raises(Refused, match="KEEP-OVER"):
            destruction.moved(action)
    else:
        assert (destruction.moved(action).status, destruction.moved(action).version) == (following, 4)


def test_only_an_order_is_erased() -> None:
    before = {pair[0] for pair, after in DESTRUCTION_TRANSITIONS.items() if after is DestructionStatus.ERASED}
    assert before == {DestructionStatus.ORDERED}


def test_what_was_given_up_is_kept_from_its_end() -> None:
    """R2185-1: no signature will ever come; five years from the end, lot by lot, and never less than the contract's."""
    ended = {2: years_later(date(2027, 3, 1), 5)}
    assert kept_until({2}, [1, 2], [], years=years, ended=ended) == date(2032, 3, 1)
    assert kept_until({1}, [1, 2], [], years=years, ended=ended) is None, "the other lot goes on"
    assert kept_until({1, 2}, [1, 2], [], years=years, ended=ended) is None
    assert kept_until({None}, [1, 2], [signed(1, date(2028, 1, 2))], years=years, ended=ended) == date(2033, 1, 2)
    assert kept_until({2}, [1, 2], [signed(2, date(2026, 1, 2))], years=years, ended=ended) == date(2032, 3, 1)


@given(DAYS, DAYS)
def test_an_end_never_shortens_what_a_contract_asks(signature: date, end: date) -> None:
    alone = kept_until({1}, [1], [signed(1, signature)], years=years)
    both = kept_until({1}, [1], [signed(1, signature)], years=years, ended={1: years_later(end, 5)})
    assert alone is not None
    assert both is not None
    assert both >= alone
