"""A contract in force: silence on subcontracts, its end, the days of every duty."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain import contracts, subcontracts
from services.tenders.domain.contract_duties import ContractFile, contract_duties
from services.tenders.domain.contracts import (
    Contract,
    ContractEnd,
    Contractor,
    EndKind,
)
from services.tenders.domain.duties import DutyCode, DutyStatus, in_order
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.legality import LegalityDuty
from services.tenders.domain.modifications import (
    ModificationGround,
    ModificationStatus,
)
from services.tenders.domain.states import CONTRACT_TRANSITIONS, ContractAction, ContractStatus
from services.tenders.domain.subcontracts import (
    SUBCONTRACT_TRANSITIONS,
    Declaration,
    Subcontract,
    SubcontractAction,
    SubcontractStatus,
)
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import SubcontractId
from shared.legal import LegalTable
from shared.legal.calendar import months_later
from tests.unit.tenders.builders import BOLT, numbered
from tests.unit.tenders.contract_ground import INITIAL, NOTIFIED, TODAY, a_contract, a_modification


def a_subcontract(law: LegalTable, received_on: date = date(2026, 10, 1), amount: str = "600.00") -> Subcontract:
    declaration = Declaration(
        subcontractor=Contractor(BOLT, "Bolt"),
        address="Rennes",
        services="Peinture",
        most_incl_vat=Money(Decimal(amount)),
        payment_terms="30 jours",
        no_exclusion_declared=True,
        claims_free=True,
    )
    identifier = numbered(SubcontractId, 1)
    return subcontracts.declare(
        declaration, subcontract_id=identifier, contract=a_contract(), received_on=received_on, law=law
    )


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_silence_accepts_after_twenty_one_whole_days(received_on: date) -> None:
    declared = a_subcontract(LegalTable.load(), received_on)
    last = received_on + timedelta(days=21)
    assert subcontracts.apply_silence(declared, today=last) is None
    accepted = subcontracts.apply_silence(declared, today=last + timedelta(days=1))
    assert accepted is not None
    assert accepted.status is SubcontractStatus.TACITLY_ACCEPTED
    assert accepted.decided_on == last + timedelta(days=1)


def test_nobody_refuses_after_a_silence_that_accepted(law: LegalTable) -> None:
    declared = a_subcontract(law)
    with pytest.raises(Refused) as refused:
        subcontracts.decide(declared, accepted=False, reason="Trop tard", today=date(2026, 10, 23))
    assert refused.value.refusal.code == "TND-ACTION-IMPOSSIBLE"
    in_time = subcontracts.decide(declared, accepted=False, reason="Capacités", today=date(2026, 10, 22))
    assert in_time.status is SubcontractStatus.REFUSED


def test_every_status_of_a_subcontract_meets_every_action(law: LegalTable) -> None:
    day, later = date(2026, 10, 2), date(2026, 12, 1)
    acts = {
        SubcontractAction.ACCEPT: lambda s: subcontracts.decide(s, accepted=True, reason=None, today=day).status,
        SubcontractAction.REFUSE: lambda s: subcontracts.decide(s, accepted=False, reason="Non", today=day).status,
    }
    for status, action in product(SubcontractStatus, acts):
        declared = replace(a_subcontract(law), status=status)
        expected = SUBCONTRACT_TRANSITIONS.get((status, action))
        if expected is None:
            with pytest.raises(Refused):
                acts[action](declared)
        else:
            assert acts[action](declared) is expected
    for status in SubcontractStatus:
        found = subcontracts.apply_silence(replace(a_subcontract(law), status=status), today=later)
        assert (found is not None) is (status is SubcontractStatus.DECLARED)


def test_direct_payment_begins_at_its_threshold(law: LegalTable) -> None:
    assert a_subcontract(law, amount="600.00").pays_directly
    assert not a_subcontract(law, amount="599.99").pays_directly


def test_the_end_of_a_contract_is_dated_and_reasoned() -> None:
    done = contracts.end_contract(a_contract(), end=ContractEnd(EndKind.COMPLETED, TODAY), today=TODAY)
    assert done.status is ContractStatus.COMPLETED
    for end, code in (
        (ContractEnd(EndKind.COMPLETED, TODAY + timedelta(days=1)), "TND-CONTRACT-END-DATE"),
        (ContractEnd(EndKind.FAULT, NOTIFIED - timedelta(days=1), "Retard"), "TND-CONTRACT-END-DATE"),
        (ContractEnd(EndKind.FAULT, TODAY), "TND-CONTRACT-END-REASON"),
        (ContractEnd(EndKind.PUBLIC_INTEREST, TODAY, "  "), "TND-CONTRACT-END-REASON"),
    ):
        with pytest.raises(Refused) as refused:
            contracts.end_contract(a_contract(), end=end, today=TODAY)
        assert refused.value.refusal.code == code


def test_only_a_contract_in_force_is_performed_or_ended() -> None:
    for status in ContractStatus:
        contract = a_contract(status=status)
        if (status, ContractAction.PERFORM) in CONTRACT_TRANSITIONS:
            assert contracts.perform(contract).version == contract.version + 1
            continue
        for act in (
            contracts.perform,
            lambda c: contracts.end_contract(c, end=ContractEnd(EndKind.COMPLETED, TODAY), today=TODAY),
        ):
            with pytest.raises(Refused):
                act(contract)


def duties(contract: Contract, law: LegalTable, **file: object) -> dict[DutyCode, date | None]:
    given_file = {
        "modifications": (),
        "subcontracts": (),
        "need": contract.amount_excl_vat,
        "obligations": {ObligationCode.AWARD_NOTICE},
        "formal": True,
        **file,
    }
    return {duty.code: duty.due_on for duty in contract_duties(ContractFile(contract=contract, **given_file), law=law)}


def test_every_duty_of_a_contract_has_its_day(law: LegalTable) -> None:
    duty = LegalityDuty(True, Money(INITIAL), Money(Decimal(216_000)), "CGCT", "B", 15)
    ended = replace(
        a_contract(legality=duty),
        end=ContractEnd(EndKind.COMPLETED, date(2028, 2, 29)),
        status=ContractStatus.COMPLETED,
    )
    unforeseen = a_modification(
        ground=ModificationGround.UNFORESEEN, status=ModificationStatus.NOTIFIED, notified_on=date(2026, 12, 31)
    )
    assert duties(ended, law, modifications=(unforeseen,), subcontracts=(a_subcontract(law),)) == {
        DutyCode.TRANSMISSION: date(2026, 9, 16),
        DutyCode.NOTIFICATION: None,
        DutyCode.AWARD_NOTICE: date(2026, 10, 1),
        DutyCode.ESSENTIAL_DATA: date(2026, 11, 10),
        DutyCode.MODIFICATION_TRANSMISSION: date(2026, 10, 16),
        DutyCode.MODIFICATION_NOTIFICATION: None,
        DutyCode.MODIFICATION_NOTICE: None,
        DutyCode.MODIFICATION_DATA: date(2027, 2, 28),
        DutyCode.SUBCONTRACT_ANSWER: date(2026, 10, 22),
        DutyCode.KEEP_BIDS: date(2031, 9, 1),
        DutyCode.KEEP_CONTRACT: date(2038, 2, 28),
    }


def test_small_contracts_publish_nothing_and_cancelled_ones_owe_nothing(law: LegalTable) -> None:
    small = a_contract(amount_excl_vat=Money(Decimal("39999.99")))
    assert DutyCode.ESSENTIAL_DATA not in duties(small, law)
    assert DutyCode.ESSENTIAL_DATA in duties(replace(small, amount_excl_vat=Money(Decimal("40000.00"))), law)
    assert duties(a_contract(status=ContractStatus.CANCELLED), law) == {}


def test_what_is_late_comes_first(law: LegalTable) -> None:
    found = contract_duties(
        ContractFile(
            contract=a_contract(),
            modifications=(),
            subcontracts=(),
            need=Money(INITIAL),
            obligations={ObligationCode.AWARD_NOTICE},
            formal=True,
        ),
        law=law,
    )
    ordered = in_order(found, today=date(2026, 10, 2))
    assert [duty.status(date(2026, 10, 2)) for duty in ordered] == [
        DutyStatus.LATE,
        DutyStatus.DUE,
        DutyStatus.DONE,
        DutyStatus.RUNNING,
    ]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_months_later_never_leaves_the_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
