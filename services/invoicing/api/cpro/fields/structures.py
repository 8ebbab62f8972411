"""Fields of ``structures/v1/…``, and of the operations that name structures."""

from typing import Annotated

from pydantic import AliasChoices, Field

from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Number, Part, Text50, Text255
from services.invoicing.api.cpro.fields.paging import PageAsked, PageTold

# The published tree says idStructure; software in use writes idStructureCPP, as the specification does.
_Structure = Annotated[Number, Field(validation_alias=AliasChoices("idStructure", "idStructureCPP"))]


class CriteresStructure(Asked):
    """What a structure is looked for by."""

    adresseCodePays: Text50 | None = None
    adresseCodePostal: Text50 | None = None
    adresseVille: Text255 | None = None
    estMOA: bool | None = None
    estMOAUniquement: bool | None = None
    identifiantStructure: Text50 = ""
    libelleStructure: Text255 = ""
    nomStructure: Text255 = ""
    prenomStructure: Text255 = ""
    raisonSocialeStructure: Text255 = ""
    statutStructure: Text50 = ""
    typeIdentifiantStructure: Text50 = ""
    typeStructure: Text50 = ""


class RechercherStructures(Asked):
    """Which structures."""

    parametres: PageAsked = PageAsked()
    restreindreStructuresPrivees: bool = False
    structure: CriteresStructure = CriteresStructure()


class StructureTrouvee(Part):
    """A structure."""

    designationStructure: str
    idStructureCPP: int
    identifiantStructure: str
    statut: str
    typeIdentifiantStructure: str


class StructuresTrouvees(Answered):
    """A page of structures."""

    listeStructures: list[StructureTrouvee]
    parametresRetour: PageTold


class ConsulterStructure(Asked):
    """Which structure."""

    codeLangue: Text50 = ""
    idStructure: _Structure


class AdressePostale(Part):
    """A postal address; what nobody declared is left out."""

    adresse: str | None = None
    codePostal: str | None = None
    complementAdresse1: str | None = None
    complementAdresse2: str | None = None
    fax: str | None = None
    indicatifFax: str | None = None
    indicatifTelephone: str | None = None
    pays: str | None = None
    telephone: str | None = None
    ville: str | None = None


class StructureDupliquee(Part):
    """Another number of the same structure; there is none here."""

    structureDupliquee: int


class InformationGenerales(Part):
    """Who a structure is."""

    dateExpirationMotPasseCompteTech: str | None = None
    emailStructure: str | None = None
    estValideurDeleguee: bool = False
    idStructureCPP: int
    idStructureOrigine: int | None = None
    identifiantStructure: str
    libelleStructure: str
    listeStructureDupliquees: list[StructureDupliquee] = Field(default_factory=list)
    nomStructure: str | None = None
    numeroRcsStructure: str | None = None
    numeroTVA: str | None = None
    prenomStructure: str | None = None
    raisonSocialeStructure: str
    structurePriveePublique: str
    typeIdentifiantStructure: str


class ParametresStructure(Part):
    """What a structure asks of the invoices sent to it."""

    codeServiceDoitEtreRenseigne: bool
    connexionEDI: bool = False
    estMoaUniquement: bool = False
    estValideurDelegue: bool = False
    gestionNumeroEJOuCodeService: bool
    getaMoa: bool = False
    nonDiffusibleInsee: bool = False
    numeroEJDoitEtreRenseigne: bool
    recevoirDonneesViaEDI: bool = False
    statutMiseEnPaiementNestPasRemonte: bool = False


class StructureConsultee(Answered):
    """A structure, whole."""

    adressePostaleDuSiege: AdressePostale
    informationGenerales: InformationGenerales
    parametres: ParametresStructure


class RechercherServices(Asked):
    """Which services."""

    idStructure: _Structure
    idUtilisateurCourant: Number | None = None
    parametresRechercherServicesStructure: PageAsked = PageAsked(nbResultatsParPage=100)


class ServiceTrouve(Part):
    """A service."""

    codeService: str
    estActif: bool
    idService: int
    libelleService: str
    statutService: str


class ServicesTrouves(Answered):
    """A page of services."""

    listeServices: list[ServiceTrouve]
    parametresRetour: PageTold


class ConsulterService(Asked):
    """Which service."""

    codeLangue: Text50 = ""
    idService: Number
    idStructure: _Structure


class InformationsService(Part):
    """What a service is."""

    codeService: str
    descriptionService: str | None = None
    nomService: str


class ParametresService(Part):
    """What a service asks of the invoices sent to it; the recipient declares no dates."""

    dateCreation: str | None = None
    dateDebutValidite: str | None = None
    dateFinValidite: str | None = None
    dateModification: str | None = None
    miseEnPaiement: bool
    numeroEngagement: bool


class ServiceConsulte(Answered):
    """A service, whole."""

    adressePostale: AdressePostale
    informationsGenerales: InformationsService
    parametres: ParametresService
