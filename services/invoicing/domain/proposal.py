"""What the machine proposes to the agent for an invoice, and whether the payment period runs after it.

The agent decides: a proposal is a sentence ready to be sent, never an act (except where the buyer allowed the automatic
acceptance of what matches). Sources: CCP R2192-17 (verification), R2192-27 (interruption), R2192-34 (admitted sum).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.invoicing.domain.decisions import RefusalMotive
from services.invoicing.domain.matching import Difference, DifferenceCode
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import OfficialCheck, Outcome
from shared.kernel.money import Money

C = DifferenceCode
_TO_DECIDE = frozenset({InvoiceStatus.RECEIVED, InvoiceStatus.VALIDATED})
_TO_PROVIDE = frozenset(
    {
        *(C.ORDER_MISSING, C.ORDER_UNKNOWN, C.SERVICE_MISSING, C.SERVICE_UNKNOWN, C.COMMITMENT_MISSING),
        C.LINE_INCOMPLETE,
    }
)
_TO_REDUCE = frozenset({C.TOTAL_EXCL_VAT, C.TOTAL_INCL_VAT, C.LINE_QUANTITY, C.LINE_PRICE, C.LINE_AMOUNT})
_MOTIVES = {
    C.SELLER: RefusalMotive.ORDER,
    C.COMMITMENT_SELLER: RefusalMotive.ORDER,
    C.COMMITMENT_CLOSED: RefusalMotive.CONTRACT_ENDED,
    C.CONTRACT_ENDED: RefusalMotive.CONTRACT_ENDED,
    C.SUBCONTRACTOR_UNDECLARED: RefusalMotive.SUBCONTRACTOR_UNDECLARED,
    C.ATTACHMENT_MALWARE: RefusalMotive.OTHER,
    C.ARITHMETIC: RefusalMotive.ARITHMETIC,
}


class ProposedAct(StrEnum):
    """What an agent may do."""

    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept_in_part"
    INTERRUPT = "interrupt"
    REFUSE = "refuse"
    COMPARE = "compare"
    COMPLETE = "complete"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One act that the facts suggest; ``period_runs`` says whether the payment period runs once it is done.

    ``not_checked``: the official checks that could not be made, of which nothing is known. No period ever runs for what
    is not to pay (a credit note).
    """

    act: ProposedAct
    period_runs: bool
    because: tuple[Difference, ...] = ()
    failed_rules: tuple[str, ...] = ()
    not_checked: tuple[OfficialCheck, ...] = ()
    motive: RefusalMotive | None = None
    admitted: Money | None = None
    is_to_pay: bool = True


def proposal_for(invoice: ReceivedInvoice, *, ordered: Money | None = None) -> Proposal:
    """Propose what to do with an invoice that has been judged; ``ordered`` is the total of its order with VAT."""
    if invoice.status not in _TO_DECIDE:
        found = _without_decision(invoice)
    else:
        unknown = () if invoice.verdict is None else invoice.verdict.not_checked
        found = replace(_suggested(invoice, ordered), not_checked=unknown)
    return found if invoice.is_to_pay else replace(found, period_runs=False, is_to_pay=False)


def _suggested(invoice: ReceivedInvoice, ordered: Money | None) -> Proposal:
    """Read the facts; the core rules of an invoice that is judged by its extension are told, and ask for nothing."""
    differences = tuple(difference for difference in invoice.differences if not difference.is_only_told)
    checks = () if invoice.verdict is None else invoice.verdict.deciding
    failed = tuple(dict.fromkeys(rule for check in checks for rule in check.failed_rules))
    duplicates = _among(differences, {C.PROBABLE_DUPLICATE})
    if duplicates:
        return Proposal(act=ProposedAct.COMPARE, period_runs=True, because=duplicates)
    missing = _among(differences, _TO_PROVIDE)
    if (missing or failed) and invoice.interruption is None and invoice.is_to_pay:  # else no period is there to stop
        return Proposal(act=ProposedAct.INTERRUPT, period_runs=False, because=missing, failed_rules=failed)
    for difference in differences:
        motive = _MOTIVES.get(difference.code)
        if motive is not None:
            return Proposal(act=ProposedAct.REFUSE, period_runs=False, because=(difference,), motive=motive)
    asked = invoice.amount_to_pay
    if _among(differences, _TO_REDUCE) and ordered is not None and ordered < asked and ordered.amount > 0:
        because = _among(differences, _TO_REDUCE)
        return Proposal(act=ProposedAct.ACCEPT_IN_PART, period_runs=True, because=because, admitted=ordered)
    is_unknown = bool(checks) and all(check.outcome is Outcome.NOT_CHECKED for check in checks)
    if differences or failed or is_unknown:  # of what no official rule judged, nothing speaks for it either
        return Proposal(act=ProposedAct.COMPARE, period_runs=True, because=differences, failed_rules=failed)
    return Proposal(act=ProposedAct.ACCEPT, period_runs=True)


def _without_decision(invoice: ReceivedInvoice) -> Proposal:
    """Say that nothing is to be decided, unless the supplier has answered an interruption: is all there? (R2192-29)."""
    found = invoice.interruption
    if invoice.status is InvoiceStatus.INTERRUPTED and found is not None and found.answered_on is not None:
        return Proposal(act=ProposedAct.COMPLETE, period_runs=True)
    return Proposal(act=ProposedAct.NOTHING, period_runs=invoice.period_runs)


def accepts_alone(invoice: ReceivedInvoice, *, up_to: Money | None) -> bool:
    """Say whether the buyer's own rule accepts an invoice: matched with its order, officially valid, small enough."""
    verdict, asked = invoice.verdict, invoice.summary.amount_due
    if up_to is None or verdict is None or asked.currency != up_to.currency:
        return False
    return invoice.is_matched and verdict.is_valid and 0 < asked.amount <= up_to.amount


def _among(differences: Sequence[Difference], codes: frozenset[C] | set[C]) -> tuple[Difference, ...]:
    return tuple(difference for difference in differences if difference.code in codes)
