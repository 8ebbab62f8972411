"""The counts and the changes that the public search answers."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.tenders.api.labels import CHANGES
from services.tenders.domain.public_changes import PublicChange
from services.tenders.ports.search import Facets, FacetValue


class FacetValueOut(BaseModel):
    """How many answers have a value."""

    value: str
    label: str | None = Field(description="Nom de la valeur, quand il est connu.")
    count: int

    @classmethod
    def of(cls, value: FacetValue) -> "FacetValueOut":
        """Write a count."""
        return cls(value=value.value, label=value.label, count=value.count)


class FacetsOut(BaseModel):
    """Counts that refine a search."""

    total: int
    exact: bool = Field(description="Faux : seules les réponses les plus récentes sont comptées ; lire « au moins ».")
    kind: list[FacetValueOut]
    procedure: list[FacetValueOut]
    cpv: list[FacetValueOut] = Field(description="Divisions du CPV ; une consultation compte dans chacune des siennes.")
    nuts: list[FacetValueOut]
    buyer: list[FacetValueOut] = Field(description="Acheteurs les plus fréquents.")

    @classmethod
    def of(cls, facets: Facets) -> "FacetsOut":
        """Write the counts."""
        counts = {name: [FacetValueOut.of(value) for value in values] for name, values in facets.counts.items()}
        return cls(total=facets.total, exact=facets.is_exact, **counts)


class PublicChangeOut(BaseModel):
    """One public change."""

    position: int = Field(description="Rang, sans trou ; à rendre dans « after » pour la suite.")
    kind: str
    label: str
    consultation_id: str
    title: str
    buyer_siret: str
    buyer_name: str
    changed_at: datetime

    @classmethod
    def of(cls, change: PublicChange) -> "PublicChangeOut":
        """Write a change."""
        return cls(
            position=change.position,
            kind=change.kind.value,
            label=CHANGES[change.kind],
            consultation_id=str(change.tender_id),
            title=change.title,
            buyer_siret=change.buyer_siret,
            buyer_name=change.buyer_name,
            changed_at=change.changed_at,
        )


class PublicChangesOut(BaseModel):
    """Public changes in order; ask again with ``after`` equal to ``last``."""

    items: list[PublicChangeOut]
    last: int = Field(description="Rang du dernier changement donné, ou celui demandé s'il n'y a rien de nouveau.")
