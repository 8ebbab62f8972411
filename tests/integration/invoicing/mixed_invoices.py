"""Invoices as they come: valid, faulty, hostile and doubled, each with what an intake must make of it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from pypdf import PdfWriter

from services.invoicing.standards import cii, factur_x, ubl
from shared.kernel.money import Money
from tests.unit.invoicing.builders import BUYER, OTHER_SELLER, an_invoice

_NUMBER = b"N-00000000"


@dataclass(frozen=True, slots=True)
class Mixed:
    """A file and the code of its refusal; none where it is an invoice, however faulty."""

    name: str
    content: bytes
    code: str | None = None


def mixed_invoices(count: int, *, series: str) -> Iterator[Mixed]:
    """Give files in a fixed mix; those of two series never have a number in common.

    Of twenty: nine invoices without fault, five that break a rule or repeat a number, one exact double, five hostile.
    """
    for number in range(count):
        yield _of(number, series)


def _of(number: int, series: str) -> Mixed:
    mark = f"{series}-{number:0{9 - len(series)}d}".encode()
    assert len(mark) == len(_NUMBER)
    place = number % 20
    if place in _FACTUR_X:
        return Mixed(f"{number}.pdf", factur_x.build(an_invoice(number=mark.decode())))
    if place == _DOUBLE:
        return Mixed(f"{number}-double.xml", _of(number - 1, series).content)
    if place == _SAME_NUMBER:
        earlier = f"{series}-{number - 3:0{9 - len(series)}d}".encode()
        return Mixed(f"{number}-numero.xml", _templates()[1].replace(_NUMBER, earlier))
    if place in _HOSTILE:
        content, code = _hostile()[(number // 20 * len(_HOSTILE) + _HOSTILE.index(place)) % len(_hostile())]
        return Mixed(f"{number}-hostile.bin", content.replace(_NUMBER, mark), code)
    templates = _faulty() if place in _FAULTY else _templates()
    return Mixed(f"{number}.xml", templates[number % len(templates)].replace(_NUMBER, mark))


_FACTUR_X = (7,)
_FAULTY = (1, 6, 10, 14)
_SAME_NUMBER = 5
_DOUBLE = 13
_HOSTILE = (3, 8, 11, 16, 18)


@cache
def _templates() -> tuple[bytes, ...]:
    invoice = an_invoice(number=_NUMBER.decode())
    return cii.to_xml(invoice), ubl.to_xml(invoice)


@cache
def _faulty() -> tuple[bytes, ...]:
    """Invoices that are read and attributed, and break a rule: they are received, told so, and go to an agent."""
    number = _NUMBER.decode()
    good = an_invoice(number=number)
    totals = good.totals
    return (
        cii.to_xml(an_invoice(number=number, framework=None)),
        ubl.to_xml(an_invoice(number=number, totals=replace(totals, due=totals.due + Money.parse("1.00", "EUR")))),
        cii.to_xml(an_invoice(number=number, purchase_order_reference="INCONNU")),
        ubl.to_xml(an_invoice(number=number, type_code="999")),
    )


@cache
def _hostile() -> tuple[tuple[bytes, str], ...]:
    good = _templates()[1]
    prolog = good[good.index(b"<", 1) :] if good.startswith(b"<?xml") else good
    entity = b'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    bomb = b'<!DOCTYPE Invoice [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return (
        (entity + prolog, "XML-DOCTYPE"),
        (bomb + prolog, "XML-DOCTYPE"),
        (good[: len(good) // 2], "XML-NOT-WELL-FORMED"),
        (b"\x00\xff" * 400, "XML-ENCODING"),
        (good.replace(b"UTF-8", b"UTF-16", 1), "XML-ENCODING"),
        (b"", "XML-EMPTY"),
        (b"<a/>", "INV-UNKNOWN-FORMAT"),
        (_pdf_with("factur-x.xml", password="secret"), "INV-PDF-ENCRYPTED"),
        (_pdf_with("factur-x.xml", "ZUGFeRD-invoice.xml"), "INV-PDF-SEVERAL-XML"),
        (b"%PDF-1.7 tronque", "INV-PDF-UNREADABLE"),
        (good.replace(str(BUYER.siret).encode(), str(OTHER_SELLER.siret).encode()), "INV-UNATTRIBUTABLE"),
    )


def _pdf_with(*names: str, password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name in names:
        writer.add_attachment(name, _templates()[0])
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
