"""Flows (flux): a deposited file of one invoice or many, acknowledged once durable, reported invoice by invoice.

The states are those of the State's portal, so that its clients understand them (consulterCRDetaille).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import FlowId, InvoiceId, PresentedInvoiceId
from shared.kernel.principal import Principal


class FlowStatus(StrEnum):
    """Where a flow stands; the comment gives the portal's name."""

    RECEIVED = "received"  # IN_RECU
    INTEGRATED = "integrated"  # IN_INTEGRE
    PARTLY_INTEGRATED = "partly_integrated"  # IN_INTEGRE_PARTIEL
    REJECTED = "rejected"  # IN_REJETE


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEntry:
    """What became of one document of a flow: its invoice, or the code and facts of its refusal.

    ``presented_id`` names an invoice that is neither received nor rejected: its recipient receives by another door.
    """

    name: str
    invoice_id: InvoiceId | None = None
    number: str | None = None
    seller: str | None = None
    buyer: str | None = None
    code: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    presented_id: PresentedInvoiceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A deposited file: who sent it, its bytes' digest, and its report once every document has been dealt with."""

    flow_id: FlowId
    number: str
    version: int
    status: FlowStatus
    depositor: Principal
    name: str
    size: int
    sha256: str
    received_at: datetime
    declared_syntax: str | None = None
    ended_at: datetime | None = None
    entries: tuple[FlowEntry, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether every document has been dealt with."""
        return self.status is not FlowStatus.RECEIVED

    def reported(self, entries: tuple[FlowEntry, ...], *, at: datetime) -> "Flow":
        """Give the flow with its report: wholly taken, partly, or not at all."""
        taken = sum(entry.invoice_id is not None or entry.presented_id is not None for entry in entries)
        status = FlowStatus.REJECTED
        if taken:
            status = FlowStatus.INTEGRATED if taken == len(entries) else FlowStatus.PARTLY_INTEGRATED
        return replace(self, status=status, entries=entries, ended_at=at, version=self.version + 1)


def flow_number(flow_id: FlowId) -> str:
    """Give the number under which a flow is followed (numéro de flux), never given twice."""
    return f"PLIS-{flow_id.value.hex.upper()}"
