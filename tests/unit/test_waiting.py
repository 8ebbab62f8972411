from itertools import count

import pytest

from tests.waiting import NeverHappened, wait_for


def test_what_happens_is_given_at_once() -> None:
    looks = count()
    assert wait_for(lambda: next(looks) >= 3 and "here", within=5, every=0.001) == "here"


def test_an_assertion_means_not_yet_and_is_told_at_the_end() -> None:
    def observe() -> bool:
        raise AssertionError("still two rows")

    with pytest.raises(NeverHappened, match="rows appear") as never:
        wait_for(observe, within=0.02, every=0.005, what="rows appear")
    assert "still two rows" in str(never.value.__cause__)
