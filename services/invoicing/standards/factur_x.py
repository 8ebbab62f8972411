"""Factur-X 1.09: a PDF/A-3 that people read and that carries the same invoice as CII for machines.

Made here from the semantic model; a received one is read by ``pdf_attachments``. The library's own validation is never
used (it answers "valid" when its server is absent): see ``shared/xml``.
"""

import logging

from facturx import generate_from_binary

from services.invoicing.domain.invoice import Invoice
from services.invoicing.standards import cii
from services.invoicing.standards.rendering.pdf_page import readable_pdf
from services.invoicing.standards.terms_of_invoice import terms_of_invoice

logging.getLogger("factur-x").setLevel(logging.ERROR)  # it tells the content of invoices at INFO


def build(invoice: Invoice) -> bytes:
    """Make the Factur-X PDF of an invoice, profile EN 16931."""
    terms = terms_of_invoice(invoice)
    metadata = {
        "author": invoice.seller.name or "",
        "keywords": "Factur-X, facture",
        "title": f"Facture {invoice.number}",
        "subject": f"Facture {invoice.number} du {invoice.issued_on:%d/%m/%Y}",
    }
    made: bytes = generate_from_binary(
        readable_pdf(terms),
        cii.terms_to_xml(terms).document,
        flavor="factur-x",
        level="en16931",
        check_xsd=False,  # judged by shared/xml, with artefacts that are hashed
        check_schematron=False,
        pdf_metadata=metadata,
        lang="fr-FR",
        afrelationship="alternative",  # the XML says the same as the page
    )
    return made
