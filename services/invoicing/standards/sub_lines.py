"""Lines made of lines (EXT-FR-FE-163, BT-X-8), which the profiles EXTENDED and EXTENDED-CTC-FR add to EN 16931.

A line says that it groups others, that it is one of them, or that it only informs: CII beside its number, UBL in a
reference to the invoice itself. Read from what the document says beyond the terms of EN 16931.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from services.invoicing.domain.invoice import LineKind
from services.invoicing.domain.semantic import Extension

_PLACES: Final = ("/ram:LineStatusReasonCode", "/cbc:DocumentStatusCode")
_KINDS: Final = frozenset(kind.value for kind in LineKind)
_OF_A_LINE: Final = re.compile(
    r"/(?:ram:IncludedSupplyChainTradeLineItem|cac:InvoiceLine|cac:CreditNoteLine)(?:\[(?P<rank>\d+)\])?"
    r"/(?:ram:AssociatedDocumentLineDocument|cac:BillingReference(?:\[\d+\])?/cac:InvoiceDocumentReference)/[^/]+"
)


def kinds_of_lines(extensions: Iterable[Extension]) -> Mapping[int, LineKind]:
    """Give the kind of each line that says one, by its rank in the document (from 1)."""
    said = (one for one in extensions if one.path.endswith(_PLACES) and one.text in _KINDS)
    placed = ((_OF_A_LINE.search(one.path), one.text) for one in said)
    return {int(place["rank"] or 1): LineKind(text) for place, text in placed if place is not None}
