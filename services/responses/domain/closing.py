"""The closing: which responses are in time, late or replaced, computed from the announced deadline, never before.

CCP R2151-5 (late responses are eliminated), R2151-6 (only the last one received in time is opened). A late response
never cancels one received in time; successive responses do not complete one another (TA Poitiers, 14/11/2017,
n° 1702401) but replace, place by place: the candidacy, and the bid for each lot. A company alone and the group that it
leads are two bidders (R2142-21): neither replaces the other.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.responses.domain.consultation import Closing, Consultation
from services.responses.domain.deposit import Deposit, SealedFile
from shared.kernel.deadline import to_the_millisecond
from shared.kernel.ids import FileId
from shared.kernel.siret import Siret
from shared.sealing.manifest import Slot


class Standing(StrEnum):
    """How a response stands against the deadline and against its author's other responses."""

    IN_TIME = "in_time"
    LATE = "late"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Judged:
    """A complete response with its standing, and those of its files that are to be opened."""

    deposit: Deposit
    standing: Standing
    to_open: tuple[SealedFile, ...]


def is_in_time(deposit: Deposit, consultation: Consultation, closing: Closing) -> bool:
    """Say whether a complete response was received in time: the one decision, in the consultation's legal time."""
    if deposit.completed_at is None:
        return False
    return closing.deadline.admits(consultation.legal_at(deposit.completed_at))


def judged(deposits: Sequence[Deposit], consultation: Consultation, closing: Closing) -> tuple[Judged, ...]:
    """Judge every complete response, in the order of reception."""
    complete = sorted((deposit for deposit in deposits if deposit.completed_at is not None), key=_reception)
    in_time = [deposit for deposit in complete if is_in_time(deposit, consultation, closing)]
    last = _last_files(in_time)
    return tuple(_judge(deposit, deposit in in_time, last) for deposit in complete)


def without_ended_lots(
    responses: Iterable[Judged], ended_lots: Collection[int], known: Collection[FileId]
) -> tuple[Judged, ...]:
    """Leave sealed for ever what answers a lot that ended before it was opened (R2185-1)."""
    return tuple(
        replace(
            one,
            to_open=tuple(
                file for file in one.to_open if file.declared.slot.lot_number not in ended_lots or file.file_id in known
            ),
        )
        for one in responses
    )


def files_to_open(responses: Iterable[Judged]) -> tuple[tuple[Deposit, SealedFile], ...]:
    """Give every file to open with its response: in time, and the last of its author for its place."""
    return tuple((response.deposit, file) for response in responses for file in response.to_open)


def _judge(deposit: Deposit, in_time: bool, last: frozenset[FileId]) -> Judged:  # noqa: FBT001 - private
    if not in_time:
        return Judged(deposit, Standing.LATE, ())
    kept = tuple(file for file in deposit.files if file.file_id in last)
    return Judged(deposit, Standing.IN_TIME if kept else Standing.SUPERSEDED, kept)


def _last_files(in_time: Sequence[Deposit]) -> frozenset[FileId]:
    """Give, for each bidder and place, the file of its last response in time."""
    last: dict[tuple[Siret, bool, Slot], FileId] = {}
    for deposit in in_time:
        for file in deposit.files:
            last[*deposit.bidder, file.declared.slot] = file.file_id
    return frozenset(last.values())


def _reception(deposit: Deposit) -> tuple[object, ...]:
    """Order by reception; two in the same millisecond by their declaration, then by their id (time-ordered)."""
    return to_the_millisecond(deposit.received_at), deposit.declared_at, deposit.deposit_id
