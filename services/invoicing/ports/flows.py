"""The flows deposited, with their bytes until they have been dealt with."""

from typing import Protocol

from services.invoicing.domain.flow import Flow
from shared.kernel.ids import FlowId


class Flows(Protocol):
    """The flows that the principal's organisation deposited."""

    def add(self, flow: Flow, document: bytes | bytearray) -> FlowId:
        """Keep a new flow and its bytes; give its identifier, or the one of the same bytes deposited before."""

    def get(self, flow_id: FlowId) -> Flow:
        """Read a flow, or refuse ``INV-NOT-FOUND``."""

    def lock(self, flow_id: FlowId) -> Flow:
        """Read a flow and hold its row until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""

    def numbered(self, number: str) -> Flow | None:
        """Find a flow by its number."""

    def is_set_aside(self, flow_id: FlowId) -> bool:
        """Say whether dealing with a flow failed for good, until somebody asks for it again."""

    def document(self, flow_id: FlowId) -> bytes | None:
        """Give the bytes; None once they have been dealt with."""

    def end(self, flow: Flow) -> None:
        """Keep the report of a locked flow and forget its bytes: each invoice has its own."""
