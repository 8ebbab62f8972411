"""A list that is read by pages or taken whole as a file: one dependency, one answer, for every such route."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Response
from pydantic import BaseModel

from services.tenders.api.exports import EXPORT_ROWS, Column, ExportRequest, export_request, listing_response
from services.tenders.ports.exports import TableWriter
from shared.http.pages import PageRequest, page_of, page_request
from shared.kernel.ids import Id

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which page is asked, or which file of the whole list from that cursor on."""

    page: PageRequest
    export: ExportRequest | None

    @property
    def limit(self) -> int:
        """How many elements to read at most: one more than what is shown, to know whether there are more."""
        return (self.page.limit if self.export is None else EXPORT_ROWS.value) + 1


@dataclass(frozen=True, slots=True)
class Listing(Generic[E]):
    """How the elements of one list are shown: as JSON, by the key after which a page continues, and as columns."""

    name: str
    show: Callable[[E], BaseModel]
    key: Callable[[E], Id]
    columns: Sequence[Column[E]]


def list_request(
    page: Annotated[PageRequest, Depends(page_request)],
    export: Annotated[ExportRequest | None, Depends(export_request)],
) -> ListRequest:
    """Read which page or file of a list is asked."""
    return ListRequest(page, export)


def list_answer(asked: ListRequest, listing: Listing[E], found: Sequence[E], *, tables: TableWriter) -> Response:
    """Answer a page, or the file, of what was read with ``asked.limit``."""
    if asked.export is not None:
        return listing_response(asked.export, tables, name=listing.name, columns=listing.columns, elements=found)
    page = page_of(asked.page, found, show=listing.show, key=listing.key)
    return Response(
        page.model_dump_json(serialize_as_any=True), media_type="application/json", headers={"Vary": "Accept"}
    )
