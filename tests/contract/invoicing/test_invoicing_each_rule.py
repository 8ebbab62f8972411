"""One term changed, one rule broken: what the text of a rule says is what the check says, in UBL and in CII alike.

The invoice that is changed breaks nothing. Each row of the tables is taken from the words of EN 16931-1, chapter 6.4,
or of the French rules (BR-FR, "Flux 2"): drop what a rule demands, write what it forbids, and that very rule is told.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from services.commands.invoice_check import check_documents
from services.invoicing.standards import cii, ubl
from shared.settings import Settings
from tests.unit.invoicing.builders import an_invoice

UBL, CII = ubl.to_xml(an_invoice()), cii.to_xml(an_invoice())
DROPPED: str | None = None
# Short names of places, as XPath steps of local names; "//" is added before, "[*]" takes every occurrence.
SELLER, BUYER = "AccountingSupplierParty/Party", "AccountingCustomerParty/Party"
TOTALS = "LegalMonetaryTotal"
C_SELLER, C_BUYER = "SellerTradeParty", "BuyerTradeParty"
C_TOTALS = "SpecifiedTradeSettlementHeaderMonetarySummation"
C_TAX = "ApplicableHeaderTradeSettlement/ApplicableTradeTax"
C_LINE = "IncludedSupplyChainTradeLineItem"
C_LINE_TAX = "SpecifiedLineTradeSettlement/ApplicableTradeTax"

EUROPEAN: list[tuple[str, str, str, str | None]] = [
    ("BR-01", "CustomizationID", "GuidelineSpecifiedDocumentContextParameter", DROPPED),
    ("BR-02", "Invoice/ID", "ExchangedDocument/ID", DROPPED),
    ("BR-03", "IssueDate", "IssueDateTime", DROPPED),
    ("BR-04", "InvoiceTypeCode", "ExchangedDocument/TypeCode", DROPPED),
    ("BR-05", "DocumentCurrencyCode", "InvoiceCurrencyCode", DROPPED),
    ("BR-06", f"{SELLER}/PartyLegalEntity/RegistrationName", f"{C_SELLER}/Name", DROPPED),
    ("BR-07", f"{BUYER}/PartyLegalEntity/RegistrationName", f"{C_BUYER}/Name", DROPPED),
    ("BR-08", f"{SELLER}/PostalAddress", f"{C_SELLER}/PostalTradeAddress", DROPPED),
    ("BR-09", f"{SELLER}/PostalAddress/Country", f"{C_SELLER}/PostalTradeAddress/CountryID", DROPPED),
    ("BR-10", f"{BUYER}/PostalAddress", f"{C_BUYER}/PostalTradeAddress", DROPPED),
    ("BR-11", f"{BUYER}/PostalAddress/Country", f"{C_BUYER}/PostalTradeAddress/CountryID", DROPPED),
    ("BR-12", f"{TOTALS}/LineExtensionAmount", f"{C_TOTALS}/LineTotalAmount", DROPPED),
    ("BR-13", f"{TOTALS}/TaxExclusiveAmount", f"{C_TOTALS}/TaxBasisTotalAmount", DROPPED),
    ("BR-14", f"{TOTALS}/TaxInclusiveAmount", f"{C_TOTALS}/GrandTotalAmount", DROPPED),
    ("BR-15", f"{TOTALS}/PayableAmount", f"{C_TOTALS}/DuePayableAmount", DROPPED),
    ("BR-16", "InvoiceLine[*]", f"{C_LINE}[*]", DROPPED),
    ("BR-21", "InvoiceLine/ID", f"{C_LINE}/AssociatedDocumentLineDocument/LineID", DROPPED),
    ("BR-22", "InvoicedQuantity", "BilledQuantity", DROPPED),
    ("BR-23", "InvoicedQuantity/@unitCode", "BilledQuantity/@unitCode", DROPPED),
    (
        "BR-24",
        "InvoiceLine/LineExtensionAmount",
        "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
        DROPPED,
    ),
    ("BR-25", "Item/Name", "SpecifiedTradeProduct/Name", DROPPED),
    ("BR-26", "Price/PriceAmount", "NetPriceProductTradePrice/ChargeAmount", DROPPED),
    ("BR-27", "Price/PriceAmount", "NetPriceProductTradePrice/ChargeAmount", "-149.90"),
    ("BR-45", "TaxSubtotal/TaxableAmount", f"{C_TAX}/BasisAmount", DROPPED),
    ("BR-46", "TaxSubtotal/TaxAmount", f"{C_TAX}/CalculatedAmount", DROPPED),
    ("BR-47", "TaxSubtotal/TaxCategory/ID", f"{C_TAX}/CategoryCode", DROPPED),
    ("BR-48", "TaxSubtotal/TaxCategory/Percent", f"{C_TAX}/RateApplicablePercent", DROPPED),
    ("BR-49", "PaymentMeansCode", "SpecifiedTradeSettlementPaymentMeans/TypeCode", DROPPED),
    ("BR-61", "PayeeFinancialAccount/ID", "PayeePartyCreditorFinancialAccount/IBANID", DROPPED),
    ("BR-62", f"{SELLER}/EndpointID/@schemeID", f"{C_SELLER}/URIUniversalCommunication/URIID/@schemeID", DROPPED),
    ("BR-63", f"{BUYER}/EndpointID/@schemeID", f"{C_BUYER}/URIUniversalCommunication/URIID/@schemeID", DROPPED),
    ("BR-CO-04", "ClassifiedTaxCategory", C_LINE_TAX, DROPPED),
    ("BR-CO-09", "PartyTaxScheme/CompanyID", "SpecifiedTaxRegistration/ID", "30910000017"),
    ("BR-CO-10", f"{TOTALS}/LineExtensionAmount", f"{C_TOTALS}/LineTotalAmount", "1829.81"),
    ("BR-CO-13", f"{TOTALS}/TaxExclusiveAmount", f"{C_TOTALS}/TaxBasisTotalAmount", "1829.79"),
    ("BR-CO-14", "TaxTotal/TaxAmount", f"{C_TOTALS}/TaxTotalAmount", "361.48"),
    ("BR-CO-15", f"{TOTALS}/TaxInclusiveAmount", f"{C_TOTALS}/GrandTotalAmount", "2191.28"),
    ("BR-CO-16", f"{TOTALS}/PayableAmount", f"{C_TOTALS}/DuePayableAmount", "2191.26"),
    ("BR-CO-17", "TaxSubtotal/TaxAmount", f"{C_TAX}/CalculatedAmount", "3.71"),
    ("BR-CO-18", "TaxSubtotal[*]", f"{C_TAX}[*]", DROPPED),
    ("BR-CL-01", "InvoiceTypeCode", "ExchangedDocument/TypeCode", "999"),
    ("BR-CL-04", "DocumentCurrencyCode", "InvoiceCurrencyCode", "ZZZ"),
    ("BR-CL-14", f"{SELLER}//IdentificationCode", f"{C_SELLER}//CountryID", "ZZ"),
    ("BR-CL-16", "PaymentMeansCode", "SpecifiedTradeSettlementPaymentMeans/TypeCode", "999"),
    ("BR-CL-23", "InvoicedQuantity/@unitCode", "BilledQuantity/@unitCode", "pièce"),
    ("BR-CL-25", f"{SELLER}/EndpointID/@schemeID", f"{C_SELLER}/URIUniversalCommunication/URIID/@schemeID", "9999"),
    ("BR-S-02", f"{SELLER}/PartyTaxScheme", f"{C_SELLER}/SpecifiedTaxRegistration", DROPPED),
    ("BR-S-05", "ClassifiedTaxCategory/Percent", f"{C_LINE_TAX}/RateApplicablePercent", "0"),
    ("BR-S-08", "TaxSubtotal/TaxableAmount", f"{C_TAX}/BasisAmount", "41.00"),
    ("BR-S-09", "TaxSubtotal/TaxAmount", f"{C_TAX}/CalculatedAmount", "4.71"),
    ("BR-DEC-12", f"{TOTALS}/TaxExclusiveAmount", f"{C_TOTALS}/TaxBasisTotalAmount", "1829.800"),
    ("BR-DEC-14", f"{TOTALS}/TaxInclusiveAmount", f"{C_TOTALS}/GrandTotalAmount", "2191.270"),
    ("BR-DEC-18", f"{TOTALS}/PayableAmount", f"{C_TOTALS}/DuePayableAmount", "2191.270"),
    ("BR-DEC-23", "InvoiceLine/LineExtensionAmount", f"{C_LINE}//LineTotalAmount", "1798.800"),
]
FRENCH: list[tuple[str, str, str, str | None]] = [
    ("BR-FR-01", "Invoice/ID", "ExchangedDocument/ID", "F" * 36),
    ("BR-FR-03", "IssueDate", "IssueDateTime/DateTimeString", "1999-12-31"),
    ("BR-FR-04", "InvoiceTypeCode", "ExchangedDocument/TypeCode", "325"),
    ("BR-FR-05", "Invoice/Note", "IncludedNote", DROPPED),
    ("BR-FR-08", "ProfileID", "BusinessProcessSpecifiedDocumentContextParameter", DROPPED),
    ("BR-FR-08", "ProfileID", "BusinessProcessSpecifiedDocumentContextParameter/ID", "A1"),
    ("BR-FR-09", f"{SELLER}/PartyIdentification/ID", f"{C_SELLER}/GlobalID", "0012345660001"),
    ("BR-FR-10", f"{SELLER}/PartyLegalEntity/CompanyID", f"{C_SELLER}/SpecifiedLegalOrganization/ID", "00123456"),
    ("BR-FR-12", f"{BUYER}/EndpointID", f"{C_BUYER}/URIUniversalCommunication", DROPPED),
    ("BR-FR-13", f"{SELLER}/EndpointID", f"{C_SELLER}/URIUniversalCommunication", DROPPED),
    ("BR-FR-16", "ClassifiedTaxCategory/Percent", f"{C_LINE_TAX}/RateApplicablePercent", "19.7"),
    ("BR-FR-DEC-01", f"{TOTALS}/PayableAmount", f"{C_TOTALS}/DuePayableAmount", "2191.270"),
    ("BR-FR-DEC-02", "InvoicedQuantity", "BilledQuantity", "12.00000"),
    ("BR-FR-DEC-03", "Price/PriceAmount", "NetPriceProductTradePrice/ChargeAmount", "149.9000000"),
]


def in_both_syntaxes(table: list[tuple[str, str, str, str | None]]) -> Iterator[tuple[str, str, bytes]]:
    yield from (("", "sound.xml", sound) for sound in (UBL, CII))
    for rule, ubl_place, cii_place, value in table:
        for document, place in ((UBL, ubl_place), (CII, cii_place)):
            root = etree.fromstring(document)
            apply(root, place, compact(place, value))
            yield rule, f"{rule} at {place}", etree.tostring(root)


def compact(place: str, value: str | None) -> str | None:
    return value.replace("-", "") if value is not None and place.endswith("DateTimeString") else value


def apply(root: etree._Element, place: str, value: str | None) -> None:
    path, _, attribute = place.partition("/@")
    is_every, path = path.endswith("[*]"), path.removesuffix("[*]")
    steps = "/".join(f"*[local-name()='{step}']" if step else "" for step in path.split("/"))
    found = root.xpath(f"//{steps}")
    assert isinstance(found, list), place
    assert found, place
    for element in found if is_every else found[:1]:
        assert isinstance(element, etree._Element)
        if attribute:
            element.attrib.pop(attribute)
            if value is not None:
                element.set(attribute, value)
        elif value is not None:
            element.text = value
        else:
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)


@pytest.mark.parametrize(("family", "rules", "table"), [("en16931", "en16931", EUROPEAN), ("fr_ctc", "fr", FRENCH)])
def test_the_rule_that_a_change_breaks_is_told(
    standards_dir: Path, family: str, rules: str, table: list[tuple[str, str, str, str | None]]
) -> None:
    cases = list(in_both_syntaxes(table))
    settings = Settings.from_environment(os.environ | {"PLIS_STANDARDS": str(standards_dir)})
    entries = check_documents(settings, [(name, document) for _, name, document in cases], rules=rules)
    missed = {}
    for (rule, name, _), entry in zip(cases, entries, strict=True):
        failed = entry[family]["failed"]
        told = any(each == rule or each.startswith(f"{rule}_") for each in failed)
        if entry["valid"] != (not rule) or told == (not rule):
            missed[name] = (entry["xsd"], entry[family])
    assert missed == {}
