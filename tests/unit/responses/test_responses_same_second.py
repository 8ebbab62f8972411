"""An extension decided in the second of the closing, heard in any order: every receipt and every verdict stays true.

Either the extension came first, and the closing bears its deadline, or the closing did, and there is no extension: the
two lock one row in tenders. What this service hears of them, and when, must change nothing but the wording of receipts.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.responses.domain.closing import Standing, judged
from services.responses.domain.consultation import Closing, KnownDeadline
from services.responses.domain.deposit import Deposit, DepositStatus
from services.responses.domain.verdict import Timeliness, Verdict, verdict
from shared.kernel.deadline import Deadline
from tests.unit.responses.builders import T, a_closing, a_consultation, a_deposit

FIRST = KnownDeadline(Deadline(T), 1)
MILLISECOND = timedelta(milliseconds=1)
HEARD = ("extension", "closing", "declaration", "last byte")
# A deposit is declared before its last byte; the rest comes as it comes, after hours without a broker too.
ORDERS = [order for order in permutations(HEARD) if order.index("declaration") < order.index("last byte")]


class Heard:
    """What the service knows, one event or act after the other."""

    def __init__(self, *, second: KnownDeadline | None, completed_at: datetime) -> None:
        self._second, self._completed_at = second, completed_at
        self.consultation = a_consultation(known_deadline=FIRST)
        self.closing: Closing | None = None
        self.deposit: Deposit | None = None
        self.told: list[Verdict] = []

    def hear(self, what: str) -> None:
        """Take one event or act in, and note what the company would be told then."""
        if what == "extension" and self._second is not None:
            self.consultation = replace(self.consultation, known_deadline=self._second, version=2)
        if what == "closing":
            decided = self._second or FIRST
            self.closing = a_closing(deadline=decided.deadline, deadline_version=decided.version)
        if what == "declaration":
            self.deposit = replace(a_deposit(1, None), known=self.consultation.known_deadline)
        if what == "last byte" and self.deposit is not None:
            file = replace(self.deposit.files[0], completed_at=self._completed_at)
            done = {"files": (file,), "completed_at": self._completed_at, "status": DepositStatus.COMPLETE}
            self.deposit = replace(self.deposit, **done)
        if self.deposit is not None:
            self.told.append(verdict(self.deposit, self.consultation, self.closing))


@given(
    order=st.sampled_from(ORDERS),
    extension=st.none() | st.integers(1, 999),
    received=st.integers(-1500, 2500),
    microseconds=st.integers(0, 999),
    again=st.lists(st.sampled_from(("extension", "closing")), max_size=3),
)
def test_verdicts_and_receipts_stay_true_in_every_order(
    order: tuple[str, ...], extension: int | None, received: int, microseconds: int, again: list[str]
) -> None:
    second = None if extension is None else KnownDeadline(Deadline(T + extension * MILLISECOND), 2)
    completed_at = T + received * MILLISECOND + timedelta(microseconds=microseconds)
    heard = Heard(second=second, completed_at=completed_at)
    for what in (*order, *again):
        heard.hear(what)
    assert heard.deposit is not None
    assert heard.closing is not None
    in_time = received <= (extension or 0)
    final = heard.told[-1]
    assert (final.is_final, final.timeliness is Timeliness.IN_TIME) == (True, in_time)
    (counted,) = judged((heard.deposit,), heard.consultation, heard.closing)
    assert (counted.standing is Standing.IN_TIME) is in_time, "what is opened is what was told"
    check_receipt(heard.deposit, final, in_time=in_time)
    # Once final, what is told never changes again, however often events are repeated.
    since = [one for one in heard.told if one.is_final and one.timeliness is not Timeliness.INCOMPLETE]
    assert set(since) == {final}


def check_receipt(deposit: Deposit, final: Verdict, *, in_time: bool) -> None:
    """Whoever holds the first receipt alone is not misled: either it says all, or an amended one was entered."""
    read_from_it = deposit.known.deadline.admits(deposit.received_at)
    assert final.is_amended is (deposit.known.deadline != final.deadline.deadline)
    if not final.is_amended:
        assert read_from_it is in_time
    if read_from_it:
        assert in_time, "a deadline never moves earlier: nobody in time by its receipt is late in the end"


def test_every_order_of_what_is_heard_is_tried() -> None:
    assert len(ORDERS) == 12
