"""Pages of results: ``parametresRecherche`` in, ``parametresRetour`` out; their names vary, their content does not."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import Field

from services.invoicing.api.cpro.fields.kinds import Asked, Part

USUAL = 10
MOST = 1000
T = TypeVar("T")


class PageAsked(Asked):
    """Which page is asked for; pages are counted from 1."""

    nbResultatsParPage: Annotated[int, Field(ge=0)] = USUAL
    pageResultatDemandee: Annotated[int, Field(ge=0)] = 1
    triColonne: str | None = None
    triSens: str | None = None
    triSense: str | None = None

    @property
    def size(self) -> int:
        """How many results a page has: at most a thousand."""
        return min(self.nbResultatsParPage or USUAL, MOST)

    @property
    def number(self) -> int:
        """Which page, from 1."""
        return self.pageResultatDemandee or 1

    @property
    def offset(self) -> int:
        """How many results come before the page."""
        return (self.number - 1) * self.size

    @property
    def descending(self) -> bool:
        """Whether the results are asked for in descending order."""
        return (self.triSens or self.triSense or "").lower().startswith("desc")

    def cut(self, results: Sequence[T]) -> Sequence[T]:
        """Take the page out of every result."""
        return results[self.offset : self.offset + self.size]

    def told(self, total: int) -> "PageTold":
        """Say which page was given, out of how many results."""
        return PageTold(
            nbResultatsParPage=self.size,
            pageCourante=self.number,
            pages=-(-total // self.size),
            total=total,
        )


class PageTold(Part):
    """Which page was given."""

    nbResultatsParPage: int
    pageCourante: int
    pages: int
    total: int
