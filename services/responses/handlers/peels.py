"""Peeling: each custodian removes its layer on its own machine; the platform only carries sealed layers about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from services.responses.domain.opening import OpenedFile, Opening, OpeningStatus
from services.responses.handlers.openings import awaited_files, end_if_finished, minutes_of
from services.responses.ports import UnitOfWork
from shared.kernel.ids import CustodianId, FileId, OpeningId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.proof.act_proof import act_proof
from shared.proof.canonical import Json, canonical_json
from shared.proof.log import state_act
from shared.registers.custodian import RegisteredCustodian
from shared.sealing.custody import check_layer
from shared.sealing.layers import Layer, Peel, layers_for
from shared.sealing.outcome import Outcome
from shared.sealing.unsealing import Unsealed, Unsealing


@dataclass(frozen=True, slots=True)
class PeelPlan:
    """What to do with a custodian's peels: layers to keep, files that the worker can try now, failures to note."""

    kept: tuple[Layer, ...]
    unsealings: tuple[Unsealing, ...]
    failed: tuple[FileId, ...]


def layers_to_peel(opening_id: OpeningId, custodian_id: CustodianId, *, uow: UnitOfWork) -> Sequence[Layer]:
    """Give a custodian the layers that it can peel now, only for the files that the minutes say to open.

    Raises:
        Refused: not this custodian, or the ceremony was interrupted.
    """
    opening = _not_interrupted(uow.openings.get(opening_id))
    _own_custodian(custodian_id, uow)
    files = awaited_files(minutes_of(opening, uow=uow))
    released: list[Json] = [str(file_id) for file_id in sorted(files)]
    _state(uow, "wraps_released", opening_id, custodian_id, {"files": released})
    uow.record("layers_read", str(opening_id), {"custodian": str(custodian_id), "files": str(len(files))})
    return layers_for(custodian_id, uow.openings.wraps(files), uow.openings.layers(opening_id))


def plan_peels(opening_id: OpeningId, custodian_id: CustodianId, peels: Sequence[Peel], *, uow: UnitOfWork) -> PeelPlan:
    """Say what follows from a custodian's peels; nothing is changed yet, because the worker may take long.

    Raises:
        Refused: not this custodian, a layer that it cannot peel, or bytes that are no layer.
    """
    opening = _not_interrupted(uow.openings.get(opening_id))
    _own_custodian(custodian_id, uow)
    files = awaited_files(minutes_of(opening, uow=uow))
    layers = layers_for(custodian_id, uow.openings.wraps(files), uow.openings.layers(opening_id))
    offered = {(layer.file_id, layer.subset): layer for layer in layers}
    kept: list[Layer] = []
    unsealings: list[Unsealing] = []
    failed: list[FileId] = []
    for peel in peels:
        layer = offered.get((peel.file_id, peel.subset))
        if layer is None:
            continue  # opened meanwhile by other custodians, or peeled before: nothing is left to do
        if peel.data is None:
            failed.append(peel.file_id)
            continue
        check_layer(peel.data)
        if layer.is_last:
            unsealings.append(_unsealing(peel.file_id, peel.data, uow))
        else:
            kept.append(Layer(layer.file_id, layer.subset, layer.peeled + 1, peel.data))
    return PeelPlan(tuple(kept), tuple(unsealings), tuple(failed))


@dataclass(frozen=True, slots=True)
class RecordPeels:
    """What a custodian's peels came to."""

    opening_id: OpeningId
    custodian_id: CustodianId
    plan: PeelPlan
    unsealed: Sequence[Unsealed]


def record_peels(command: RecordPeels, *, uow: UnitOfWork) -> Opening:
    """Keep the layers and the outcomes; the last outcome ends the ceremony."""
    opening = _not_interrupted(uow.openings.lock(command.opening_id))
    _own_custodian(command.custodian_id, uow)
    if opening.status is OpeningStatus.COMPLETED:
        return opening  # a repeated request: everything that it could add is known
    now = uow.clock.now()
    uow.openings.note_custodian(command.opening_id, command.custodian_id, now)
    for layer in command.plan.kept:
        uow.openings.keep_layer(command.opening_id, layer, command.custodian_id, now)
    for file_id in command.plan.failed:
        detail = "Une clé jointe au pli n'a pas pu être ouverte par son détenteur."
        uow.openings.keep_file(OpenedFile(file_id, command.opening_id, Outcome.UNREADABLE, detail, now), blob_id=None)
    for result in command.unsealed:
        found = (result.outcome, result.detail, now, result.scan, result.parts)
        opened = OpenedFile(result.file_id, command.opening_id, *found)
        uow.openings.keep_file(opened, blob_id=result.blob_id)
    plan = command.plan
    peeled: dict[str, Json] = {
        "kept": [{"file_id": str(one.file_id), "sha256": sha256(one.data).hexdigest()} for one in plan.kept],
        "failed": [str(file_id) for file_id in plan.failed],
        "unsealed": [{"file_id": str(one.file_id), "outcome": one.outcome.value} for one in command.unsealed],
    }
    _state(uow, "layers_peeled", command.opening_id, command.custodian_id, peeled)
    counts = {"kept": str(len(command.plan.kept)), "unsealed": str(len(command.unsealed))}
    uow.record("layers_peeled", str(command.opening_id), {"custodian": str(command.custodian_id), **counts})
    return end_if_finished(opening, uow=uow)


def _unsealing(file_id: FileId, wrapped: bytes, uow: UnitOfWork) -> Unsealing:
    deposit = uow.deposits.received_with(file_id)
    file = deposit.file(file_id)
    proof = act_proof(str(deposit.deposit_id), log=uow.log)
    if proof is None:
        refuse("RSP-LOG-BEHIND", file=file_id)
    return Unsealing(file_id, file.blob_id, deposit.sealed_for(file), proof, wrapped)


def _state(
    uow: UnitOfWork, kind: str, opening_id: OpeningId, custodian_id: CustodianId, facts: Mapping[str, Json]
) -> None:
    """Enter what a custodian received or did; the same again is the same act."""
    who: dict[str, Json] = {"opening_id": str(opening_id), "custodian_id": str(custodian_id)}
    name = sha256(canonical_json({**who, **facts})).hexdigest()
    state_act(uow, kind, f"{opening_id}/{kind}/{name}", **who, **facts)


def _not_interrupted(opening: Opening) -> Opening:
    if opening.status is OpeningStatus.INTERRUPTED:
        refuse("RSP-OPENING-INTERRUPTED")
    return opening


def _own_custodian(custodian_id: CustodianId, uow: UnitOfWork) -> RegisteredCustodian:
    principal = uow.scope.principal
    principal.require(Right.CUSTODIAN)
    custodian = uow.custodians.get(custodian_id)
    if custodian.subject != principal.subject or not custodian.is_proved:
        refuse("RSP-CUSTODIAN-OTHER")
    return custodian
