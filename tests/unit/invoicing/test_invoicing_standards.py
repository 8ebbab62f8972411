"""Documents: what is written is read back whole; what is not an invoice is refused with a code."""

import io
import re
import tarfile
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import ModuleType

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from services.invoicing.domain import invoice as model
from services.invoicing.domain.invoice import (
    Allowance,
    Identifier,
    Invoice,
    InvoicingPeriod,
    Note,
    Party,
    PrecedingInvoice,
    VatCategory,
)
from services.invoicing.domain.terms import terms_of
from services.invoicing.standards import cii, factur_x, ubl
from services.invoicing.standards.detection import Syntax, detect
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import an_invoice, euros

MANDATORY = {
    *("BT-1", "BT-2", "BT-3", "BT-5", "BT-24", "BT-27", "BT-35", "BT-40", "BT-106", "BT-109", "BT-112", "BT-115"),
    *("BT-116", "BT-117", "BT-118", "BT-126", "BT-129", "BT-130", "BT-131", "BT-146", "BT-151", "BT-153"),
}


def full_invoice() -> Invoice:
    simple = an_invoice()
    vat = VatCategory(code="S", rate=Percentage.parse("20"))
    discount = Allowance(amount=euros("10.00"), base=euros("100.00"), rate=Percentage.parse("10"), vat=vat,
                         reason="Remise", reason_code="95")  # fmt: skip
    period = InvoicingPeriod(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30))
    party = Party(name="Société <B> & Cie", trading_name="B", identifiers=(Identifier("7"), Identifier("123", "0088")),
                  registration=Identifier("910000025", "0002"), vat_number="FR55", tax_registration="T-1",
                  legal_form="SARL", contact_name="Camille", contact_phone="0102030405",
                  contact_email="c@example.org", address=simple.seller.address)  # fmt: skip
    buyer = replace(party, tax_registration=None, legal_form=None)  # BT-32 and BT-33 are of the seller alone
    of_line = replace(discount, vat=None)  # a line has one VAT category, and its allowances none (BG-27, BG-30)
    line = simple.lines[0]
    full_line = {"note": "n", "accounting_reference": "6063", "period": period, "allowances": (of_line,),
                 "charges": (of_line,), "gross_price": euros("160.00"), "price_quantity": Decimal(1),
                 "description": "d", "seller_item": "S", "buyer_item": "B"}  # fmt: skip
    return an_invoice(
        due_on=date(2026, 10, 31), buyer_reference="SERVICE", project_reference="P-1", sales_order_reference="V-1",
        receiving_advice="R-1", despatch_advice="D-1", tender_reference="L-1", accounting_reference="6063",
        notes=(Note(text="sans sujet"), *simple.notes), period=period, payee_name="Affactureur", seller=party,
        buyer=buyer,
        preceding=(PrecedingInvoice(number="F-0", issued_on=date(2026, 1, 1)),), allowances=(discount,),
        charges=(discount,), lines=(replace(line, **full_line),),
    )  # fmt: skip


@pytest.mark.parametrize("syntax", [cii, ubl], ids=["cii", "ubl"])
@pytest.mark.parametrize("invoice", [an_invoice(), full_invoice()], ids=["usual", "full"])
def test_what_is_written_is_read_back_whole(invoice: Invoice, syntax: ModuleType) -> None:
    assert syntax.from_xml(syntax.to_xml(invoice)) == invoice


def test_a_credit_note_has_its_own_ubl_document() -> None:
    credit = an_invoice(type_code="381", due_on=date(2026, 10, 31))
    written = ubl.to_xml(credit)
    assert b"CreditNote-2" in written
    assert detect(written).is_credit_note
    assert ubl.from_xml(written) == credit


def test_numbers_never_take_an_exponent() -> None:
    line = replace(an_invoice().lines[0], quantity=Decimal("1E+2"))
    assert b">100</ram:BilledQuantity>" in cii.to_xml(an_invoice(lines=(line,)))


def test_every_field_of_the_model_has_its_term_and_the_compulsory_terms_are_there() -> None:
    ours = [found for found in vars(model).values() if is_dataclass(found) and found.__module__ == model.__name__]
    classes = [found for found in ours if found is not Identifier]
    found = set()
    for cls in classes:
        marked = dict(terms_of(cls))
        assert set(marked) == {field.name for field in fields(cls)}, cls
        found |= set(marked.values())
    assert found >= MANDATORY


