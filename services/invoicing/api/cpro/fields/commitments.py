"""Fields of ``engagementsJuridiques/v1/rechercher``: in no field tree.

Source: the page « rechercher engagement juridique » of communaute.chorus-pro.gouv.fr, and software that calls it.
"""

from services.invoicing.api.cpro.fields.bounds import Until
from services.invoicing.api.cpro.fields.kinds import Amount, Answered, Asked, Moment, Part, Text50, Text255
from services.invoicing.api.cpro.fields.paging import PageAsked, PageTold


class RechercherEngagements(Asked):
    """Which commitments: a number, its state, the organisations on both sides, when, how much."""

    etatCourantEngagementJuridique: Text50 | None = None
    montantTTCMax: Amount | None = None
    montantTTCMin: Amount | None = None
    numeroEngagementJuridique: Text255 | None = None
    parametresRecherche: PageAsked = PageAsked()
    periodeDateNotificationEJAu: Until | None = None
    periodeDateNotificationEJDu: Moment | None = None
    structureEmettriceEngagementJuridique: Text50 | None = None
    structureReceptriceEngagementJuridique: Text50 | None = None


class EngagementJuridique(Part):
    """A commitment of a public body; the structure that receives it (réceptrice) is the supplier."""

    codeServiceExecutantEmetteur: str | None = None
    dateNotificationEJ: str
    deviseEngagement: str
    identifiantStructureEmettrice: str
    identifiantStructureReceptrice: str | None = None
    libelleEtatCourantEJ: str
    libelleStructureEmettrice: str | None = None
    libelleStructureReceptrice: str | None = None
    libelleTypeEngagementJuridique: str | None = None
    montantTotalHt: Amount | None = None
    montantTotalTtc: Amount | None = None
    numeroEngagementJuridique: str
    structureReceptrice: str | None = None


class Engagements(Answered):
    """The commitments found."""

    listeEngagementJuridique: list[EngagementJuridique]
    parametresRetour: PageTold
