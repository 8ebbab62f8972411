"""Who may commit a company: the strongest proof in force is said, the absence of one is an advice."""

from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from shared.contracts.mps import DelegationRecordedV1, RepresentationShownV1
from shared.kernel.clock import FixedClock
from shared.kernel.principal import CERTIFIED_LEADER, Principal, PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.registers.power import (
    AccountId,
    Habilitation,
    Power,
    PowerBasis,
    PowerId,
    digest_of,
    habilitation,
    habilitation_content,
)
from shared.registers.power_acts import keep_power, own_habilitation
from tests.unit.mps.builders import NOW

ACME = Siret("55203253400638")
DELEGATION, SHOWN = str(UUID(int=1)), str(UUID(int=2))


class FakePowers:
    def __init__(self) -> None:
        self.kept: dict[PowerId, Power] = {}

    def keep(self, record: Power) -> None:
        known = self.kept.get(record.record_id)
        if known is None or known.version < record.version:
            self.kept[record.record_id] = record

    def of(self, parent: AccountId) -> list[Power]:
        return [each for each in self.kept.values() if each.parent == parent]


class FakeScope:
    def __init__(self, assurance: str | None, subject: str) -> None:
        kind = PrincipalKind.ECONOMIC_OPERATOR
        self.principal = Principal(subject, kind, ACME, "Personne", frozenset({Right.SUBMIT}), assurance)


class FakeWork:
    def __init__(self, assurance: str | None = None, subject: str = "compte-1") -> None:
        self.powers = FakePowers()
        self.scope = FakeScope(assurance, subject)
        self.clock = FixedClock(NOW)


def a_delegation(*, version: int = 1, revoked: bool = False, last_day: str | None = None) -> DelegationRecordedV1:
    return DelegationRecordedV1(
        aggregate_id=DELEGATION,
        aggregate_version=version,
        siren=str(ACME.siren),
        holder_digest=digest_of("compte-1"),
        first_day="2026-01-01",
        last_day=last_day,
        revoked=revoked,
    )


def a_showing(*, version: int = 1, named: bool = True, siren: str = str(ACME.siren)) -> RepresentationShownV1:
    return RepresentationShownV1(
        aggregate_id=SHOWN,
        aggregate_version=version,
        siren=siren,
        holder_digest=digest_of("compte-1"),
        named=named,
        shown_on="2026-10-01",
    )


def known(work: FakeWork) -> Habilitation:
    return own_habilitation(work)  # type: ignore[arg-type]  # what a unit of work offers and is not used is left out


def kept(work: FakeWork, *events: DelegationRecordedV1 | RepresentationShownV1) -> None:
    for event in events:
        keep_power(event, work)  # type: ignore[arg-type]  # the same


def test_nothing_known_is_an_advice_and_no_refusal() -> None:
    found = known(FakeWork())
    assert found.basis is None
    assert found.said.startswith("non établie : le dépôt est reçu comme les autres")
    assert habilitation_content(found) == {"basis": None, "said": found.said, "article": "R2144-2"}
    assert habilitation_content(None) is None


def test_the_strongest_proof_in_force_is_said() -> None:
    work = FakeWork()
    kept(work, a_delegation(last_day="2027-12-31"))
    assert known(work).said == "établie par une délégation que l'entreprise a enregistrée, jusqu'au 31/12/2027"
    kept(work, a_showing())
    assert known(work).said == "établie par le registre (représentant de ce nom, constaté le 01/10/2026)"
    certified = FakeWork(CERTIFIED_LEADER)
    assert known(certified).said == "établie par ProConnect (dirigeant certifié)"


@pytest.mark.parametrize(
    "event", [a_delegation(last_day="2026-09-30"), a_delegation(revoked=True), a_showing(named=False)]
)
def test_what_is_over_taken_back_or_not_found_shows_nothing(
    event: DelegationRecordedV1 | RepresentationShownV1,
) -> None:
    work = FakeWork()
    kept(work, event)
    assert known(work).basis is None


def test_another_account_and_another_company_have_their_own_powers() -> None:
    work = FakeWork(subject="compte-2")
    kept(work, a_delegation(), a_showing())
    assert known(work).basis is None
    other = FakeWork()
    kept(other, a_showing(siren="732829320"))
    assert known(other).basis is None


def test_any_order_of_events_ends_in_the_same_state() -> None:
    events = [a_delegation(), a_delegation(version=2, revoked=True), a_showing(), a_showing(version=2, named=False)]
    for order in permutations([*events, events[0]]):
        work = FakeWork()
        kept(work, *order)
        assert known(work).basis is None


def test_the_last_day_is_inclusive() -> None:
    work = FakeWork()
    kept(work, a_delegation(last_day="2026-10-05"))
    powers = list(work.powers.kept.values())
    day = date(2026, 10, 5)
    assert habilitation(powers, is_certified=False, today=day).basis is PowerBasis.DELEGATION
    assert habilitation(powers, is_certified=False, today=day + timedelta(days=1)).basis is None
