"""What an invoice claims of a contract: whose it is, as whom, within what was accepted (CCP L2193-4, R2193-10).

A subcontractor is paid directly for what the buyer accepted; in works the contractor owes the VAT of its subcontractors
(CGI 283, 2 nonies, not read in a text), whose invoices bear none. Each finding is a difference for an agent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.frames import WORKS_FRAMES, Depositor, depositor_of
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.matching import Difference, DifferenceCode
from services.invoicing.domain.parties import Contract
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.subcontract import Subcontract, SubcontractFault
from services.invoicing.ports import UnitOfWork
from shared.kernel.money import Money

_FAULTS: Final[Mapping[SubcontractFault, DifferenceCode]] = MappingProxyType(
    {
        SubcontractFault.NOT_PAID_DIRECTLY: DifferenceCode.SUBCONTRACTOR_NOT_PAID_DIRECTLY,
        SubcontractFault.SHORT: DifferenceCode.SUBCONTRACT_SHORT,
        SubcontractFault.CURRENCY: DifferenceCode.SUBCONTRACT_CURRENCY,
    }
)
_BEARING_VAT: Final = frozenset({"S"})  # UNTDID 5305: standard rate


def named_contract(invoice: ReceivedInvoice, *, uow: UnitOfWork) -> Contract | None:
    """Find the contract of its buyer that an invoice names, whoever holds it."""
    reference = invoice.summary.contract_reference
    return uow.contracts.of_reference(invoice.buyer, reference) if reference else None


def is_accepted_subcontractor(invoice: ReceivedInvoice, contract: Contract | None, *, uow: UnitOfWork) -> bool:
    """Say whether the seller was accepted as a subcontractor on the contract that the invoice names."""
    return contract is not None and bool(uow.subcontracts.of(contract.contract_id, invoice.seller.siren))


def claims(
    invoice: ReceivedInvoice, content: Invoice, contract: Contract | None, *, uow: UnitOfWork
) -> Iterator[Difference]:
    """Compare what an invoice says of a contract of its buyer with what is known of that contract."""
    if contract is None:
        return
    frame, facts = invoice.summary.frame or "", {"reference": contract.reference}
    if frame in WORKS_FRAMES and contract.is_works is False:
        yield Difference(DifferenceCode.FRAME_NOT_WORKS, {**facts, "frame": frame})
    if contract.contractor.siret.siren == invoice.seller.siren:
        if depositor_of(frame) is Depositor.SUBCONTRACTOR:
            yield Difference(DifferenceCode.FRAME_DEPOSITOR, {**facts, "frame": frame})
        return
    accepted = uow.subcontracts.of(contract.contract_id, invoice.seller.siren)
    if not accepted:
        yield from _undeclared(depositor_of(frame), facts)
        return
    yield from _within(accepted, invoice, facts, uow)
    if contract.is_works and any(one.category in _BEARING_VAT for one in content.vat_breakdown):
        yield Difference(DifferenceCode.REVERSE_CHARGE, facts)


def _undeclared(depositor: Depositor | None, facts: Mapping[str, str]) -> Iterator[Difference]:
    """Tell a seller that is not a party: members of a group are not announced one by one, theirs are left to people."""
    if depositor is Depositor.SUBCONTRACTOR:
        yield Difference(DifferenceCode.SUBCONTRACTOR_UNDECLARED, facts)
    elif depositor is Depositor.SUPPLIER:
        yield Difference(DifferenceCode.CONTRACT_SELLER, facts)


def _within(
    accepted: Sequence[Subcontract], invoice: ReceivedInvoice, facts: Mapping[str, str], uow: UnitOfWork
) -> Iterator[Difference]:
    """Compare with all that the company was accepted for on the contract, together."""
    last, asked = accepted[-1], invoice.summary.counted(invoice.summary.amount_incl_vat)
    currency = last.most_incl_vat.currency
    alike = [one.most_incl_vat for one in accepted if one.most_incl_vat.currency == currency]
    whole = replace(
        last, most_incl_vat=Money.total(alike, currency), pays_directly=any(one.pays_directly for one in accepted)
    )
    already = uow.invoices.asked_under(invoice, reference=facts["reference"])
    amounts = {"amount": str(whole.most_incl_vat), "invoiced": str(already + asked)}
    for fault in whole.faults(asked=asked, already=already):
        yield Difference(_FAULTS[fault], {**facts, **amounts})
