"""The pivot of the State's portal: the supplier's own document where it has one, its own summary otherwise."""

import base64
import gzip
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain.attribution import siret_of
from services.invoicing.gateways.chorus_pro_simulator.book import HeldInvoice, Step
from services.invoicing.gateways.chorus_pro_simulator.pivot import pivot_of
from services.invoicing.ports import PageForm
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.detection import Syntax, detect
from services.invoicing.standards.portal_documents import PortalDocumentMaker
from services.invoicing.standards.reader import InvoiceReader
from services.invoicing.standards.rendering.pages import RenderedPages
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import BUYER, SELLER, an_invoice
from tests.unit.invoicing.portal_standin import NOW

CONTENT = an_invoice(number="F-1")


def a_pivot(document: bytes = b"une image") -> bytes:
    held = HeldInvoice(
        portal_id=7,
        supplier=str(SELLER.siret),
        recipient=str(BUYER.siret),
        content=CONTENT,
        document=document,
        name="f.xml",
        steps=(Step("MISE_A_DISPOSITION", NOW),),
    )
    return pivot_of(held, at=NOW)


@pytest.mark.parametrize("document", [ubl.to_xml(CONTENT), cii.to_xml(CONTENT)])
def test_the_supplier_s_own_document_is_read_and_judged(document: bytes) -> None:
    found = detect(a_pivot(document))
    assert found.syntax in {Syntax.UBL, Syntax.CII}
    assert found.read() == CONTENT
    packed = base64.b64encode(gzip.compress(document))
    squeezed = a_pivot(document).replace(base64.b64encode(document), packed)
    assert detect(squeezed).read() == CONTENT


def test_the_portal_has_the_last_word_on_the_routing() -> None:
    pivot = a_pivot(ubl.to_xml(CONTENT)).replace(b"BC-2026-001</NumeroEngagement>", b"BC-9</NumeroEngagement>")
    pivot = pivot.replace(b"</Nom>", b"</Nom><CodeService>VOIRIE</CodeService>", 1)
    read = InvoiceReader().read(pivot).invoice
    assert (read.purchase_order_reference, read.buyer_reference) == ("BC-9", "VOIRIE")
    assert read.contract_reference == CONTENT.contract_reference


def test_without_a_structured_document_the_summary_is_read_and_shown() -> None:
    found = detect(a_pivot())
    assert found.syntax is Syntax.PIVOT
    read = found.read()
    assert (read.number, read.issued_on, read.framework) == ("F-1", CONTENT.issued_on, "A1")
    assert (siret_of(read.seller), siret_of(read.buyer)) == (SELLER.siret, BUYER.siret)
    assert (read.totals.incl_vat, read.totals.due) == (CONTENT.totals.incl_vat, CONTENT.totals.due)
    assert [line.net_amount for line in read.lines] == [line.net_amount for line in CONTENT.lines]
    assert [each.vat for each in read.vat_breakdown] == [each.vat for each in CONTENT.vat_breakdown]
    assert read.lines[0].quantity == Decimal(12)
    assert "F-1" in RenderedPages().page(a_pivot(), PageForm.HTML).decode()


@pytest.mark.parametrize(
    "hostile",
    [
        a_pivot().replace(b"<Id>F-1</Id>", b""),
        a_pivot().replace(b"<CPPFacturePivotUnitaire>", b"<Autre>").replace(b"</CPPFacturePivotUnitaire>", b"</Autre>"),
        a_pivot().replace(b"</CPPFacturePivotUnitaire>", b"</CPPFacturePivotUnitaire><CPPFacturePivotUnitaire/>"),
        a_pivot().replace(b"<Taux>20</Taux>", b"<Taux>vingt</Taux>"),
        a_pivot()[:-30],
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + a_pivot().partition(b"\n")[2],
    ],
)
def test_a_hostile_pivot_is_refused_by_name(hostile: bytes) -> None:
    with pytest.raises(Refused) as refused:
        InvoiceReader().read(hostile)
    assert refused.value.refusal.code.startswith(("INV-UNREADABLE", "XML-"))


def test_a_pivot_in_a_pivot_and_a_bomb_are_not_opened() -> None:
    assert detect(a_pivot(a_pivot(ubl.to_xml(CONTENT)))).syntax is Syntax.PIVOT
    assert detect(a_pivot(gzip.compress(b"x" * 200_000_000, 1))).syntax is Syntax.PIVOT


@given(content=st.binary(max_size=200))
def test_whatever_is_attached_the_summary_is_read(content: bytes) -> None:
    assert detect(a_pivot(content)).read().number == "F-1"


ADDED = (
    b"<PJ><Contenu>JVBERi0xLjc=</Contenu><NomPJ>bl-1.pdf</NomPJ><NomPJOrigine>bl.pdf</NomPJOrigine>"
    b"<CategoriePJ>BON_LIVRAISON</CategoriePJ><TypePJ>02</TypePJ><MimeTypePJ>application/pdf</MimeTypePJ></PJ><PJ><Contenu>%%%</Contenu><NomPJ>plan.pdf</NomPJ><TypePJ>02</TypePJ></PJ>"
)


@pytest.mark.parametrize("document", [ubl.to_xml(CONTENT), b"%PDF-1.7 une image"])
def test_every_piece_of_a_pivot_is_looked_into_and_given_back(document: bytes) -> None:
    whole = a_pivot(document)
    pivot = whole[: whole.rindex(b"</PJ>") + 5] + ADDED + whole[whole.rindex(b"</PJ>") + 5 :]
    found = InvoiceReader().attachments(pivot)
    assert [(one.name, one.content) for one in found] == [
        ("f.xml", document),
        ("bl.pdf", b"%PDF-1.7"),
        ("plan.pdf", b""),
    ]
    assert [one.media_type for one in found][1:] == ["application/pdf", "application/pdf"]
    given = PortalDocumentMaker().pieces(pivot)
    assert [(one.name, one.content) for one in given] == [("f.xml", document), ("bl.pdf", b"%PDF-1.7")]
    assert [one.category for one in given] == [None, "BON_LIVRAISON"]


@pytest.mark.parametrize(
    ("named", "given"),
    [("r.pdf", "r.pdf"), ("../../r.pdf", "r.pdf"), ("..", "piece-1"), ("a\\b:c.pdf", "a-b-c.pdf"), ("", "piece-1")],
)
def test_pieces_have_names_that_are_no_paths(named: str, given: str) -> None:
    pivot = a_pivot(b"%PDF-1.7").replace(b"<NomPJ>f.xml</NomPJ>", f"<NomPJ>{named}</NomPJ>".encode())
    assert [one.name for one in PortalDocumentMaker().pieces(pivot)] == [given]


def test_what_the_supplier_s_own_invoice_carries_in_a_pivot_is_looked_into_too() -> None:
    carried = (
        b"<cac:AdditionalDocumentReference><cbc:ID>REL</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        b"mimeCode='application/pdf' filename='r.pdf'>JVBERi0xLjc=</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>"
        b"</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>"
    )
    document = ubl.to_xml(CONTENT).replace(b"<cac:AccountingSupplierParty>", carried, 1)
    found = InvoiceReader().attachments(a_pivot(document))
    assert [(one.name, one.content[:5]) for one in found] == [("f.xml", document[:5]), ("r.pdf", b"%PDF-")]
