"""Keys of lists: read back as written, refused when forged."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.refusal import Refused
from shared.storage.keysets import read_key, write_key

INSTANTS = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds it


@given(INSTANTS, st.uuids())
def test_a_key_is_read_back(instant: datetime, identifier: UUID) -> None:
    assert read_key(write_key(instant, identifier)) == (instant, identifier)


@pytest.mark.parametrize(
    "forged", ["", "/", "2026-11-23T00:00:00+00:00", "2026-11-23/" + "0" * 32, f"2026-11-23T00:00:00/{UUID(int=1)}"]
)
def test_a_forged_key_is_refused(forged: str) -> None:
    with pytest.raises(Refused) as refused:
        read_key(forged)
    assert refused.value.refusal.code == "HTTP-CURSOR-INVALID"
