"""What an invoice tells against itself: its attachments, its sums, its VAT, its frame. Each is a fact for an agent.

Nothing here needs what the platform knows of contracts: it is found outside any transaction. Sources: EN 16931 (sums),
CGI 278 to 298 (rates of VAT, from the table of the law), the State's portal (attachments), XP Z12-012 (frames).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from services.invoicing.domain.arithmetic import wrong_lines, wrong_sums
from services.invoicing.domain.asked import differences_of_what_is_asked
from services.invoicing.domain.attachments import (
    Analysis,
    Attachment,
    AttachmentFault,
    attachment_faults,
    is_too_large_in_all,
)
from services.invoicing.domain.frames import depositor_of
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.matching import Difference, DifferenceCode
from services.invoicing.domain.verdict import OfficialVerdict, Outcome, RuleFamily

_STANDARD_RATE = "S"  # UNTDID 5305
_ATTACHMENTS: Mapping[AttachmentFault, DifferenceCode] = MappingProxyType(
    {
        AttachmentFault.NAME: DifferenceCode.ATTACHMENT_NAME,
        AttachmentFault.TYPE: DifferenceCode.ATTACHMENT_TYPE,
        AttachmentFault.CONTENT: DifferenceCode.ATTACHMENT_CONTENT,
        AttachmentFault.SIZE: DifferenceCode.ATTACHMENT_SIZE,
        AttachmentFault.TOTAL: DifferenceCode.ATTACHMENTS_TOTAL,
        AttachmentFault.MALWARE: DifferenceCode.ATTACHMENT_MALWARE,
        AttachmentFault.NOT_ANALYSED: DifferenceCode.ATTACHMENT_NOT_ANALYSED,
    }
)


def content_differences(
    invoice: Invoice, verdict: OfficialVerdict, *, rates: Collection[Decimal]
) -> Iterator[Difference]:
    """Say what the sums, the VAT and the frame of an invoice tell against it.

    Args:
        invoice: the invoice as read.
        verdict: what the official rules said: their own counting is not done twice.
        rates: the rates of VAT in force on the day of the invoice.
    """
    if not _was_counted(verdict):
        for wrong in wrong_sums(invoice):
            facts = {"term": wrong.term, "written": str(wrong.written), "counted": str(wrong.counted)}
            yield Difference(DifferenceCode.ARITHMETIC, facts)
    for line in wrong_lines(invoice):
        facts = {"line": line.line, "written": str(line.written), "counted": str(line.counted)}
        yield Difference(DifferenceCode.LINE_SUM, facts)
    for other in invoice.other_currencies:
        yield Difference(DifferenceCode.AMOUNT_CURRENCY, {"currency": invoice.currency, "other": other[:10]})
    yield from differences_of_what_is_asked(invoice)
    yield from _missing_of_lines(invoice)
    for breakdown in invoice.vat_breakdown:
        rate = breakdown.rate
        if breakdown.category == _STANDARD_RATE and rate is not None and rate.value.normalize() not in rates:
            yield Difference(DifferenceCode.VAT_RATE, {"rate": str(rate)})
    if invoice.framework is not None and depositor_of(invoice.framework) is None:
        yield Difference(DifferenceCode.FRAME_UNKNOWN, {"frame": invoice.framework[:40]})


def _missing_of_lines(invoice: Invoice) -> Iterator[Difference]:
    """Say what a line needs to be verified and does not tell (BR-22, BR-24)."""
    for position, line in enumerate(invoice.lines, start=1):
        needed = {"BT-129": line.quantity, "BT-131": line.net_amount} if line.is_counted else {}
        for term in (term for term, given in needed.items() if given is None):
            yield Difference(DifferenceCode.LINE_INCOMPLETE, {"line": line.line_id or str(position), "term": term})


def attachment_differences(
    attachments: Sequence[Attachment], analyses: Sequence[Analysis | None], *, invoice_bytes: int
) -> Iterator[Difference]:
    """Say what is wrong with the documents attached to an invoice of so many bytes."""
    for attachment, analysis in zip(attachments, analyses, strict=True):
        facts = {
            "name": attachment.name[:100],
            "type": attachment.media_type[:100],
            "size": str(len(attachment.content)),
        }
        if analysis is not None:
            facts |= {"signature": analysis.signature or "", "silence": analysis.silence or ""}
        for fault in attachment_faults(attachment, analysis):
            yield Difference(_ATTACHMENTS[fault], facts)
    if is_too_large_in_all(attachments, invoice_bytes=invoice_bytes):
        yield Difference(DifferenceCode.ATTACHMENTS_TOTAL, {"count": str(len(attachments))})


def _was_counted(verdict: OfficialVerdict) -> bool:
    found = (check for check in verdict.checks if check.family is RuleFamily.EN16931)
    return any(check.outcome is not Outcome.NOT_CHECKED for check in found)
