"""A receipt as a PDF that carries its own JSON: what people read and what programs verify are one file."""

import json
from collections.abc import Mapping
from typing import Any, Final

from shared.kernel.refusal import InvalidValue
from shared.proof.acknowledgements import parse_document
from shared.proof.receipt_check import VerifiedReceipt, verify_receipt
from shared.proof.receipt_report import receipt_report
from shared.reports.attached import attached, to_pdf_with

ATTACHMENT: Final = "accuse.json"


def receipt_pdf(document: Mapping[str, Any]) -> bytes:
    """Write a receipt for people, once it has been verified; the same receipt gives the same bytes."""
    report = receipt_report(document, stamped_at=verify_receipt(document).stamped_at)
    return to_pdf_with(report, {ATTACHMENT: json.dumps(document, ensure_ascii=False, indent=1).encode()})


def verify_receipt_pdf(pdf: bytes, *, trusted_log_key: str | None = None) -> VerifiedReceipt:
    """Verify the receipt that a PDF carries; what is printed counts only as far as it is what that receipt says.

    Raises:
        InvalidValue: no valid receipt inside, or the pages are not those that it gives.
    """
    document = parse_document(attached(pdf, ATTACHMENT))
    verified = verify_receipt(document, trusted_log_key=trusted_log_key)
    try:
        printed = receipt_pdf(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:  # an act that is no deposit, or of another shape
        raise InvalidValue("receipt", "Ce PDF n'est pas celui d'un accusé de réception.") from error
    if printed != pdf:
        raise InvalidValue(
            "receipt",
            "Les pages ne sont pas celles que cette version de Plis imprime : vérifiez accuse.json, joint au PDF.",
        )
    return verified
