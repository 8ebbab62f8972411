"""The pivot that software of recipients reads: valid by the published schema for any invoice, and read as said."""

import base64
import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from services.invoicing.domain.invoice import PaymentInstructions, PrecedingInvoice
from services.invoicing.domain.portal_frames import CODES, NAMES, frames_shown_as, kind_of_request, portal_frame
from services.invoicing.ports.portal_documents import Piece, PivotFacts, SentAgain
from services.invoicing.standards import factur_x, ubl
from services.invoicing.standards.detection import detect
from services.invoicing.standards.pivot_writing import pivot_xml, short_name, unlike
from services.invoicing.standards.portal_documents import PortalDocumentMaker
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import BUYER, SELLER, an_invoice

MAKER = PortalDocumentMaker()


def facts(**changes: Any) -> PivotFacts:
    given: dict[str, Any] = {
        "portal_id": 1000001,
        "seller": SELLER.siret,
        "buyer": BUYER.siret,
        "buyer_name": BUYER.name,
        "service_code": "SERVICE1",
        "service_name": "Informatique",
        "order_reference": "BC-2026-001",
        "contract_reference": "2026-M-01",
        "frame": "A1",
        "received_on": date(2026, 10, 5),
        "produced_at": datetime(2026, 10, 6, 8, tzinfo=UTC),
    }
    return PivotFacts(**(given | changes))


@pytest.fixture(scope="module")
def schema(standards_dir: Path) -> etree.XMLSchema:
    path = standards_dir / "chorus-pro" / "xsd-pivot" / "CPPFacturePivot_V2_02.xsd"
    if not path.exists():
        pytest.skip("le schéma du pivot de Chorus Pro n'est pas installé")
    return etree.XMLSchema(etree.parse(path))


def checked(document: bytes, schema: etree.XMLSchema) -> etree._Element:
    root = etree.fromstring(document, etree.XMLParser(huge_tree=True))
    schema.assertValid(root)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in root.iterfind(f".//{path}")]


def test_a_pivot_says_the_invoice_and_carries_it(schema: etree.XMLSchema) -> None:
    document = ubl.to_xml(an_invoice())
    bill = Piece("Bon de livraison.pdf", "application/pdf", b"%PDF-bon", "Bon de livraison")
    root = checked(MAKER.pivot(document, facts(pieces=(bill,))), schema)
    assert texts(root, "DonneesFacture/Id") == ["F2026-0001"]
    assert texts(root, "DonneesFacture/IdCPRO") == ["1000001"]
    assert texts(root, "Fournisseur/Identifiant") == [str(SELLER.siret)]
    assert texts(root, "Debiteur/CodeService") == ["SERVICE1"]
    totals = an_invoice().totals
    assert texts(root, "Montants/MontantHT") == [f"{totals.excl_vat.amount}"]
    assert texts(root, "Montants/MontantNetAPayer") == [f"{totals.due.amount}"]
    assert texts(root, "Engagement/NumeroEngagement") == ["BC-2026-001"]
    assert texts(root, "Lignes/Ligne/Quantite") == ["12", "3"]
    assert texts(root, "PJ/TypePJ") == ["01", "01", "02"]
    assert texts(root, "PJ/MimeTypePJ") == ["application/xml", "application/pdf", "application/pdf"]
    contents = [base64.b64decode(text) for text in texts(root, "PJ/Contenu")]
    assert contents[0] == document
    assert contents[1].startswith(b"%PDF-")
    assert contents[2] == b"%PDF-bon"
    assert texts(root, "ReferenceBancaire/Compte") == ["FR7630006000011234567890189"]


def test_a_factur_x_is_given_as_it_was_received(schema: etree.XMLSchema) -> None:
    document = factur_x.build(an_invoice())
    root = checked(MAKER.pivot(document, facts()), schema)
    assert [base64.b64decode(text) for text in texts(root, "PJ/Contenu")] == [document]


def test_our_own_reader_finds_the_same_invoice_with_the_routing_that_stands(schema: etree.XMLSchema) -> None:
    pivot = MAKER.pivot(ubl.to_xml(an_invoice()), facts(order_reference="BC-CORRIGE", sent_again=SentAgain.RECYCLED))
    checked(pivot, schema)
    again = detect(pivot).read()
    assert again.purchase_order_reference == "BC-CORRIGE"
    assert replace(again, purchase_order_reference="BC-2026-001", buyer_reference=None) == replace(
        detect(ubl.to_xml(an_invoice())).read(), buyer_reference=None
    )


