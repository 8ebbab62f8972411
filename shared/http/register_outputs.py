"""What is shown of registers."""

from datetime import date

from pydantic import AwareDatetime, BaseModel

from shared.kernel.deadline import Deadline
from shared.registers.envelope import Envelope
from shared.registers.retention import Destruction


class EnvelopeOut(BaseModel):
    """A line of the register of envelopes; an opened electronic copy is opened at ``reception`` by its custodians."""

    envelope_id: str
    tender_id: str
    version: int
    status: str
    kind: str
    medium: str
    number: int
    siret: str
    name: str
    lots: list[int]
    received_at: AwareDatetime
    in_time: bool
    registered_at: AwareDatetime
    registered_by: str
    reception: str | None
    reason: str | None
    opening_id: str | None
    opened_at: AwareDatetime | None
    decided_at: AwareDatetime | None
    decided_by: str | None
    note: str | None

    @classmethod
    def of(cls, found: Envelope, deadline: Deadline) -> "EnvelopeOut":
        """Write a line, against the deadline of its consultation."""
        return cls(
            envelope_id=str(found.record_id),
            tender_id=str(found.parent),
            version=found.version,
            status=found.status.value,
            kind=found.kind.value,
            medium=found.medium.value,
            number=found.number,
            siret=str(found.siret),
            name=found.name,
            lots=list(found.lots),
            received_at=found.received_at,
            in_time=found.is_in_time(deadline),
            registered_at=found.registered_at,
            registered_by=found.registered_by,
            reception=None if found.reception is None else str(found.reception),
            reason=None if found.reason is None else found.reason.value,
            opening_id=None if found.opening_id is None else str(found.opening_id),
            opened_at=found.opened_at,
            decided_at=found.decided_at,
            decided_by=found.decided_by,
            note=found.note,
        )


class DestructionOut(BaseModel):
    """A destruction: what, why, after which legal day, and who decided."""

    destruction_id: str
    tender_id: str
    version: int
    status: str
    ground: str
    deposits: list[str]
    due_on: date | None
    proposed_at: AwareDatetime
    decided_at: AwareDatetime | None
    decided_by: str | None
    note: str | None

    @classmethod
    def of(cls, found: Destruction) -> "DestructionOut":
        """Write a destruction."""
        return cls(
            destruction_id=str(found.record_id),
            tender_id=str(found.parent),
            version=found.version,
            status=found.status.value,
            ground=found.ground,
            deposits=[str(one) for one in found.deposits],
            due_on=found.due_on,
            proposed_at=found.proposed_at,
            decided_at=found.decided_at,
            decided_by=found.decided_by,
            note=found.note,
        )