def test_a_factur_x_carries_the_same_invoice_for_people_and_machines() -> None:
    pdf = factur_x.build(an_invoice())
    found = detect(pdf)
    assert (found.syntax, found.profile) == (Syntax.FACTUR_X, "en16931")
    assert found.read() == an_invoice()
    reader = PdfReader(BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    for words in ("F2026-0001", "BC-2026-001", "Entreprise A & Fils", "2 191,27"):
        assert words in text.replace("\u00a0", " ")
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    assert all("/FontFile2" in font.get_object()["/FontDescriptor"].get_object() for font in fonts)
    root = reader.trailer["/Root"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    xmp = root["/Metadata"].get_data()
    assert b"<pdfaid:part>3</pdfaid:part>" in xmp
    assert b"EN 16931" in xmp


def pdf_with(*names: str, password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name in names:
        writer.add_attachment(name, cii.to_xml(an_invoice()))
    if password is not None:
        writer.encrypt(password)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"%PDF-1.7\nnothing", "INV-PDF-UNREADABLE"),
        (pdf_with(), "INV-PDF-WITHOUT-XML"),
        (pdf_with("notice.txt"), "INV-PDF-WITHOUT-XML"),
        (pdf_with("a.xml", "b.xml"), "INV-PDF-SEVERAL-XML"),
        (pdf_with("factur-x.xml", "ZUGFeRD-invoice.xml"), "INV-PDF-SEVERAL-XML"),
        (pdf_with("factur-x.xml", password="secret"), "INV-PDF-ENCRYPTED"),
        (b"<html/>", "INV-UNKNOWN-FORMAT"),
        (b"", "XML-EMPTY"),
    ],
)
def test_what_is_no_invoice_is_refused(document: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        detect(document)
    assert refused.value.refusal.code == code


def test_a_compressed_bomb_in_a_pdf_is_refused() -> None:
    bomb = factur_x.build(an_invoice())
    writer = PdfWriter(clone_from=PdfReader(BytesIO(bomb)))
    stream = DecodedStreamObject()
    stream.set_data(b"<a>" + b" " * (100 * 1024 * 1024) + b"</a>")
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]
    compressed = writer._add_object(stream.flate_encode())
    names[1].get_object()["/EF"].update({NameObject("/F"): compressed, NameObject("/UF"): compressed})
    target = BytesIO()
    writer.write(target)
    assert len(target.getvalue()) < 1024 * 1024
    with pytest.raises(Refused) as refused:
        detect(target.getvalue())
    assert refused.value.refusal.code == "INV-PDF-ATTACHMENT-TOO-LARGE"


def test_the_standard_attachment_wins_over_others() -> None:
    assert detect(pdf_with("factur-x.xml", "annexe.xml")).read() == an_invoice()


@pytest.mark.parametrize(
    ("written", "replaced", "term"),
    [
        (b"<ram:ID>F2026-0001</ram:ID>", b"<ram:ID> </ram:ID>", "en16931:BT-1"),
        (b">20261001<", b">20261301<", "en16931:BT-2"),
        (b">20261001<", b">1/10/2026<", "en16931:BT-2"),
        (b"<ram:InvoiceCurrencyCode>EUR", b"<ram:InvoiceCurrencyCode>euros", "en16931:BT-5"),
        (b">2191.27</ram:GrandTotalAmount>", b">2191,27</ram:GrandTotalAmount>", "en16931:BT-112"),
        (b">2191.27</ram:DuePayableAmount>", b">1E3</ram:DuePayableAmount>", "en16931:BT-115"),
    ],
)
def test_an_unreadable_term_is_named(written: bytes, replaced: bytes, term: str) -> None:
    document = cii.to_xml(an_invoice())
    assert written in document
    with pytest.raises(Refused) as refused:
        cii.from_xml(document.replace(written, replaced, 1))
    assert refused.value.refusal.code == "INV-UNREADABLE"
    assert refused.value.refusal.facts["term"] == term


@pytest.mark.parametrize(("said", "element"), [("380", b"InvoiceTypeCode"), ("381", b"CreditNoteTypeCode")])
def test_a_ubl_without_type_is_what_its_root_says_and_is_written_again_without(said: str, element: bytes) -> None:
    document = ubl.to_xml(an_invoice(type_code=said))
    without = re.sub(rb"<cbc:%b[^>]*>[^<]*</cbc:%b>" % (element, element), b"", document)
    assert without != document
    terms = ubl.terms_from_xml(without)
    assert detect(without).read().type_code == ubl.from_xml(without).type_code == said
    assert terms.is_credit_note is (said == "381")
    assert element not in ubl.terms_to_xml(terms).document
    assert ubl.terms_from_xml(ubl.terms_to_xml(terms).document) == terms
    with pytest.raises(Refused) as refused:  # CII has one root for all: there the type must be said
        cii.from_xml(cii.terms_to_xml(terms).document)
    assert refused.value.refusal.facts["term"] == "en16931:BT-3"


def test_a_word_where_a_tar_has_its_mark_makes_no_archive_of_an_invoice() -> None:
    head, _, rest = ubl.to_xml(an_invoice()).partition(b"?>")
    comment = b"<!--" + b" " * (257 - len(head) - len(b"?><!--Mo")) + b"Moustarde-->"
    document = head + b"?>" + comment + rest
    assert document[257:262] == b"ustar"
    assert detect(document).read().number == an_invoice().number


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_is_named_for_what_it_is(form: int) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        archive.addfile(tarfile.TarInfo("a.xml"))
    with pytest.raises(Refused) as refused:
        detect(packed.getvalue())
    assert refused.value.refusal.code == "INV-FILE-KIND"
    assert "tar" in refused.value.refusal.facts["kind"]
