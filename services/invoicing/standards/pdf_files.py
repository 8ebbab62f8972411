"""The files that a PDF carries, wherever it hangs them: its tree of names, its associated files, its pages.

A tree of names may be of any depth; producers also hang the invoice on the catalogue's associated files alone. A file
that hangs in several places is given once. Source: ISO 32000-2, 7.7.4 (names), 7.9.6 (trees), 7.11.4 (embedded files),
14.13 (associated files), 12.5.6.15 (annotations).
"""

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, EmbeddedFile, IndirectObject, PdfObject

from services.invoicing.domain.pdf_header import pdf_within

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells in English what it repairs; we tell what matters
_MOST_NODES: Final = 1000
_MOST_PAGES: Final = 500
_STREAMS: Final = ("/UF", "/F")


def opened(document: bytes) -> PdfReader:
    """Open a PDF; what is broken is answered by one of ``pdf_attachments.BROKEN``, here or later."""
    return PdfReader(BytesIO(pdf_within(document) or document))


def files_of(reader: PdfReader) -> Iterator[EmbeddedFile]:
    """Give every file once: those of the catalogue, else those that hang on the pages."""
    seen: set[tuple[int, int]] = set()
    is_empty = True
    for name, specification in _of_catalogue(reader.root_object):
        for file in _new(name, specification, seen):
            is_empty = False
            yield file
    if is_empty:
        for specification in _of_pages(reader):
            yield from _new("", specification, seen)


def _of_catalogue(catalogue: DictionaryObject) -> Iterator[tuple[str, PdfObject]]:
    names = _dictionary(catalogue.get("/Names"))
    tree = _dictionary(names.get("/EmbeddedFiles")) if names is not None else None
    if tree is not None:
        yield from _of_tree(tree)
    for specification in _array(catalogue.get("/AF")):
        yield "", specification


def _of_tree(tree: DictionaryObject) -> Iterator[tuple[str, PdfObject]]:
    """Walk a tree of names in its order; a loop or an endless tree stops."""
    waiting, visited = [tree], 0
    while waiting and visited < _MOST_NODES:
        node, visited = waiting.pop(), visited + 1
        pairs = _array(node.get("/Names"))
        yield from ((str(key.get_object()), value) for key, value in zip(pairs[::2], pairs[1::2], strict=False))
        kids = (_dictionary(kid) for kid in _array(node.get("/Kids"))[:_MOST_NODES])
        waiting += reversed([kid for kid in kids if kid is not None])


def _of_pages(reader: PdfReader) -> Iterator[PdfObject]:
    for number, page in enumerate(reader.pages):
        if number == _MOST_PAGES:
            return
        yield from _array(page.get("/AF"))
        for each in _array(page.get("/Annots")):
            annotation = _dictionary(each)
            if annotation is not None and annotation.get("/Subtype") == "/FileAttachment" and "/FS" in annotation:
                yield annotation.raw_get("/FS")


def _new(name: str, found: PdfObject, seen: set[tuple[int, int]]) -> Iterator[EmbeddedFile]:
    specification = _dictionary(found)
    held = _dictionary(specification.get("/EF")) if specification is not None else None
    if specification is None or held is None:
        return
    stream = next((held.raw_get(key) for key in _STREAMS if key in held), None)
    if isinstance(stream, IndirectObject):
        if (stream.idnum, stream.generation) in seen:
            return
        seen.add((stream.idnum, stream.generation))
    yield EmbeddedFile(name=name, pdf_object=specification)


def _dictionary(found: object) -> DictionaryObject | None:
    known = found.get_object() if isinstance(found, PdfObject) else None
    return known if isinstance(known, DictionaryObject) else None


def _array(found: object) -> list[PdfObject]:
    """Give the items of an array; a single item stands for an array of one, as some producers write it."""
    known = found.get_object() if isinstance(found, PdfObject) else None
    if isinstance(known, ArrayObject):
        return list(known)
    return [known] if isinstance(known, DictionaryObject) else []