def test_what_the_schema_has_no_room_for_is_cut_or_left_out(schema: etree.XMLSchema) -> None:
    invoice = replace(
        an_invoice(),
        number="N" * 35,
        type_code="381",
        preceding=(PrecedingInvoice(number="P" * 21),),
        payment=PaymentInstructions(means_code="57", account="12345", bank="BIC"),
    )
    long = facts(order_reference="E" * 51, contract_reference="M" * 50, service_code="S" * 101, frame="A11")
    piece = Piece(f"{'x' * 80}.pdf", "application/pdf", b"1", "C" * 60)
    root = checked(pivot_xml(invoice, long, main=(piece,)), schema)
    assert texts(root, "DonneesFacture/Id") == ["N" * 20]
    assert texts(root, "DonneesFacture/Type") == ["381"]
    assert texts(root, "NumeroEngagement") == texts(root, "IdFactureOrigine") == texts(root, "CodeService") == []
    assert texts(root, "NumeroMarche") == ["M" * 50]
    assert texts(root, "Cadre") == ["A10"]
    assert texts(root, "ModePaiement/Code") == ["30"]
    assert texts(root, "PJ/NomPJ") == [f"{'x' * 46}.pdf"]


def test_a_price_for_several_units_is_said_for_one(schema: etree.XMLSchema) -> None:
    line = replace(an_invoice().lines[0], price_quantity=Decimal(3))
    nothing = replace(an_invoice().lines[1], net_price=None, quantity=Decimal(0))
    root = checked(pivot_xml(replace(an_invoice(), lines=(line, nothing)), facts(), main=(_PIECE,)), schema)
    assert texts(root, "PrixUnitaire")[0].startswith("49.9666666")


_PIECE = Piece("f.pdf", "application/pdf", b"1")


def test_every_valid_sample_has_a_valid_pivot(schema: etree.XMLSchema, samples_dir: Path) -> None:
    folder, written = samples_dir / "invoices", 0
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        names = [row["file"] for row in csv.DictReader(manifest)]
    for name in names:
        path = folder / name
        try:
            invoice = detect(path.read_bytes()).read()
        except (Refused, FileNotFoundError):
            continue
        checked(pivot_xml(invoice, facts(frame=portal_frame(invoice.framework)), main=(_PIECE,)), schema)
        written += 1
    assert written > 20


@settings(max_examples=60)
@given(
    number=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
    account=st.one_of(st.none(), st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=40)),
    frame=st.sampled_from(sorted(NAMES)),
)
def test_any_invoice_has_a_valid_pivot(schema: etree.XMLSchema, number: str, account: str | None, frame: str) -> None:
    invoice = replace(
        an_invoice(), number=number, payment=PaymentInstructions(means_code="30", account=account or None)
    )
    checked(pivot_xml(invoice, facts(frame=frame), main=(_PIECE,)), schema)


def test_the_pieces_of_an_invoice_are_found_and_named() -> None:
    document = ubl.to_xml(an_invoice()).replace(
        b"<cac:AccountingSupplierParty>",
        b"<cac:AdditionalDocumentReference><cbc:ID>BL-1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        b'mimeCode="application/pdf" filename="../../bon?.pdf">JVBERi0=</cbc:EmbeddedDocumentBinaryObject>'
        b"</cac:Attachment></cac:AdditionalDocumentReference>"
        b"<cac:AdditionalDocumentReference><cbc:ID>BL-2</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        b'mimeCode="text/csv" filename="x.csv">%%%</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>'
        b"</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>",
        1,
    )
    assert MAKER.pieces(document) == (Piece("bon-.pdf", "application/pdf", b"%PDF-"),)
    assert MAKER.pieces(ubl.to_xml(an_invoice())) == ()


def test_an_archive_has_one_name_for_each_file_and_the_same_bytes_each_time() -> None:
    files = [Piece("a.pdf", "", b"1"), Piece("A.pdf", "", b"2"), Piece("a", "", b"3"), Piece("a", "", b"4")]
    archive = MAKER.archive(files)
    assert archive == MAKER.archive(files)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert [(name, opened.read(name)) for name in opened.namelist()] == [
            ("a.pdf", b"1"),
            ("A-2.pdf", b"2"),
            ("a", b"3"),
            ("a-2", b"4"),
        ]


@given(names=st.lists(st.sampled_from(["a", "a.pdf", "a-2.pdf", "A", ".pdf", "a-3.pdf", "b"]), max_size=12))
def test_names_are_unlike(names: list[str]) -> None:
    found = [name.lower() for name in unlike(iter(names))]
    assert len(found) == len(names) == len(set(found))


@given(name=st.text(max_size=120))
def test_a_name_is_never_longer_than_the_pivot_allows(name: str) -> None:
    assert len(short_name(name)) <= 50


def test_every_frame_has_a_name_and_says_which_request_it_is() -> None:
    assert len(NAMES) == 25
    assert {CODES[name] for name in NAMES.values()} == set(NAMES)
    assert [portal_frame(frame) for frame in (None, "S1", "M2", "S5", "S6", "A7", "?")] == [
        "A1", "A1", "A2", "A9", "A12", "A7", "A1",
    ]  # fmt: skip
    assert (kind_of_request("A4"), kind_of_request("M1"), kind_of_request("A9")) == (
        "FACTURE_TRAVAUX", "FACTURE", "FACTURE",
    )  # fmt: skip
    for code in NAMES:
        assert {portal_frame(frame) for frame in frames_shown_as(code)} == {code}
