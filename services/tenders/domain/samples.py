"""Samples and models (échantillons, maquettes, prototypes), CCP R2132-12 6°, R2151-15: a register on paper, kept here.

They cannot be sent electronically: the buyer notes when and where it received each, gives a receipt, and says what
became of it. Who sent one is seen by the buyer alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.errors import Code
from shared.kernel.ids import TenderId
from shared.kernel.paris import display_instant
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import SampleId


class Medium(StrEnum):
    """What was received (R2132-12 6°)."""

    SAMPLE = "sample"  # échantillon
    MODEL = "model"  # maquette
    SCALE_MODEL = "scale_model"  # modèle réduit
    PROTOTYPE = "prototype"
    OTHER = "other"


class SampleStatus(StrEnum):
    """Where a sample is."""

    HELD = "held"
    RETURNED = "returned"
    DESTROYED = "destroyed"


class SampleAction(StrEnum):
    """What may be done with a sample."""

    RETURN = "return"
    DESTROY = "destroy"


SAMPLE_TRANSITIONS: Mapping[tuple[SampleStatus, SampleAction], SampleStatus] = MappingProxyType(
    {
        (SampleStatus.HELD, SampleAction.RETURN): SampleStatus.RETURNED,
        (SampleStatus.HELD, SampleAction.DESTROY): SampleStatus.DESTROYED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One line of the register; ``received_at`` is in legal time, ``late`` compares it with the deadline (R2151-5)."""

    sample_id: SampleId
    tender_id: TenderId
    organisation: Siret
    version: int
    status: SampleStatus
    number: int
    siret: Siret
    name: str
    medium: Medium
    description: str
    lot_number: int | None
    place: str
    received_at: datetime
    late: bool
    settled_at: datetime | None = None
    note: str | None = None


def check_reception(received_at: datetime, *, legal_now: datetime) -> None:
    """Refuse what would be received in the future: a register states facts.

    Raises:
        Refused: ``TND-SAMPLE-TIME``.
    """
    if received_at > legal_now:
        refuse(Code.SAMPLE_TIME, received_at=display_instant(received_at), now=display_instant(legal_now))


def settle(sample: Sample, action: SampleAction, *, note: str, at: datetime) -> Sample:
    """Note what became of a sample.

    Raises:
        Refused: ``TND-ACTION-IMPOSSIBLE`` when it is no longer held.
    """
    status = SAMPLE_TRANSITIONS.get((sample.status, action))
    if status is None:
        refuse(Code.ACTION_IMPOSSIBLE, status=sample.status, action=action)
    return replace(sample, status=status, version=sample.version + 1, settled_at=at, note=note)
