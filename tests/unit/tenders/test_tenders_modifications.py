"""Modifications of a contract: their limits, their statuses, what cannot be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from services.tenders.domain import modifications
from services.tenders.domain.advice import Conclusion
from services.tenders.domain.contracts import (
    Contract,
    Contractor,
)
from services.tenders.domain.legality import Acknowledgement, LegalityDuty
from services.tenders.domain.model import ContractKind
from services.tenders.domain.modification_advice import ModificationFacts, modification_advices
from services.tenders.domain.modifications import (
    MODIFICATION_TRANSITIONS,
    Modification,
    ModificationAction,
    ModificationGround,
    ModificationStatus,
)
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from shared.legal.buyers import Capacity
from tests.unit.tenders.builders import BOLT
from tests.unit.tenders.contract_ground import INITIAL, TODAY, a_contract, a_modification


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
