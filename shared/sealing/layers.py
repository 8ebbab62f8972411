"""The layers of nested identities: who of a subset of custodians peels next, and which layer is the last one."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.kernel.ids import CustodianId, FileId
from shared.sealing.custody import Subset, Wrap


@dataclass(frozen=True, slots=True)
class Layer:
    """A nested identity with some layers already peeled: who peels next follows from how many are gone."""

    file_id: FileId
    subset: Subset
    peeled: int
    data: bytes

    @property
    def next_custodian(self) -> CustodianId:
        """The custodian who can peel the outermost layer."""
        return self.subset[self.peeled]

    @property
    def is_last(self) -> bool:
        """Say whether peeling gives the identity itself, which goes to the worker alone."""
        return self.peeled == len(self.subset) - 1


@dataclass(frozen=True, slots=True)
class Peel:
    """What a custodian got from one layer: the next layer, or the identity sealed again to the worker.

    ``data`` is None when the layer could not be opened: the bidder's wrap is wrong, and the minutes will say it.
    """

    file_id: FileId
    subset: Subset
    data: bytes | None


def layers_for(
    custodian: CustodianId, wraps: Iterable[tuple[FileId, Wrap]], peeled: Iterable[Layer]
) -> tuple[Layer, ...]:
    """Give the layers that a custodian can peel now: the furthest state of each nested identity."""
    furthest = {(file_id, wrap.subset): Layer(file_id, wrap.subset, 0, wrap.data) for file_id, wrap in wraps}
    for layer in peeled:
        known = furthest.get((layer.file_id, layer.subset))
        if known is not None and layer.peeled > known.peeled:
            furthest[layer.file_id, layer.subset] = layer
    return tuple(layer for layer in furthest.values() if layer.next_custodian == custodian)
