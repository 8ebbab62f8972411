"""Fields of the lists of categories under which help is asked for (sollicitations)."""

from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Number, Part, Text255
from services.invoicing.api.cpro.fields.paging import PageAsked, PageTold


class RechercherCategories(Asked):
    """Which categories."""

    codeCategorie: Text255 | None = None
    estActif: bool | None = None
    libelleCategorie: Text255 | None = None
    pagination: PageAsked = PageAsked()


class Categorie(Part):
    """A category."""

    codeCategorie: str
    idTechniqueCategorie: int
    libelleCategorie: str


class Categories(Answered):
    """The categories."""

    listeCategories: list[Categorie]
    parametresRetour: PageTold


class RechercherSousCategories(Asked):
    """Which sub-categories."""

    code: Text255 | None = None
    estActif: bool | None = None
    idTechniqueCategorie: Number | None = None
    libelle: Text255 | None = None
    pagination: PageAsked = PageAsked()


class SousCategorie(Part):
    """A sub-category."""

    code: str
    dateCreation: str | None = None
    dateDerniereModification: str | None = None
    estActif: bool
    idTechniqueCategorie: int
    libelle: str


class SousCategoriesDUneCategorie(Part):
    """The sub-categories of a category."""

    categorie: list[Categorie]
    ssCategorie: list[SousCategorie]


class SousCategories(Answered):
    """The sub-categories."""

    listeSousCategories: list[SousCategoriesDUneCategorie]
    parametresRetour: PageTold
