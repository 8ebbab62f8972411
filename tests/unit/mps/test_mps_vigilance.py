"""The duty of vigilance during a contract: asked at its conclusion, then every six months, until its end (D8222-5)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mps.domain.answers import NoAnswer
from services.mps.domain.retry import LAST_ATTEMPT
from services.mps.domain.sources import Moment, Source, sources_at
from services.mps.domain.vigilance import months_after
from services.mps.handlers.ask_again import ask_again
from services.mps.handlers.fetching import prepare, settle
from services.mps.handlers.keep_certificate import Received
from services.mps.handlers.watch_contracts import note_contract, read_vigilance, renew_due
from shared.contracts.amount import Amount
from shared.contracts.mps import CertificateRequestedV1, ContractVigilanceDueV1
from shared.contracts.tenders import ContractNotifiedV1, LotFact, PartyFact, TimelineFact
from shared.contracts.tenders_contract_life import ContractEndedV1
from shared.kernel.ids import ContractId
from shared.kernel.paris import legal_day, start_of_legal_day
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from tests.unit.mps.builders import BUYER, NOW, WHOLE, a_company_person, a_tender, an_agent, facts_stated
from tests.unit.mps.fakes import FakeUnitOfWork

LAW = LegalTable.load()
CONTRACT = ContractId(UUID(int=99))
SYSTEM = Principal.system("mps")


def facts_of(*, amount: str = "80000.00", version: int = 1, notified_on: date | None = None) -> dict[str, object]:
    day = notified_on or legal_day(NOW)
    return {
        "aggregate_id": str(CONTRACT),
        "aggregate_version": version,
        "buyer_siret": str(BUYER),
        "contract_id": str(CONTRACT),
        "tender_id": str(a_tender().tender_id),
        "award_id": str(UUID(int=5)),
        "reference": "M-1",
        "object": "Réfection",
        "kind": "works",
        "lot": LotFact(lot_id=str(UUID(int=3)), number=1, title="Lot", cpv="45000000"),
        "buyer": PartyFact(siret=str(BUYER), name="Commune"),
        "buyer_kind": "local_authority",
        "contractor": PartyFact(siret=str(WHOLE), name="Ateliers"),
        "amount_excl_vat": Amount(value=amount),
        "launched_on": "2026-08-01",
        "timeline": TimelineFact(started_at=NOW, legal_start=NOW, factor=1),
        "sandbox": False,
        "signed_on": day.isoformat(),
        "transmission_acknowledgement": None,
        "transmitted_on": None,
        "notified_on": day.isoformat(),
    }


def watching(**changes: object) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(SYSTEM, tenders=[a_tender()])
    note_contract(ContractNotifiedV1.model_validate(facts_of(**changes)), law=LAW, uow=uow)  # type: ignore[arg-type]
    return uow


def answer_all(uow: FakeUnitOfWork) -> None:
    for task in list(uow.tasks.kept.values()):
        prepared = prepare(task, uow=uow)
        if prepared is not None:
            settle(prepared, Received(facts_stated()), uow=uow)


def test_certificates_are_asked_at_the_conclusion_then_every_six_months() -> None:
    uow = watching()
    assert renew_due(law=LAW, uow=uow, limit=10) == 1
    asked = [event for event in uow.events if isinstance(event, CertificateRequestedV1)]
    assert {event.source_code for event in asked} == set(sources_at(Moment.EXECUTION))
    answer_all(uow)
    assert renew_due(law=LAW, uow=uow, limit=10) == 0
    due_on = months_after(legal_day(NOW), legal_day(NOW), months=6)
    uow.clock.advance(start_of_legal_day(due_on) - NOW - timedelta(seconds=1))
    assert renew_due(law=LAW, uow=uow, limit=10) == 0
    uow.clock.advance(timedelta(seconds=1))
    assert renew_due(law=LAW, uow=uow, limit=10) == 1
    announced = [event for event in uow.events if isinstance(event, ContractVigilanceDueV1)]
    assert [event.due_on for event in announced] == [legal_day(NOW).isoformat(), due_on.isoformat()]
    assert {task.attempt for task in uow.tasks.kept.values()} == {101}
    answer_all(uow)
    contract, found = read_vigilance(CONTRACT, uow=uow.acting_as(an_agent()))
    assert contract.next_due_on == months_after(legal_day(NOW), due_on, months=6)
    assert found is not None
    assert found.block(Source.SOCIAL_CERTIFICATE).answered_at == uow.clock.now()


def test_each_event_of_the_file_has_a_version_of_its_own() -> None:
    uow = watching()
    renew_due(law=LAW, uow=uow, limit=10)
    answer_all(uow)
    versions = [event.aggregate_version for event in uow.events]
    assert versions == list(range(1, len(versions) + 1))


def test_a_renewal_counts_its_own_attempts() -> None:
    uow = watching()
    renew_due(law=LAW, uow=uow, limit=10)
    answer_all(uow)
    uow.clock.advance(timedelta(days=200))
    renew_due(law=LAW, uow=uow, limit=10)
    for _ in range(LAST_ATTEMPT):
        for task in list(uow.tasks.kept.values()):
            prepared = prepare(task, uow=uow)
            assert prepared is not None
            settle(prepared, Received(NoAnswer("muette")), uow=uow)
        uow.clock.advance(timedelta(hours=2))
        ask_again(uow=uow, limit=10)
    found = next(iter(uow.candidacies.kept.values()))
    assert {block.attempt for block in found.blocks} == {100 + LAST_ATTEMPT}
    assert found.is_settled


def test_the_end_of_the_execution_stops_renewals_in_any_order() -> None:
    ended = ContractEndedV1.model_validate(
        {**facts_of(version=3), "end": "completed", "ended_on": legal_day(NOW).isoformat()}
    )
    notified = ContractNotifiedV1.model_validate(facts_of())
    for events in ((notified, ended), (ended, notified), (ended, notified, ended)):
        uow = FakeUnitOfWork(SYSTEM, tenders=[a_tender()])
        for event in events:
            note_contract(event, law=LAW, uow=uow)
        assert renew_due(law=LAW, uow=uow, limit=10) == 0


@pytest.mark.parametrize(("amount", "watched"), [("4999.99", 0), ("5000.00", 1), ("5000.01", 1)])
def test_only_contracts_that_reach_the_threshold_are_watched(amount: str, watched: int) -> None:
    assert renew_due(law=LAW, uow=watching(amount=amount), limit=10) == watched


def test_nobody_but_the_buyer_reads_the_vigilance_of_a_contract() -> None:
    uow = watching()
    for stranger in (a_company_person(), Principal("x", an_agent().kind, WHOLE, "Autre", frozenset())):
        with pytest.raises(Refused) as refused:
            read_vigilance(CONTRACT, uow=uow.acting_as(stranger))
        assert refused.value.refusal.code == "MPS-CONTRACT-UNKNOWN"


def test_no_event_tells_what_a_certificate_says() -> None:
    uow = watching()
    renew_due(law=LAW, uow=uow, limit=10)
    words = [event.model_dump_json() for event in uow.events if isinstance(event, ContractVigilanceDueV1)]
    assert words
    assert all("found" not in each and "refused" not in each for each in words)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 12))
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(first: date, count: int) -> None:
    day = first
    for _ in range(count):
        following = months_after(first, day, months=6)
        assert (following.year * 12 + following.month) - (day.year * 12 + day.month) == 6
        assert following.day == first.day or (following + timedelta(days=1)).day == 1
        day = following


def test_the_clock_of_a_sandbox_brings_renewals_sooner() -> None:
    values = facts_of()
    values["timeline"] = TimelineFact(started_at=NOW, legal_start=NOW, factor=1000)
    uow = FakeUnitOfWork(SYSTEM, tenders=[a_tender()])
    note_contract(ContractNotifiedV1.model_validate(values), law=LAW, uow=uow)
    assert renew_due(law=LAW, uow=uow, limit=10) == 1
    answer_all(uow)
    uow.clock.advance(timedelta(hours=5))  # 208 days of its own time
    assert renew_due(law=LAW, uow=uow, limit=10) == 1
    assert isinstance(uow.clock.now(), datetime)
