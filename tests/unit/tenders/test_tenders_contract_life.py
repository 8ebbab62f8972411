"""A contract in force: limits of modifications, silence on subcontracts, its end, the days of every duty."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain import contracts, modifications, subcontracts
from services.tenders.domain.advice import Conclusion
from services.tenders.domain.contract_duties import ContractFile, contract_duties
from services.tenders.domain.contracts import (
    Contract,
    ContractEnd,
    Contractor,
    EndKind,
    Notification,
    NotificationMeans,
    Signature,
    SignatureForm,
)
from services.tenders.domain.duties import DutyCode, DutyStatus, in_order
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.legality import Acknowledgement, LegalityDuty
from services.tenders.domain.model import Buyer, ContractKind
from services.tenders.domain.modification_advice import ModificationFacts, modification_advices
from services.tenders.domain.modifications import (
    MODIFICATION_TRANSITIONS,
    Modification,
    ModificationAction,
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
from shared.kernel.ids import AwardId, ContractId, ModificationId, SubcontractId
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from shared.kernel.timeline import Timeline
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind, Capacity
from shared.legal.calendar import months_later
from tests.unit.tenders.builders import ACME, BOLT, BUYER, TENDER, a_lot, numbered

SIGNED, NOTIFIED, TODAY = date(2026, 9, 1), date(2026, 9, 10), date(2026, 11, 23)
INITIAL = Decimal(1_000_000)


def a_contract(kind: ContractKind = ContractKind.WORKS, **changes: object) -> Contract:
    contract = Contract(
        contract_id=numbered(ContractId, 1),
        version=3,
        status=ContractStatus.NOTIFIED,
        reference="2026-01",
        tender_id=TENDER,
        award_id=numbered(AwardId, 1),
        object="Rénovation",
        kind=kind,
        lot=a_lot(),
        buyer=Buyer(BUYER, "Commune", BuyerKind.COMMUNE),
        contractor=Contractor(ACME, "Acme"),
        amount_excl_vat=Money(INITIAL),
        launched_on=date(2026, 5, 1),
        timeline=Timeline.real(),
        sandbox=False,
        legality=None,
        signature=Signature(SignatureForm.HANDWRITTEN, SIGNED),
        notification=Notification(NotificationMeans.PLATFORM, NOTIFIED),
    )
    return replace(contract, **changes)


def a_modification(amount: str = "1000", number: int = 1, **changes: object) -> Modification:
    modification = Modification(
        modification_id=numbered(ModificationId, number),
        contract_id=numbered(ContractId, 1),
        version=1,
        number=number,
        status=ModificationStatus.SIGNED,
        ground=ModificationGround.LOW_AMOUNT,
        object="Ajout",
        reason="Fondations",
        amount=Money(Decimal(amount)),
        signed_on=date(2026, 10, 1),
    )
    return replace(modification, **changes)


def looked_at(
    modification: Modification,
    law: LegalTable,
    *,
    earlier: Sequence[Modification] = (),
    contract: Contract | None = None,
    **facts: object,
) -> list[str]:
    known = {"chosen_by_committee": False, "formal": True, "capacity": Capacity.AUTHORITY, **facts}
    found = modification_advices(
        modification, facts=ModificationFacts(contract or a_contract(), tuple(earlier), **known), law=law
    )
    return [advice.code for advice in found if advice.conclusion is Conclusion.ATTENTION]


@pytest.mark.parametrize(
    ("kind", "amount", "codes"),
    [
        (ContractKind.WORKS, "149999.99", []),
        (ContractKind.WORKS, "150000.00", ["modification_low_amount"]),
        (ContractKind.WORKS, "-150000.00", ["modification_low_amount"]),
        (ContractKind.SUPPLIES, "99999.99", []),
        (ContractKind.SUPPLIES, "100000.00", ["modification_low_amount"]),
        (ContractKind.SERVICES, "100000.01", ["modification_low_amount"]),
    ],
)
def test_a_low_amount_stays_under_its_share(kind: ContractKind, amount: str, codes: list[str], law: LegalTable) -> None:
    assert looked_at(a_modification(amount), law, contract=a_contract(kind)) == codes


def test_low_amounts_are_added_and_compensate_each_other(law: LegalTable) -> None:
    earlier = [a_modification("100000", 1), a_modification("400000", 2, ground=ModificationGround.UNFORESEEN)]
    assert looked_at(a_modification("50000", 3), law, earlier=earlier) == ["modification_low_amount"]
    assert looked_at(a_modification("49999.99", 3), law, earlier=earlier) == []
    assert looked_at(a_modification("-200000", 3), law, earlier=earlier) == []


def test_a_low_amount_stays_under_the_european_threshold(law: LegalTable) -> None:
    large = a_contract(ContractKind.SERVICES, amount_excl_vat=Money(Decimal(10_000_000)))
    assert looked_at(a_modification("215999.99"), law, contract=large) == []
    assert looked_at(a_modification("216000.00"), law, contract=large) == ["modification_european_threshold"]


@pytest.mark.parametrize("ground", [ModificationGround.ADDITIONAL, ModificationGround.UNFORESEEN])
def test_each_unforeseen_change_stays_within_half_for_an_authority(ground: ModificationGround, law: LegalTable) -> None:
    earlier = [a_modification("500000", 1, ground=ground)]
    assert looked_at(a_modification("500000.00", 2, ground=ground), law, earlier=earlier) == []
    over = a_modification("500000.01", 2, ground=ground)
    assert looked_at(over, law, earlier=earlier) == ["modification_half"]
    assert looked_at(over, law, earlier=earlier, capacity=Capacity.ENTITY) == []


def test_the_committee_is_heard_above_its_share_of_increase(law: LegalTable) -> None:
    at, above = a_modification("50000.00"), a_modification("50000.01")
    assert looked_at(at, law, chosen_by_committee=True) == []
    assert looked_at(above, law, chosen_by_committee=True) == ["modification_committee"]
    assert looked_at(replace(above, opinion="CAO du 3 octobre"), law, chosen_by_committee=True) == []
    assert looked_at(above, law) == []


def test_every_status_of_a_modification_meets_every_action() -> None:
    contract, today = a_contract(), TODAY
    done = Acknowledgement("AR-1", date(2026, 10, 5))
    acts = {
        ModificationAction.ACKNOWLEDGE: lambda m: modifications.acknowledge(m, acknowledgement=done, today=today),
        ModificationAction.NOTIFY: lambda m: modifications.notify(m, contract=contract, today=today),
    }
    for status, action in product(ModificationStatus, ModificationAction):
        before = a_modification(status=status)
        expected = MODIFICATION_TRANSITIONS.get((status, action))
        if expected is None:
            with pytest.raises(Refused) as refused:
                acts[action](before)
            assert refused.value.refusal.code == "TND-ACTION-IMPOSSIBLE"
        else:
            assert acts[action](before).status is expected


def test_a_modification_follows_its_contract_to_the_prefect() -> None:
    duty = LegalityDuty(True, Money(INITIAL), Money(Decimal(216_000)), "CGCT", "B", 15)
    contract = a_contract(legality=duty)
    with pytest.raises(Refused) as refused:
        modifications.notify(a_modification(), contract=contract, today=TODAY)
    assert refused.value.refusal.code == "TND-MODIFICATION-LEGALITY"
    acknowledged = a_modification(status=ModificationStatus.ACKNOWLEDGED, acknowledgement=Acknowledgement("AR", TODAY))
    assert modifications.notify(acknowledged, contract=contract, today=TODAY).notified_on == TODAY


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_on": date(2026, 9, 9)}, "TND-MODIFICATION-DATE"),
        ({"signed_on": date(2026, 11, 24)}, "TND-MODIFICATION-DATE"),
        ({"ground": ModificationGround.NEW_HOLDER}, "TND-MODIFICATION-NEW-HOLDER"),
        ({"new_holder": Contractor(BOLT, "Bolt")}, "TND-MODIFICATION-NEW-HOLDER"),
        ({"amount": "-1000000.01"}, "TND-MODIFICATION-AMOUNT"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        modifications.check_modification(a_contract(), a_modification(**changes), current=Money(INITIAL), today=TODAY)
    assert refused.value.refusal.code == code


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
