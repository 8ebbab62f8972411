"""Fields of the operations about the account's own structures, and of the directory of recipients."""

from typing import Annotated

from pydantic import AliasChoices, Field

from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Number, Part, Text50, Text255
from services.invoicing.api.cpro.fields.paging import PageAsked, PageTold


class StructureActive(Part):
    """A structure of the account."""

    designationStructure: str
    idStructureCPP: int
    identifiant: str


class StructuresActives(Answered):
    """The structures of the account."""

    listeStructures: list[StructureActive]


class ConsulterSiret(Asked):
    """Which SIRET."""

    siretStructure: Text50


class InformationsSiret(Answered):
    """What is known of a SIRET."""

    adresse: str | None = None
    categorieEntreprise: str | None = None
    categorieJuridique: str | None = None
    civilite: str | None = None
    dateCreationEntreprise: str | None = None
    dateCreationEtablissement: str | None = None
    dateReactivationEtablissement: str | None = None
    estActif: bool
    localisationSiege: str | None = None
    nonDiffusibleInsee: bool = False
    numeroInterneClassement: str
    raisonSociale: str
    siege: str | None = None
    siren: str
    siret: str
    siretPredecesseurSuccesseur: str | None = None


class RechercherDestinataires(Asked):
    """Which recipients."""

    identifiant: Text50 = ""
    nomVilleCodePostal: Text255 = ""
    typeStructure: Text50 = ""
    parametresRecherche: PageAsked = PageAsked()


class Destinataire(Part):
    """A recipient."""

    idStructureCPP: int
    siret: str
    nomDestinataire: str
    adresseCodePostal: str | None = None
    adresseVille: str | None = None


class Destinataires(Answered):
    """A page of recipients."""

    listeDestinataires: list[Destinataire]
    parametresRetour: PageTold


class Annuaire(Answered):
    """The directory of recipients, a ZIP in base64."""

    libelle: str = "GCU_MSG_01_000"
    fichierResultat: str


class CoordonneesAsked(Asked):
    """Of which structure."""

    idStructure: Annotated[Number, Field(validation_alias=AliasChoices("idStructure", "idStructureCPP"))]


class CoordonneeBancaire(Part):
    """A bank account."""

    idCoordonneeBancaire: int
    nomCoordonneeBancaire: str


class CoordonneesBancaires(Answered):
    """The bank accounts of a structure."""

    libelle: str = "GCU_MSG_01_000"
    listeCoordonneeBancaire: list[CoordonneeBancaire]


class RecupererRattachements(Asked):
    """Which page of the account's structures."""

    parametresRecherche: PageAsked = PageAsked()


class ServiceRattache(Part):
    """A service that the account acts for."""

    codeService: str
    dateDbtService: str | None = None
    dateFinService: str | None = None
    estActif: bool
    idRattachementService: int
    idService: int
    libelleService: str
    statutRattachementService: str
    statutService: str


class StructureRattachement(Part):
    """A structure that the account acts for."""

    designationStructure: str
    idRattachementStructure: int
    idStructure: int
    identifiantStructure: str
    listeServicesRattache: list[ServiceRattache]
    roleUtilisateur: str
    statutRattachementStructure: str
    statutUtilisateur: str
    typeIdentifiantStructure: str


class Rattachements(Answered):
    """A page of the account's structures."""

    listeStructureRattachement: list[StructureRattachement]
    parametresRetour: PageTold


class ListerRattachements(Asked):
    """Which structure of the account."""

    adresseEmailConnexionUtilisateur: Text255 = ""
    idStructure: Number | None = None
    idUtilisateur: Number | None = None
    identifiantStructure: Text50 = ""
    parametresListerRattachementsStructureUtilisateur: PageAsked = PageAsked(nbResultatsParPage=100)
    typeIdentifiantStructure: Text50 = ""


class ServiceDuRattachement(Part):
    """A service of a structure of the account."""

    codeService: str
    commentaire: str | None = None
    dateDebut: str | None = None
    dateFin: str | None = None
    idRattachement: int
    idService: int
    nomService: str
    statutRattachement: str


class ServicesDuRattachement(Answered):
    """The services of a structure of the account."""

    designationStructure: str
    idStructure: int
    identifiantStructure: str
    listeServices: list[ServiceDuRattachement]
    parametresRetour: PageTold
    premierService: bool = False
