"""What a company confirms, what its deposit replaces, how much it may have under way."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.responses.domain.closing import files_to_open, judged
from services.responses.domain.confirmation import Confirmation, confirmation_of
from services.responses.domain.consultation import Buyer, KnownDeadline
from services.responses.domain.deposit import check_declaration
from services.responses.domain.participation import double_participations, incomplete_responses
from services.responses.domain.quota import MOST_OPEN_BYTES, MOST_OPEN_DEPOSITS, OpenDeposits
from services.responses.domain.replacing import replaced_by
from shared.kernel.deadline import Deadline
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret
from shared.registers.group import Consent, Group, GroupId
from shared.sealing.manifest import Role, Slot
from tests.unit.responses.builders import ACME, BOLT, BUYER, T, a_closing, a_consultation, a_deposit, a_file

CARL = Siret("38012986648625")


@pytest.mark.parametrize(
    ("change", "point"),
    [
        ({"title": "Autre"}, "intitulé"),
        ({"buyer_siret": ACME}, "SIRET de l'acheteur"),
        ({"deadline": Deadline(T + timedelta(seconds=1))}, "date limite"),
        ({"deadline_version": 2}, "version de la date limite"),
        ({"lots": (2,)}, "lots"),
        ({"terms_version": "2019-01"}, "version des conditions d'utilisation"),
    ],
)
def test_each_point_that_differs_is_named_with_what_is_true(change: dict[str, object], point: str) -> None:
    consultation = a_consultation()
    true = confirmation_of(consultation, (1,))
    true.check(consultation, (1,))
    with pytest.raises(Refused) as refused:
        replace(true, **change).check(consultation, (1,))  # type: ignore[arg-type]  # one field of each kind
    refusal = refused.value.refusal
    assert (refusal.code, refusal.facts["points"]) == ("RSP-CONFIRMATION-DIFFERS", point)
    assert refusal.facts[next(iter(change))] == str(getattr(true, next(iter(change))))


def test_ce_469127_a_response_meant_for_another_consultation_is_not_confirmed_here() -> None:
    """CE, 01/06/2023, n° 469127 (Château-Thierry): the buyer need not warn, so the platform does, before."""
    other = a_consultation(title="Voirie", buyer=Buyer(BUYER, "Commune de Rennes"))
    meant: Confirmation = confirmation_of(other, (1,))
    with pytest.raises(Refused, match="RSP-CONFIRMATION-DIFFERS"):
        meant.check(a_consultation(), (1,))


def test_what_is_replaced_is_said_place_by_place() -> None:
    """TA Poitiers, 14/11/2017, n° 1702401: successive deposits never complete one another."""
    first = a_deposit(1, T - timedelta(hours=3), lots=(None, 1, 2))
    second = a_deposit(2, T - timedelta(hours=2), lots=(2,))
    unfinished = a_deposit(3, None, lots=(1,))
    slots = [Slot(Role.BID, 1), Slot(Role.BID, 2)]
    found = replaced_by(slots, [unfinished, second, first])
    assert [(one.deposit_id, one.slots) for one in found] == [
        (first.deposit_id, (Slot(Role.BID, 1),)),
        (second.deposit_id, (Slot(Role.BID, 2),)),
    ]
    assert replaced_by([Slot(Role.BID, 1)], [unfinished]) == ()


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([(1,), (2,), (1, 2), (None, 1)])), max_size=6))
def test_what_is_said_to_be_replaced_is_what_the_closing_leaves_sealed(
    found: list[tuple[int, tuple[int | None, ...]]],
) -> None:
    deposits = [a_deposit(n + 1, T - timedelta(hours=9 - at), lots=lots) for n, (at, lots) in enumerate(found)]
    ordered = sorted(deposits, key=lambda one: (one.received_at, one.declared_at))
    if not ordered:
        return
    last, before = ordered[-1], ordered[:-1]
    told = {slot for one in replaced_by(last.slots, before) for slot in one.slots}
    kept = {
        file.declared.slot: deposit for deposit, file in files_to_open(judged(deposits, a_consultation(), a_closing()))
    }
    assert told == {slot for slot in last.slots if any(slot in one.slots for one in before)}
    assert all(kept[slot] == last for slot in last.slots)


@pytest.mark.parametrize(("count", "refused"), [(-1, False), (0, True), (1, True)])
def test_open_deposits_at_their_limit(count: int, refused: bool) -> None:
    found = OpenDeposits(MOST_OPEN_DEPOSITS + count, 0)
    if refused:
        with pytest.raises(Refused, match="RSP-QUOTA-DEPOSITS"):
            found.check([a_file()])
    else:
        found.check([a_file()])


@pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])
def test_ce_506640_open_bytes_at_their_limit_to_the_byte(more: int, refused: bool) -> None:
    """CE, 13/11/2025, n° 506640 (AP-HP): a published limit, refused before the first byte, with its reason."""
    file = a_file()
    found = OpenDeposits(1, MOST_OPEN_BYTES - file.size + more)
    if refused:
        with pytest.raises(Refused) as told:
            found.check([file])
        assert dict(told.value.refusal.facts) == {"size": str(MOST_OPEN_BYTES + 1), "limit": str(MOST_OPEN_BYTES)}
    else:
        found.check([file])


def test_a_lot_that_ended_alone_receives_nothing_more() -> None:
    consultation = a_consultation(ended_lots=frozenset({2}))
    check_declaration([a_file(1)], consultation)
    with pytest.raises(Refused, match="RSP-LOT-ENDED"):
        check_declaration([a_file(1), a_file(2)], consultation)


def a_group(number: int, lead: Siret, *members: Siret) -> Group:
    return Group(GroupId(UUID(int=number)), a_consultation().tender_id, lead, members, "ab" * 32, T)


def test_a_group_names_each_member_once_and_waits_for_its_consents() -> None:
    for members in ((), (ACME,), (BOLT, BOLT)):
        with pytest.raises(Refused, match="RSP-GROUP-MEMBERS"):
            a_group(1, ACME, *members)
    group = replace(a_group(1, ACME, BOLT, CARL), consents=(Consent(CARL, T),))
    assert group.awaited == (BOLT,)
    assert group.as_of(T - timedelta(milliseconds=1)).awaited == (BOLT, CARL)


def test_r2142_21_a_company_alone_and_in_a_group_is_shown_never_eliminated() -> None:
    group, other = a_group(1, ACME, BOLT), a_group(2, CARL, BOLT)

    def of(number: int, siret: Siret, lots: tuple[int | None, ...], answering: Group | None = None) -> object:
        deposit = a_deposit(number, T, siret=siret, lots=lots)
        given = None if answering is None else answering.group_id
        return replace(deposit, particulars=replace(deposit.particulars, group_id=given))

    deposits = [of(1, ACME, (None, 1), group), of(2, BOLT, (None, 1)), of(3, CARL, (1, 2), other), of(4, BOLT, (2,))]
    responses = judged(deposits, a_consultation(), a_closing())  # type: ignore[arg-type]  # all deposits
    flags = double_participations(responses, {one.group_id: one for one in (group, other)})
    assert {(one["kind"], tuple(one["lots"])) for one in flags} == {  # type: ignore[index,call-overload]  # JSON
        ("alone_and_in_group", (1, 2)),
        ("in_several_groups", (1,)),
    }
    assert all(response.to_open for response in responses)


def test_an_incomplete_response_is_shown_when_its_author_has_nothing_in_time() -> None:
    late_start = replace(a_deposit(3, None, siret=CARL), declared_at=T + timedelta(seconds=1))
    deposits = [a_deposit(1, None), a_deposit(2, None, siret=BOLT), a_deposit(4, T, siret=BOLT), late_start]
    responses = judged(deposits, a_consultation(), a_closing())
    found = incomplete_responses(deposits, responses, a_consultation(), a_closing())
    assert [one["siret"] for one in found] == [str(ACME)]  # type: ignore[index,call-overload]  # JSON


def test_a_moved_deadline_is_confirmed_again() -> None:
    consultation = a_consultation()
    moved = a_consultation(known_deadline=KnownDeadline(Deadline(T + timedelta(days=1)), 2))
    with pytest.raises(Refused, match="RSP-CONFIRMATION-DIFFERS"):
        confirmation_of(consultation, (1,)).check(moved, (1,))
