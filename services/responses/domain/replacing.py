"""What a deposit replaces, place by place: said before it is declared and once it is complete.

CCP R2151-6 (only the last one received in time is opened); TA Poitiers, 14/11/2017, n° 1702401 (successive deposits
never complete one another). A deposit that comes late or stays incomplete replaces nothing: the closing decides.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.responses.domain.deposit import Deposit, DepositStatus
from shared.kernel.ids import DepositId
from shared.sealing.manifest import Slot


@dataclass(frozen=True, slots=True)
class Replaced:
    """An earlier deposit of the same company, and the places for which another one now comes after it."""

    deposit_id: DepositId
    completed_at: datetime
    slots: tuple[Slot, ...]


def replaced_by(slots: Collection[Slot], earlier: Iterable[Deposit]) -> tuple[Replaced, ...]:
    """Give which complete deposits lose which places to a deposit that fills these, the oldest first."""
    complete = [one for one in earlier if one.status is DepositStatus.COMPLETE]
    last: Mapping[Slot, Deposit] = {
        file.declared.slot: deposit
        for deposit in sorted(complete, key=lambda one: (one.received_at, one.deposit_id))
        for file in deposit.files
    }
    losers = {last[slot].deposit_id: last[slot] for slot in slots if slot in last}
    return tuple(
        Replaced(
            one.deposit_id,
            one.received_at,
            tuple(sorted((slot for slot in slots if last.get(slot) is one), key=Slot.display)),
        )
        for one in sorted(losers.values(), key=lambda one: one.received_at)
    )
