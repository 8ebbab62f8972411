"""Who may commit a company: the strongest basis wins, homonyms are said, a missing proof stops nobody."""

from datetime import date

import pytest

from services.mps.domain.companies import Representative
from services.mps.domain.representation import (
    Basis,
    Delegation,
    DelegationId,
    Person,
    representation_of,
)
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import CERTIFIED_LEADER
from shared.kernel.refusal import Refused
from tests.unit.mps.builders import NOW, WHOLE

TODAY = date(2026, 10, 5)
LEADER = Representative("Gérante", "MARIE-CLAIRE DUPONT LEFÈVRE")


def a_person(name: str = "Claire Dupont", *, assurance: str | None = None) -> Person:
    return Person(WHOLE.siren, "sub-1", name, assurance)


def a_delegation(*, holder: str = "sub-1", last_day: date | None = None) -> Delegation:
    identifier = TimeOrderedIds(FixedClock(NOW)).new(DelegationId)
    return Delegation(
        identifier, WHOLE.siren, holder, "C. Dupont", "M. Chef", "dépôts", date(2026, 1, 1), last_day, NOW
    )


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("Claire DUPONT", Basis.REGISTER),
        ("lefevre marie-claire", Basis.REGISTER),
        ("Dupont", Basis.DECLARED),  # one word names anybody
        ("Paul Dupont", Basis.DECLARED),
        ("", Basis.DECLARED),
    ],
)
def test_a_name_is_compared_word_by_word(name: str, basis: Basis) -> None:
    found = representation_of(a_person(name), representatives=[LEADER], delegations=[], today=TODAY)
    assert found.basis is basis


def test_a_certified_leader_needs_nothing_more() -> None:
    found = representation_of(
        a_person(assurance=CERTIFIED_LEADER), representatives=[LEADER], delegations=[a_delegation()], today=TODAY
    )
    assert found.basis is Basis.CERTIFIED
    assert [proof.basis for proof in found.proofs] == [Basis.CERTIFIED, Basis.REGISTER, Basis.DELEGATION]
    other = representation_of(a_person(assurance="eidas1"), representatives=[], delegations=[], today=TODAY)
    assert other.basis is Basis.DECLARED


@pytest.mark.parametrize(("last_day", "holds"), [(None, True), (TODAY, True), (date(2026, 10, 4), False)])
def test_a_delegation_holds_until_its_last_day(last_day: date | None, holds: bool) -> None:
    found = representation_of(
        a_person("X"), representatives=[], delegations=[a_delegation(last_day=last_day)], today=TODAY
    )
    assert (found.basis is Basis.DELEGATION) is holds


def test_a_delegation_of_somebody_else_or_taken_back_shows_nothing() -> None:
    taken_back = a_delegation().revoked(at=NOW)
    others = [a_delegation(holder="sub-2"), taken_back]
    found = representation_of(a_person("X"), representatives=[], delegations=others, today=TODAY)
    assert found.basis is Basis.DECLARED
    with pytest.raises(Refused):
        taken_back.revoked(at=NOW)
