"""Ceremonies: every status and action, and who peels what when."""

from uuid import UUID

import pytest

from services.responses.domain.opening import (
    TRANSITIONS,
    OpeningAction,
    OpeningStatus,
    next_status,
)
from shared.kernel.ids import FileId
from shared.kernel.refusal import Refused
from shared.sealing.custody import Wrap
from shared.sealing.layers import Layer, layers_for
from tests.unit.responses.builders import CUSTODY

A, B, C = (one.custodian_id for one in CUSTODY.custodians)
FILE = FileId(UUID(int=9))
WRAPS = [(FILE, Wrap(subset, b"sealed")) for subset in ((A, B), (A, C), (B, C))]


@pytest.mark.parametrize("status", OpeningStatus)
@pytest.mark.parametrize("action", OpeningAction)
def test_every_status_and_action(status: OpeningStatus, action: OpeningAction) -> None:
    expected = TRANSITIONS.get((status, action))
    if expected is None:
        with pytest.raises(Refused) as refused:
            next_status(status, action)
        assert refused.value.refusal.code == "RSP-OPENING-OVER"
    else:
        assert next_status(status, action) is expected
        assert status is OpeningStatus.IN_PROGRESS, "only a ceremony in progress changes"


def test_the_first_of_a_subset_peels_first() -> None:
    offered = {one: [layer.subset for layer in layers_for(one, WRAPS, [])] for one in (A, B, C)}
    assert offered == {A: [(A, B), (A, C)], B: [(B, C)], C: []}


def test_the_next_peels_what_the_first_gave() -> None:
    peeled = [Layer(FILE, (A, B), 1, b"inner")]
    (mine,) = [layer for layer in layers_for(B, WRAPS, peeled) if layer.subset == (A, B)]
    assert (mine.data, mine.is_last) == (b"inner", True)
    assert [layer.subset for layer in layers_for(A, WRAPS, peeled)] == [(A, C)], "A has done its part of (A, B)"


def test_layers_of_other_files_are_not_shown() -> None:
    foreign = [Layer(FileId(UUID(int=10)), (A, B), 1, b"inner")]
    assert layers_for(C, WRAPS, foreign) == ()
    assert [layer.file_id for layer in layers_for(B, WRAPS, foreign)] == [FILE]
