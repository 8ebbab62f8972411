"""The rates of VAT that an invoice may bear in France, overseas departments and Corsica included (CGI 278 to 298)."""

import contextlib
from datetime import date
from decimal import Decimal
from typing import Final

from shared.legal.table import LegalTable
from shared.legal.value import NoLegalValue

_OF_VAT: Final = "tva.taux_"


def rates_in_force(law: LegalTable, *, on: date) -> frozenset[Decimal]:
    """Give every rate in percent that the table of the law knows for a day, wherever it applies."""
    found: set[Decimal] = set()
    for name in law.parameters:
        if name.startswith(_OF_VAT):
            with contextlib.suppress(NoLegalValue):
                found.add(law.value(name, on=on).number.normalize())
    return frozenset(found)
