"""States of a request for quotations (demande de devis), as a table; what is absent is refused."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.tenders.domain.errors import Code
from shared.kernel.refusal import refuse


class QuotationStatus(StrEnum):
    """Where a request for quotations stands."""

    DRAFT = "draft"
    SENT = "sent"
    DECIDED = "decided"
    ORDERED = "ordered"
    ABANDONED = "abandoned"


class QuotationAction(StrEnum):
    """What may be done to it."""

    REVISE = "revise"
    SEND = "send"
    INVITE = "invite"
    RECORD_QUOTE = "record_quote"
    DECIDE = "decide"
    ORDER = "order"
    ABANDON = "abandon"


_S, _A = QuotationStatus, QuotationAction
QUOTATION_TRANSITIONS: Final[Mapping[tuple[QuotationStatus, QuotationAction], QuotationStatus]] = MappingProxyType(
    {
        (_S.DRAFT, _A.REVISE): _S.DRAFT,
        (_S.DRAFT, _A.SEND): _S.SENT,
        (_S.DRAFT, _A.ABANDON): _S.ABANDONED,
        (_S.SENT, _A.INVITE): _S.SENT,
        (_S.SENT, _A.RECORD_QUOTE): _S.SENT,
        (_S.SENT, _A.DECIDE): _S.DECIDED,
        (_S.SENT, _A.ABANDON): _S.ABANDONED,
        # A late quote is kept whatever was decided meanwhile, and a choice may be made again before the order.
        (_S.DECIDED, _A.RECORD_QUOTE): _S.DECIDED,
        (_S.DECIDED, _A.DECIDE): _S.DECIDED,
        (_S.DECIDED, _A.ORDER): _S.ORDERED,
        (_S.DECIDED, _A.ABANDON): _S.ABANDONED,
        (_S.ORDERED, _A.RECORD_QUOTE): _S.ORDERED,
        (_S.ABANDONED, _A.RECORD_QUOTE): _S.ABANDONED,
    }
)


def next_quotation_status(status: QuotationStatus, action: QuotationAction) -> QuotationStatus:
    """Give the status after an act.

    Raises:
        Refused: ``TND-QUOTATION-STATE`` when the table has no such line.
    """
    following = QUOTATION_TRANSITIONS.get((status, action))
    if following is None:
        refuse(Code.QUOTATION_STATE, status=status, action=action)
    return following
