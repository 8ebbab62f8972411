"""An errand to the DUME service: tried again while the trouble may pass, told when it is refused, never lost."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.mps.domain.dume_errands import DumeErrand, DumeErrandId, DumeErrandKind, DumeErrandStatus
from services.mps.domain.retry import LAST_ATTEMPT
from shared.kernel.ids import TenderId
from shared.kernel.refusal import Refusal, Refused
from tests.unit.mps.builders import BUYER, NOW

ERRAND = DumeErrand(
    DumeErrandId(UUID(int=1)), DumeErrandKind.REQUEST, TenderId(UUID(int=2)), BUYER, "Commune", NOW, next_try_at=NOW
)
AWAY = Refusal("DUME-UNREACHABLE", facts={"detail": "délai dépassé"})


def test_a_trouble_that_may_pass_is_tried_again_later_and_later_then_given_up() -> None:
    errand, waits = ERRAND, []
    while errand.next_try_at is not None:
        errand = errand.failed(AWAY, at=NOW)
        waits.append(errand.next_try_at)
    assert errand.status is DumeErrandStatus.GIVEN_UP
    assert errand.tries == LAST_ATTEMPT
    delays = [at - NOW for at in waits if at is not None]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=30)
    assert errand.detail == "DUME-UNREACHABLE délai dépassé"


def test_what_the_service_refuses_is_not_repeated() -> None:
    refused = ERRAND.failed(Refusal("DUME-REFUSED", facts={"error": "7", "message": "non"}), at=NOW)
    assert (refused.status, refused.next_try_at) == (DumeErrandStatus.REFUSED, None)
    assert refused.asked_again(at=NOW).status is DumeErrandStatus.WAITING


@pytest.mark.parametrize("errand", [ERRAND, ERRAND.done(at=NOW, dume_id="abcd1234")])
def test_what_waits_or_is_done_is_not_asked_twice(errand: DumeErrand) -> None:
    with pytest.raises(Refused) as caught:
        errand.asked_again(at=NOW)
    assert caught.value.refusal.code == "DUME-ALREADY-ASKED"
