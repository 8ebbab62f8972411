"""The service's writer of documents: one meaning, in the official form that is asked for."""

import re
from typing import Final

from services.invoicing.domain.invoice import Invoice
from services.invoicing.ports import WrittenDocument
from services.invoicing.standards import cii, factur_x, ubl

_MAKERS: Final = {"ubl": ubl.to_xml, "cii": cii.to_xml, "factur-x": factur_x.build}
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


class InvoiceWriter:
    """Writes UBL, CII and Factur-X documents."""

    def write(self, invoice: Invoice, syntax: str) -> WrittenDocument:
        """Write an invoice as ``ubl``, ``cii`` or ``factur-x``."""
        is_pdf = syntax == "factur-x"
        name = _UNSAFE.sub("-", invoice.number).strip("-.") or "facture"
        return WrittenDocument(
            _MAKERS[syntax](invoice),
            "application/pdf" if is_pdf else "application/xml",
            f"{name}.pdf" if is_pdf else f"{name}.xml",
        )
