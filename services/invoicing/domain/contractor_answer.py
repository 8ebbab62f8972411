"""The contractor's answer to what its subcontractor asks the buyer for (accord du titulaire), CCP R2193-11 to R2193-16.

A subcontractor that is paid directly sends its request to the contractor, who agrees or refuses within a period
(R2193-12) and is deemed to have accepted once it is over (R2193-13). The buyer's payment period runs from the
agreement (R2192-23). The answer is a fact for the buyer's agent: nothing here stops a payment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.decisions import LONGEST_REASON
from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_search import ShownInvoice
from services.invoicing.domain.portal_status import portal_status
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.domain.states import InvoiceStatus
from shared.kernel.ids import Id, InvoiceId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

PERIOD: Final = "soustraitance.visa_titulaire"
# Once the payment is ordered, or the request refused or given back, there is nothing left to agree to.
AWAITING: Final = frozenset(
    {InvoiceStatus.RECEIVED, InvoiceStatus.VALIDATED, InvoiceStatus.INTERRUPTED, InvoiceStatus.ACCEPTED}
)


class ContractorAnswerId(Id):
    """An answer of a contractor."""

    __slots__ = ()


class ContractorDecision(StrEnum):
    """What a contractor says of a request."""

    AGREED = "agreed"
    REFUSED = "refused"


class RequestStatus(StrEnum):
    """Where a request stands for the contractor; the portal's names."""

    AWAITED = "A_VALIDER_1"
    AGREED = "VALIDEE_1"
    REFUSED = "REFUSEE_1"
    SILENT = "ABSENCE_VALIDATION_1_HORS_DELAI"  # deemed accepted (R2193-13)


_ANSWERED: Final[Mapping[ContractorDecision, RequestStatus]] = MappingProxyType(
    {ContractorDecision.AGREED: RequestStatus.AGREED, ContractorDecision.REFUSED: RequestStatus.REFUSED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorAnswer:
    """What a contractor answered, once; ``reason`` says why it refused."""

    answer_id: ContractorAnswerId
    invoice_id: InvoiceId
    contractor: Siret
    decision: ContractorDecision
    reason: str
    answered_at: datetime
    answered_on: date
    answered_by: str

    def __post_init__(self) -> None:
        is_said = bool(self.reason.strip()) or self.decision is ContractorDecision.AGREED
        if not is_said or len(self.reason) > LONGEST_REASON:
            refuse(Code.REASON_MISSING, most=LONGEST_REASON)

    def says(self, decision: ContractorDecision, reason: str) -> bool:
        """Say whether this is the same answer, given again."""
        return (self.decision, self.reason) == (decision, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractorRequest:
    """A request for payment of a subcontractor, as its contractor sees it."""

    shown: ShownInvoice
    answer: ContractorAnswer | None

    def last_day(self, days: int) -> date:
        """Give the last day of the contractor's period, which follows the day of the deposit (R2193-12, R2193-16)."""
        return self.shown.invoice.received_on + timedelta(days=days)

    def status(self, *, today: date, days: int) -> RequestStatus | PortalStatus:
        """Say where the request stands on a day; the buyer's own state once it went on without any answer."""
        if self.answer is not None:
            return _ANSWERED[self.answer.decision]
        if self.shown.invoice.status not in AWAITING:
            return portal_status(self.shown.invoice)
        return RequestStatus.AWAITED if today <= self.last_day(days) else RequestStatus.SILENT

    def check_awaited(self, *, today: date, days: int) -> None:
        """Refuse an answer that nobody awaits any more.

        Raises:
            Refused: ``INV-CONTRACTOR-ANSWERED``, ``INV-CONTRACTOR-NOT-AWAITED``, ``INV-CONTRACTOR-ANSWER-LATE``.
        """
        if self.answer is not None:
            refuse(Code.CONTRACTOR_ANSWERED, answered_on=self.answer.answered_on.isoformat())
        status = self.status(today=today, days=days)
        if isinstance(status, PortalStatus):
            refuse(Code.CONTRACTOR_NOT_AWAITED, status=self.shown.invoice.status.value)
        if status is RequestStatus.SILENT:
            refuse(Code.CONTRACTOR_ANSWER_LATE, last_day=self.last_day(days).isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCriteria:
    """Which requests a contractor looks for, beside what any list of invoices takes; no status takes all.

    ``silent_before``: requests received before that day and never answered are deemed accepted.
    """

    statuses: frozenset[RequestStatus | PortalStatus]
    silent_before: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRequests:
    """Some of what is found, and how many requests there are in all."""

    requests: tuple[SubcontractorRequest, ...]
    total: int
