"""Fields of ``engagementsJuridiques/v1/rechercher``: known from software that calls it, in no field tree."""

from decimal import Decimal

from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Part, Text50, Text255
from services.invoicing.api.cpro.fields.paging import PageAsked, PageTold


class RechercherEngagements(Asked):
    """Which commitments: a number, its state, the organisations on both sides."""

    etatCourantEngagementJuridique: Text50 | None = None
    numeroEngagementJuridique: Text255 | None = None
    parametresRecherche: PageAsked = PageAsked()
    structureEmettriceEngagementJuridique: Text50 | None = None
    structureReceptriceEngagementJuridique: Text50 | None = None


class EngagementJuridique(Part):
    """A commitment of a public body towards the caller."""

    codeServiceEmetteur: str | None = None
    dateEngagementJuridique: str
    designationStructureEmettrice: str | None = None
    devise: str
    etatCourantEngagementJuridique: str
    identifiantStructureEmettrice: str
    identifiantStructureReceptrice: str | None = None
    montantHT: Decimal | None = None
    numeroEngagementJuridique: str
    objet: str | None = None


class Engagements(Answered):
    """The commitments found."""

    listeEngagementJuridique: list[EngagementJuridique]
    parametresRetour: PageTold
