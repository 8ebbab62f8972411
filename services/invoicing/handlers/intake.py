"""Receiving an invoice (réception de la facture, CCP R2192-12 to R2192-15): store first, judge later.

The machine refuses only what it cannot read or cannot attribute to a recipient; the same bytes again get the same
answer, and the same number with other content is flagged for an agent.
"""

from dataclasses import dataclass
from datetime import datetime

from services.invoicing.domain.attribution import siren_of, siret_of
from services.invoicing.domain.channel import Channel
from services.invoicing.domain.errors import Code
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.presented import Content, PresentedInvoice
from services.invoicing.domain.received import InvoiceSummary, ReceivedFile, ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.handlers.announcements import invoice_received
from services.invoicing.handlers.attributing import attributed, references_of
from services.invoicing.handlers.presenting import Presentation, is_bound_to_portal, join_presented, present
from services.invoicing.ports import ReadDocument, UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.legal.calendar import payment_due_date
from shared.legal.table import LegalTable


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalArrival:
    """How an invoice came from the State's portal: to whom, from whom if it does not say it itself, notified when."""

    buyer: Siret
    supplier: Siret | None
    notified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveInvoice:
    """Command: receive a document that was read safely; ``sha256`` is of the bytes as received."""

    document: bytes
    sha256: str
    read: ReadDocument
    file_name: str | None = None


def receive_invoice(command: ReceiveInvoice, *, uow: UnitOfWork, law: LegalTable) -> ReceivedInvoice | PresentedInvoice:
    """Store an invoice with its bytes and announce it; official rules and matching come after.

    For a recipient bound to the State's portal, what comes by any other door is kept apart: it is not received.

    Raises:
        Refused: ``INV-UNATTRIBUTABLE``, ``INV-NOT-YOUR-INVOICE``.
    """
    content = command.read.invoice
    seller = _seller(content, uow.scope.principal)
    buyer = _buyer(content, seller=seller, uow=uow)
    if not is_bound_to_portal(buyer, uow=uow):
        return _received(command, parties=(buyer, seller), arrival=None, uow=uow, law=law)
    presentation = Presentation(
        document=command.document,
        sha256=command.sha256,
        syntax=command.read.syntax,
        file_name=command.file_name,
        content=Content.of(content),
        buyer=buyer,
        seller=seller,
    )
    return present(presentation, uow=uow)


def receive_from_portal(
    command: ReceiveInvoice, *, arrival: PortalArrival, uow: UnitOfWork, law: LegalTable
) -> ReceivedInvoice:
    """Store an invoice fetched from the State's portal, received when its recipient was notified (R2192-15).

    What had come before by another door is joined with it.

    Raises:
        Refused: ``INV-UNATTRIBUTABLE``.
    """
    seller = siret_of(command.read.invoice.seller) or arrival.supplier or refuse(Code.UNATTRIBUTABLE, party="vendeur")
    received = _received(command, parties=(arrival.buyer, seller), arrival=arrival, uow=uow, law=law)
    join_presented(received, uow=uow)
    return received


def _received(
    command: ReceiveInvoice,
    *,
    parties: tuple[Siret, Siret],
    arrival: PortalArrival | None,
    uow: UnitOfWork,
    law: LegalTable,
) -> ReceivedInvoice:
    content, (buyer, seller), now = command.read.invoice, parties, uow.clock.now()
    references = references_of(content, buyer=buyer, seller=seller, uow=uow)
    found = attributed(references, buyer=buyer, seller=seller, uow=uow)
    received_at = arrival.notified_at if arrival else now
    received_on = legal_day(found.timeline.legal_at(received_at))
    invoice = ReceivedInvoice(
        invoice_id=uow.ids.new(InvoiceId),
        version=1,
        status=InvoiceStatus.RECEIVED,
        buyer=buyer,
        seller=seller,
        file=ReceivedFile(
            syntax=command.read.syntax, size=len(command.document), sha256=command.sha256, name=command.file_name
        ),
        summary=InvoiceSummary.of(content),
        channel=Channel.STATE_PORTAL if arrival else Channel.PLATFORM,
        entered_at=now,
        received_at=received_at,
        received_on=received_on,
        due_on=payment_due_date(received_on=received_on, payer=found.payer, table=law).due_on,
        payer=found.payer,
        timeline=found.timeline,
        contract_id=found.contract.contract_id if found.contract else None,
        order_id=found.order.order_id if found.order else None,
        commitment_id=found.commitment.commitment_id if found.commitment else None,
    )
    kept = uow.invoices.add(invoice, command.document)
    if kept != invoice.invoice_id:
        return uow.invoices.get(kept)
    uow.publish(invoice_received(invoice))
    uow.record("invoice_received", str(invoice.invoice_id), {"number": content.number, "sha256": command.sha256})
    return invoice


def _seller(content: Invoice, principal: Principal) -> Siret:
    """Attribute the invoice to its seller: the SIRET written on it, else the company that sends it.

    An invoice that identifies its seller by no SIREN (a foreign company, a software that writes a name alone) is its
    sender's, which an agent is told (``INV-DIFF-SELLER-UNSAID``).
    """
    siret, siren = siret_of(content.seller), siren_of(content.seller)
    own = principal.organisation
    if principal.kind is not PrincipalKind.AGENT:
        principal.require(Right.SUBMIT)
        if own is None or (siren is not None and siren != own.siren):
            refuse(Code.NOT_YOUR_INVOICE, seller=siret or siren or "")
        siret = siret or own
    return siret if siret is not None else refuse(Code.UNATTRIBUTABLE, party="vendeur")


def _buyer(content: Invoice, *, seller: Siret, uow: UnitOfWork) -> Siret:
    """Attribute the invoice to its recipient: a SIRET known here, else the one known buyer of that SIREN."""
    siret = siret_of(content.buyer)
    if siret is None:
        siren = siren_of(content.buyer)
        siret = (uow.contracts.buyer_of(siren, seller=seller) or uow.recipients.only_one_of(siren)) if siren else None
    if siret is None or not (uow.recipients.find(siret) or uow.contracts.knows_buyer(siret)):
        refuse(Code.UNATTRIBUTABLE, party="acheteur")
    principal = uow.scope.principal
    if principal.kind is PrincipalKind.AGENT and principal.organisation != siret:
        refuse(Code.UNATTRIBUTABLE, party="acheteur")  # an agent brings in the invoices of its own organisation only
    return siret
