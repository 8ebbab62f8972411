"""An invoice that comes by another door than the State's portal, for a recipient bound to it (L2192-5, R2192-3).

It is kept with its bytes and is neither rejected nor received. With its supplier's mandate it is to be forwarded;
without one the supplier is informed and invited to use the portal, once for each recipient.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.presented import Content, PresentedInvoice, PresentedState
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.recipient import Door
from services.invoicing.ports import UnitOfWork
from shared.contracts.invoicing_doors import InvoicePresentedElsewhereV1
from shared.kernel.ids import PresentedInvoiceId
from shared.kernel.siret import Siret

# The forms that the portal takes, by its own names (E1: structured, E2: with a readable form).
SYNTAXES: Final[Mapping[str, str]] = MappingProxyType(
    {"ubl": "IN_DP_E1_UBL_INVOICE", "cii": "IN_DP_E1_CII_16B", "factur-x": "IN_DP_E2_CII_FACTURX"}
)
_ON_ITS_WAY = frozenset(
    {PresentedState.TO_FORWARD, PresentedState.SENDING, PresentedState.FORWARDED, PresentedState.ON_PORTAL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """A document that was read and attributed, for a recipient that receives by the portal alone."""

    document: bytes
    sha256: str
    syntax: str
    file_name: str | None
    content: Content
    buyer: Siret
    seller: Siret


def is_bound_to_portal(buyer: Siret, *, uow: UnitOfWork) -> bool:
    """Say whether a recipient receives by the State's portal alone."""
    recipient = uow.recipients.find(buyer)
    return recipient is not None and recipient.door is Door.STATE_PORTAL


def present(presentation: Presentation, *, uow: UnitOfWork) -> ReceivedInvoice | PresentedInvoice:
    """Keep an invoice of another door; one that was received already, by the portal, is given as it is."""
    buyer, seller, content = presentation.buyer, presentation.seller, presentation.content
    received = uow.invoices.of_content(buyer, seller, content)
    if received is not None:
        return received
    on_its_way = [one for one in uow.presented_invoices.open_of(buyer, seller, content) if one.state in _ON_ITS_WAY]
    if on_its_way:  # written again by a software: forwarded once
        return on_its_way[0]
    now = uow.clock.now()
    mandate = uow.forwarding_mandates.find(seller)
    is_mandated = mandate is not None and mandate.is_given and presentation.syntax in SYNTAXES
    presented = PresentedInvoice(
        presented_id=uow.ids.new(PresentedInvoiceId),
        version=1,
        state=PresentedState.TO_FORWARD if is_mandated else PresentedState.INVITED,
        buyer=buyer,
        seller=seller,
        content=content,
        syntax=presentation.syntax,
        sha256=presentation.sha256,
        file_name=presentation.file_name,
        presented_at=now,
        presented_by=uow.scope.principal.subject,
        invited_at=None,
        due_at=now if is_mandated else None,
    )
    return _kept(presented, presentation.document, uow=uow)


def _kept(presented: PresentedInvoice, document: bytes, *, uow: UnitOfWork) -> PresentedInvoice:
    kept = uow.presented_invoices.add(presented, document)
    if kept != presented.presented_id:
        return uow.presented_invoices.get(kept)
    is_invitation = False
    if presented.state is PresentedState.INVITED:
        presented, is_invitation = invited(presented, at=presented.presented_at, uow=uow)
    announce(presented, uow=uow, invitation=is_invitation)
    facts = {"number": presented.content.number, "state": presented.state.value, "sha256": presented.sha256}
    uow.record("invoice_presented_elsewhere", str(presented.presented_id), facts)
    return presented


def invited(presented: PresentedInvoice, *, at: datetime, uow: UnitOfWork) -> tuple[PresentedInvoice, bool]:
    """Note that a supplier is informed and invited; say whether it is now, once for each recipient, or was before."""
    first, is_invitation = uow.presented_invoices.invite(presented.buyer, presented.seller, at=at)
    noted = replace(presented, invited_at=first)
    uow.presented_invoices.save(noted)
    return noted, is_invitation


def join_presented(invoice: ReceivedInvoice, *, uow: UnitOfWork) -> None:
    """Join an invoice received through the portal with what came before by other doors."""
    found = uow.presented_invoices.open_of(invoice.buyer, invoice.seller, Content.received(invoice))
    for one in found:
        joined = one.joined(invoice)
        uow.presented_invoices.save(joined)
        announce(joined, uow=uow)
        facts = {"invoice_id": str(invoice.invoice_id), "received_at": invoice.received_at.isoformat()}
        uow.record("invoice_joined", str(one.presented_id), facts)


def announce(presented: PresentedInvoice, *, uow: UnitOfWork, invitation: bool = False) -> None:
    """Announce where an invoice of another door stands."""
    uow.publish(
        InvoicePresentedElsewhereV1(
            aggregate_id=str(presented.presented_id),
            aggregate_version=presented.version,
            presented_id=str(presented.presented_id),
            buyer_siret=str(presented.buyer),
            seller_siret=str(presented.seller),
            number=presented.content.number,
            state=presented.state.value,
            presented_at=presented.presented_at,
            invitation=invitation,
            flow_number=presented.flow_number,
            invoice_id=str(presented.invoice_id) if presented.invoice_id else None,
            received_at=presented.received_at,
        )
    )
