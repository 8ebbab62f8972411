"""Having an invoice judged again when official checks of it could not be made: by its buyer, the operator or itself.

The judging is the errand of the first time, on the same bytes. A verdict never changes what a person has decided: it is
kept only while nobody has, and the automatic acceptance of the recipient then applies as on the first verdict.
"""

from dataclasses import dataclass, replace

from services.invoicing.domain.errors import Code
from services.invoicing.domain.judging import FormerVerdict, Judging, judged_again
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.states import InvoiceAction, InvoiceStatus, next_status
from services.invoicing.domain.verdict import OfficialVerdict
from services.invoicing.handlers.announcements import invoice_validated
from services.invoicing.handlers.decisions import lock_as_buyer
from services.invoicing.handlers.payments import accept_alone
from services.invoicing.handlers.validation import Judged, differences_of
from services.invoicing.ports import UnitOfWork
from shared.contracts.invoicing_judging import InvoiceJudgingRequestedV1
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was said of an invoice, one verdict after the other, and what is to come while nobody has decided."""

    invoice: ReceivedInvoice
    former: tuple[FormerVerdict, ...]
    judging: Judging | None
    is_awaited: bool

    @property
    def is_worth_another(self) -> bool:
        """Whether another verdict may be asked for."""
        invoice = self.invoice
        is_open = invoice.status is InvoiceStatus.VALIDATED
        return is_open and invoice.verdict is not None and invoice.verdict.is_worth_another


def verdicts_of(invoice_id: InvoiceId, *, uow: UnitOfWork) -> Verdicts:
    """Read the verdicts of an invoice that one sees; of one that is decided nothing more is to come."""
    invoice, judging = uow.invoices.get(invoice_id), uow.judgings.find(invoice_id)
    if invoice.status is not InvoiceStatus.VALIDATED:
        judging = None
    is_awaited = judging is not None and judging.is_awaited(now=uow.clock.now())
    return Verdicts(invoice, tuple(uow.judgings.former(invoice_id)), judging, is_awaited)


def judge_again(invoice_id: InvoiceId, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Have an invoice judged again; asking while an answer is awaited changes nothing.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-NOT-JUDGED``, ``INV-ACTION-IMPOSSIBLE`` once somebody has decided,
            ``INV-NOTHING-UNCHECKED``.
    """
    uow.scope.principal.require(Right.AUTHORISE)
    invoice = lock_as_buyer(invoice_id, uow=uow)
    if invoice.verdict is None:
        refuse(Code.NOT_JUDGED)
    next_status(invoice.status, InvoiceAction.JUDGE_AGAIN)
    if not invoice.verdict.is_worth_another:
        refuse(Code.NOTHING_UNCHECKED)
    now, judging = uow.clock.now(), uow.judgings.find(invoice_id) or Judging(invoice_id=invoice_id)
    if not judging.is_awaited(now=now):
        _ask(judging.asked(now=now), invoice, uow=uow, by_platform=False)
    return invoice


def judge_all_again(recipient: Siret | None, *, uow: UnitOfWork) -> int:
    """Have every undecided invoice with unmade checks judged again, little by little; give how many they are."""
    uow.scope.principal.require(Right.OPERATE)
    count = uow.judgings.ask_all(recipient=recipient, at=uow.clock.now())
    uow.record("invoices_judging_requested", str(recipient or "all"), {"invoices": str(count)})
    return count


def ask_due(*, uow: UnitOfWork, limit: int) -> int:
    """Ask for the judging of those whose time has come, as the platform; give how many there were."""
    now = uow.clock.now()
    found = uow.judgings.due(now=now, limit=limit)
    for judging in found:
        invoice = uow.invoices.get(judging.invoice_id)
        if invoice.status is InvoiceStatus.VALIDATED:
            _ask(judging.tried(now=now), invoice, uow=uow, by_platform=True)
        else:
            uow.judgings.keep(judging.ended())
    return len(found)


def keep_new_verdict(event: InvoiceJudgingRequestedV1, judged: Judged, uow: UnitOfWork) -> None:
    """Keep a new verdict and announce it, if it says anything new and nobody has decided; a repetition says nothing."""
    invoice = uow.invoices.lock(InvoiceId.parse(event.invoice_id))
    now, judging = uow.clock.now(), uow.judgings.find(invoice.invoice_id) or Judging(invoice_id=invoice.invoice_id)
    if invoice.status is not InvoiceStatus.VALIDATED:
        uow.judgings.keep(judging.ended())
        uow.record("invoice_not_judged_again", str(invoice.invoice_id), {"status": invoice.status.value})
        return
    uow.judgings.keep(judging.answered(judged.verdict, now=now))
    facts = {"before": _told(invoice.verdict), "now": _told(judged.verdict)}
    uow.record("invoice_judged_again", str(invoice.invoice_id), facts)
    if judged.verdict.failed_by_machine:  # it says nothing: what was said before stands
        return
    again = judged_again(invoice, judged.verdict, differences_of(invoice, judged, uow=uow))
    if again == replace(invoice, version=again.version):
        return
    uow.judgings.keep_former(invoice, until=now)
    uow.invoices.save(again)
    uow.publish(invoice_validated(again))
    if again.interruption is None:  # what a person has already stopped once, a person accepts
        accept_alone(again, uow=uow)


def _ask(judging: Judging, invoice: ReceivedInvoice, *, uow: UnitOfWork, by_platform: bool) -> None:
    uow.judgings.keep(judging)
    uow.publish(
        InvoiceJudgingRequestedV1(
            aggregate_id=str(invoice.invoice_id),
            aggregate_version=invoice.version,
            invoice_id=str(invoice.invoice_id),
            requested_at=uow.clock.now(),
            by_platform=by_platform,
        )
    )
    facts = {"by": "platform" if by_platform else "buyer", "tries": str(judging.tries)}
    uow.record("invoice_judging_requested", str(invoice.invoice_id), facts)


def _told(verdict: OfficialVerdict | None) -> str:
    """Write a verdict for the journal: each artefact, its version and what it said."""
    checks = () if verdict is None else verdict.checks
    return " ; ".join(f"{check.artefact} {check.version} : {check.outcome.value}" for check in checks)
