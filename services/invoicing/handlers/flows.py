"""Depositing a file of one invoice or many: acknowledged once durable, then dealt with document by document.

Each document is received in a unit of work of its own, on behalf of the depositor: one bad file does not sink the
others, and an interrupted flow is simply dealt with again, since the same bytes get the same answer.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from services.invoicing.domain.attribution import siren_of, siret_of
from services.invoicing.domain.errors import Code
from services.invoicing.domain.flow import Flow, FlowEntry, FlowStatus, flow_number
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.portal_syntax import is_read_here
from services.invoicing.domain.presented import PresentedInvoice
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.handlers.intake import ReceiveInvoice, receive_invoice
from services.invoicing.handlers.portal_access import senders_of
from services.invoicing.ports import DocumentReader, UnitOfWork
from shared.contracts.invoicing_flows import InvoiceFlowReceivedV1
from shared.kernel.ids import FlowId
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refusal, Refused, refuse
from shared.kernel.siret import Siret
from shared.legal.table import LegalTable

Taken = ReceivedInvoice | PresentedInvoice
Work = Callable[[UnitOfWork], Taken]


class Part(Protocol):
    """One document of a deposited file."""

    @property
    def name(self) -> str:
        """Its name in the file."""

    @property
    def content(self) -> bytes:
        """Its bytes."""

    @property
    def refusal(self) -> Refusal | None:
        """Why there is no such document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositFlow:
    """Command: deposit a file; ``declared_syntax`` is what its sender says of it, kept as said."""

    document: bytes | bytearray
    sha256: str
    name: str
    declared_syntax: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTools:
    """What dealing with a flow needs: reads, one unit of work for each document, the unfolding, the reader."""

    open_reader: Callable[[], AbstractContextManager[UnitOfWork]]
    run_as: Callable[[Principal, Work], Taken]
    unfold: Callable[[str, bytes], Iterable[Part]]
    reader: DocumentReader
    law: LegalTable


def deposit_flow(command: DepositFlow, *, uow: UnitOfWork) -> Flow:
    """Keep a deposited file and announce it to this service itself; the same bytes again give the same flow."""
    principal = uow.scope.principal
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    flow_id = uow.ids.new(FlowId)
    flow = Flow(
        flow_id=flow_id,
        number=flow_number(flow_id),
        version=1,
        status=FlowStatus.RECEIVED,
        depositor=principal,
        name=command.name,
        size=len(command.document),
        sha256=command.sha256,
        received_at=uow.clock.now(),
        declared_syntax=command.declared_syntax,
    )
    kept = uow.flows.add(flow, command.document)
    if kept != flow_id:
        return uow.flows.get(kept)
    uow.publish(
        InvoiceFlowReceivedV1(
            aggregate_id=str(flow_id),
            aggregate_version=flow.version,
            flow_id=str(flow_id),
            size=flow.size,
            sha256=flow.sha256,
            received_at=flow.received_at,
        )
    )
    uow.record("flow_received", str(flow_id), {"sha256": flow.sha256})
    return flow


def unfold_flow(event: InvoiceFlowReceivedV1, tools: FlowTools) -> tuple[FlowEntry, ...]:
    """Receive every document of a flow, each on its own; give what became of each."""
    flow_id = FlowId.parse(event.flow_id)
    with tools.open_reader() as uow:
        flow, document = uow.flows.get(flow_id), uow.flows.document(flow_id)
        senders = senders_of(flow.depositor, uow=uow)
    if document is None:  # dealt with before: the report stands
        return flow.entries
    if not is_read_here(flow.declared_syntax):
        return (_refused(flow.name, Refusal(Code.FLOW_SYNTAX, facts={"syntax": flow.declared_syntax or ""})),)
    return tuple(_received(part, senders, tools) for part in tools.unfold(flow.name, document))


def keep_report(event: InvoiceFlowReceivedV1, entries: tuple[FlowEntry, ...], uow: UnitOfWork) -> None:
    """Keep the report of a flow; a repeated event changes nothing."""
    flow = uow.flows.lock(FlowId.parse(event.flow_id))
    if flow.is_over:
        return
    ended = flow.reported(entries, at=uow.clock.now())
    uow.flows.end(ended)
    uow.record("flow_reported", event.flow_id, {"status": ended.status.value, "documents": str(len(entries))})


def _received(part: Part, senders: Sequence[Principal], tools: FlowTools) -> FlowEntry:
    if part.refusal is not None:
        return _refused(part.name, part.refusal)
    try:
        read = tools.reader.read(part.content)
    except Refused as refused:
        return _refused(part.name, refused.refusal)
    try:
        command = ReceiveInvoice(
            document=part.content,
            sha256=hashlib.sha256(part.content).hexdigest(),
            read=read,
            file_name=part.name.rpartition("/")[2],
        )
        sender = sender_of(read.invoice, senders)
        invoice = tools.run_as(sender, lambda uow: receive_invoice(command, uow=uow, law=tools.law))
    except Refused as refused:
        return _refused(part.name, refused.refusal, invoice=read.invoice)
    return FlowEntry(
        name=part.name,
        invoice_id=invoice.invoice_id if isinstance(invoice, ReceivedInvoice) else None,
        presented_id=invoice.presented_id if isinstance(invoice, PresentedInvoice) else None,
        number=read.invoice.number,
        seller=str(invoice.seller),
        buyer=str(invoice.buyer),
    )


def sender_of(invoice: Invoice, senders: Sequence[Principal]) -> Principal:
    """Give the one of the depositor's organisations that made the invoice, else the first.

    Raises:
        Refused: ``INV-UNATTRIBUTABLE``: none is said, and it may be that of any of them.
    """
    siren = siren_of(invoice.seller)
    if siren is None and len({one.organisation for one in senders}) > 1:
        refuse(Code.UNATTRIBUTABLE, party="vendeur")
    return next((one for one in senders if one.organisation and one.organisation.siren == siren), senders[0])


def _refused(name: str, refusal: Refusal, *, invoice: Invoice | None = None) -> FlowEntry:
    """Report a refusal, with what the invoice says of itself, for its sender to find it again."""
    entry = FlowEntry(name=name, code=refusal.code, facts=tuple(refusal.facts.items()))
    if invoice is None:
        return entry
    seller, buyer = siret_of(invoice.seller), siret_of(invoice.buyer)
    return replace(entry, number=invoice.number, seller=_text(seller), buyer=_text(buyer))


def _text(siret: Siret | None) -> str | None:
    return None if siret is None else str(siret)
