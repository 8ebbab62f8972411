"""Every refusal that the invoicing service can pronounce, by its stable code.

A code is published and never used again for another meaning. The French sentence shown to people stands in
``api/errors.py``; a test checks that none is missing. The machine refuses an invoice only when it cannot be read
or cannot be attributed to a recipient; the same bytes again get the same answer, and every other doubt goes to an agent
as a difference.
"""

from enum import StrEnum


class Code(StrEnum):
    """Stable codes of refusals; the comment says which facts travel with each."""

    NOT_FOUND = "INV-NOT-FOUND"  # object
    ACTION_IMPOSSIBLE = "INV-ACTION-IMPOSSIBLE"  # status, action, state, act

    UNREADABLE = "INV-UNREADABLE"  # term
    UNKNOWN_FORMAT = "INV-UNKNOWN-FORMAT"  # root
    PDF_UNREADABLE = "INV-PDF-UNREADABLE"  # detail
    PDF_ENCRYPTED = "INV-PDF-ENCRYPTED"  # no fact
    PDF_WITHOUT_XML = "INV-PDF-WITHOUT-XML"  # no fact
    PDF_SEVERAL_XML = "INV-PDF-SEVERAL-XML"  # count
    PDF_ATTACHMENT_TOO_LARGE = "INV-PDF-ATTACHMENT-TOO-LARGE"  # no fact
    ZUGFERD_1 = "INV-ZUGFERD-1"  # no fact
    ARCHIVE_UNREADABLE = "INV-ARCHIVE-UNREADABLE"  # fault
    ARCHIVE_MEMBER = "INV-ARCHIVE-MEMBER"  # fault
    VALIDATOR_UNAVAILABLE = "INV-VALIDATOR-UNAVAILABLE"  # no fact
    UNATTRIBUTABLE = "INV-UNATTRIBUTABLE"  # party (vendeur, acheteur)
    NOT_YOUR_INVOICE = "INV-NOT-YOUR-INVOICE"  # seller

    ORDER_EMPTY = "INV-ORDER-EMPTY"  # no fact
    ORDER_LINE_INVALID = "INV-ORDER-LINE-INVALID"  # line
    ORDER_NUMBER_TAKEN = "INV-ORDER-NUMBER-TAKEN"  # number
    ORGANISATION_MISSING = "INV-ORGANISATION-MISSING"  # no fact

    SERVICES_REPEATED = "INV-SERVICES-REPEATED"  # most
    AUTOMATIC_LIMIT = "INV-AUTOMATIC-LIMIT"  # no fact
    COMMITMENT_PERIOD = "INV-COMMITMENT-PERIOD"  # starts_on, ends_on
    COMMITMENT_CEILING = "INV-COMMITMENT-CEILING"  # no fact
    COMMITMENT_CLOSED = "INV-COMMITMENT-CLOSED"  # closed_on
    COMMITMENT_NUMBER_TAKEN = "INV-COMMITMENT-NUMBER-TAKEN"  # number

    IBAN = "INV-IBAN"  # no fact
    SELLER_DETAILS_MISSING = "INV-SELLER-DETAILS-MISSING"  # siret
    ORDER_INVOICED = "INV-ORDER-INVOICED"  # number, invoiced
    SERVICE_AMBIGUOUS = "INV-SERVICE-AMBIGUOUS"  # services

    NOT_JUDGED = "INV-NOT-JUDGED"  # no fact
    REASON_MISSING = "INV-REASON-MISSING"  # most
    ADMITTED_AMOUNT = "INV-ADMITTED-AMOUNT"  # admitted, asked
    INTERRUPTION_WITHOUT_ITEMS = "INV-INTERRUPTION-WITHOUT-ITEMS"  # most
    INTERRUPTED_ONCE = "INV-INTERRUPTED-ONCE"  # notified_on
    DAY_IMPOSSIBLE = "INV-DAY-IMPOSSIBLE"  # day, first, last

    PAID_IN_FUTURE = "INV-PAID-IN-FUTURE"  # paid_on, today
    PAID_BEFORE_ORDER = "INV-PAID-BEFORE-ORDER"  # paid_on, ordered_on
    SAME_PERSON = "INV-SAME-PERSON"  # no fact
    PAYMENT_REFERENCE = "INV-PAYMENT-REFERENCE"  # no fact

    FEED_WITHOUT_BROKER = "INV-FEED-WITHOUT-BROKER"  # no fact
