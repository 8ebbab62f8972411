"""Groups of companies: who awaits what, what a receipt keeps of consents given and withdrawn (R2142-23, R2142-26)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.ids import TenderId
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret
from shared.registers.group import Group, GroupId, GroupPlace
from shared.storage.records import from_json, to_json

T = datetime(2026, 11, 9, 11, 0, tzinfo=UTC)
LEAD, BOLT, THIRD = Siret("55203253400638"), Siret("73282932000074"), Siret("21690123100011")


def a_group() -> Group:
    return Group(
        group_id=GroupId(UUID(int=1)),
        tender_id=TenderId(UUID(int=2)),
        lead=LEAD,
        members=(BOLT,),
        composition_sha256="ab" * 32,
        proposed_at=T,
    )


def test_each_company_has_its_place() -> None:
    group = a_group()
    assert (group.place_of(LEAD), group.place_of(BOLT), group.place_of(THIRD)) == (
        GroupPlace.LEAD,
        GroupPlace.AWAITED,
        None,
    )
    agreed = group.with_consent(BOLT, T)
    assert (agreed.place_of(BOLT), agreed.awaited) == (GroupPlace.CONSENTED, ())
    left = agreed.without_consent(BOLT, T + timedelta(hours=1))
    assert (left.place_of(BOLT), left.awaited, left.version) == (GroupPlace.AWAITED, (BOLT,), 3)
    assert left.without_consent(BOLT, T) == left
    assert group.without_consent(LEAD, T) == group


@given(st.lists(st.booleans(), max_size=12), st.integers(0, 14))
def test_a_receipt_keeps_the_consents_of_its_instant(acts: list[bool], at: int) -> None:
    """Whatever is given and withdrawn later, in any order, what stood at an instant never changes."""
    group, standing = a_group(), False
    after = {0: False}
    for hour, gives in enumerate(acts, start=1):
        instant = T + timedelta(hours=hour)
        group = group.with_consent(BOLT, instant) if gives else group.without_consent(BOLT, instant)
        standing = gives
        after[hour] = standing
    stood = after[min(at, len(acts))]
    frozen = group.as_of(T + timedelta(hours=at))
    assert (frozen.place_of(BOLT) is GroupPlace.CONSENTED) is stood
    assert len(frozen.consents) == int(stood)
    assert from_json(Group, to_json(group)) == group


def test_consents_given_and_withdrawn_for_ever_are_bounded() -> None:
    group = a_group()
    for hour in range(500):
        instant = T + timedelta(hours=hour)
        group = group.with_consent(BOLT, instant).without_consent(BOLT, instant)
    with pytest.raises(Refused, match="RSP-GROUP-CONSENTS"):
        group.with_consent(BOLT, T)
