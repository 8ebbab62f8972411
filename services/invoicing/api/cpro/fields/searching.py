"""Questions of ``factures/v1/rechercher/fournisseur``, ``…/recipiendaire`` and ``…/demandePaiement``."""

from services.invoicing.api.cpro.fields.bounds import Until
from services.invoicing.api.cpro.fields.kinds import Amount, Asked, Day, Moment, Number, Text255
from services.invoicing.api.cpro.fields.paging import PageAsked


class CadreFacturation(Asked):
    """The frame, and who validates before the recipient."""

    codeCadreFacturation: Text255 | None = None
    codeServiceMoa: Text255 | None = None
    codeServiceMoe: Text255 | None = None
    codeValideur1: Text255 | None = None
    codeValideur2: Text255 | None = None
    dateValidation1: Day | None = None
    dateValidation2: Day | None = None
    designationMoa: Text255 | None = None
    designationMoe: Text255 | None = None
    designationValideur2: Text255 | None = None
    idMoa: Number | None = None
    idMoe: Number | None = None
    idServiceMoa: Number | None = None
    idServiceMoe: Number | None = None
    idValideur1: Number | None = None
    idValideur2: Number | None = None
    identifiantMoa: Text255 | None = None
    identifiantMoe: Text255 | None = None
    nomMoe: Text255 | None = None
    nomServiceMoa: Text255 | None = None
    nomServiceMoe: Text255 | None = None
    nomValideur1: Text255 | None = None
    nomValideur2: Text255 | None = None
    prenomMoe: Text255 | None = None
    prenomValideur1: Text255 | None = None
    prenomValideur2: Text255 | None = None
    raisonSocialeMoa: Text255 | None = None
    raisonSocialeMoe: Text255 | None = None
    raisonSocialeValideur1: Text255 | None = None
    raisonSocialeValideur2: Text255 | None = None
    typeIdentifiantMoa: Text255 | None = None
    typeIdentifiantMoe: Text255 | None = None
    typeIdentifiantValideur1: Text255 | None = None
    typeIdentifiantValideur2: Text255 | None = None


class ListeDestinataire(Asked):
    """A recipient and its services."""

    idDestinataire: Number | None = None
    listeIdServiceExecutant: tuple[Number, ...] = ()
    raisonSocialeStuctDmd: Text255 | None = None


class RechercherFournisseur(Asked):
    """Which invoices of a supplier."""

    cadreFacturation: CadreFacturation | None = None
    coordonneeBancaire: Number | None = None
    idFournisseur: Number | None = None
    idServiceFournisseur: Number | None = None
    idStructureValideur: Number | None = None
    idUtilisateurCourant: Number | None = None
    idUtilisateurCreateur: tuple[Number, ...] = ()
    listeDestinataire: tuple[ListeDestinataire, ...] = ()
    modeDepot: Text255 | None = None
    montantApayerMax: Amount | None = None
    montantApayerMin: Amount | None = None
    montantHTMax: Amount | None = None
    montantHTMin: Amount | None = None
    montantTTCMax: Amount | None = None
    montantTTCMin: Amount | None = None
    numeroBonCommande: Text255 | None = None
    numeroFacture: Text255 | None = None
    numeroFactureOrigine: Text255 | None = None
    numeroFluxDepot: Text255 | None = None
    numeroMarche: Text255 | None = None
    periodeDateDepotAu: Day | None = None
    periodeDateDepotDu: Day | None = None
    periodeDateFactureAu: Day | None = None
    periodeDateFactureDu: Day | None = None
    periodeDateHeureEtatCourantAu: Until | None = None
    periodeDateHeureEtatCourantDu: Moment | None = None
    rechercheFactureParFournisseur: PageAsked = PageAsked()
    rechercheSirenDestinataire: bool | None = None
    recupererTaille: bool | None = None
    rejetTraite: bool | None = None
    statutCourant: tuple[Text255, ...] = ()
    typeFacture: Text255 | None = None


class ListeFournisseurs(Asked):
    """A supplier and its services."""

    idFournisseur: Number | None = None
    listeIdService: tuple[Number, ...] = ()


class RechercherRecipiendaire(Asked):
    """Which invoices of a recipient."""

    cadreFacturation: Text255 | None = None
    factureTelechargeeParDestinataire: bool | None = None
    idDestinataire: Number | None = None
    idServiceExecutant: Number | None = None
    idStructureValideur: Number | None = None
    idUtilisateurCourant: Number | None = None
    listeFournisseurs: tuple[ListeFournisseurs, ...] = ()
    listeTypeFacture: tuple[Text255, ...] = ()
    listeTypeFactureTravaux: tuple[Text255, ...] = ()
    montantApayerMax: Amount | None = None
    montantApayerMin: Amount | None = None
    montantHTMax: Amount | None = None
    montantHTMin: Amount | None = None
    montantTTCMax: Amount | None = None
    montantTTCMin: Amount | None = None
    numeroBonCommande: Text255 | None = None
    numeroFacture: Text255 | None = None
    numeroMarche: Text255 | None = None
    paramRecherche: PageAsked = PageAsked()
    periodeDateDepotAu: Day | None = None
    periodeDateDepotDu: Day | None = None
    periodeDateFactureAu: Day | None = None
    periodeDateFactureDu: Day | None = None
    periodeDateHeureEtatCourantAu: Until | None = None
    periodeDateHeureEtatCourantDu: Moment | None = None
    rechercheSirenFournisseur: bool | None = None
    recupererTaille: bool | None = None
    statutCourant: tuple[Text255, ...] = ()
    typeDemandePaiement: Text255 | None = None


class StructureDestinataire(Asked):
    """A recipient."""

    idStructureDestinataire: Number | None = None
    identifiantStructureDestinataire: Text255 | None = None
    typeIdentifiantStructureDestinataire: Text255 | None = None


class StructureFournisseur(Asked):
    """A supplier."""

    idStructureFournisseur: Number | None = None
    identifiantStructureFournisseur: Text255 | None = None
    typeIdentifiantStructureFournisseur: Text255 | None = None


class StructureMoa(Asked):
    """An owner of works."""

    idStructureMoa: Number | None = None
    identifiantStructureMoa: Text255 | None = None
    typeIdentifiantStructureMoa: Text255 | None = None


class StructureMoe(Asked):
    """A project manager of works."""

    idStructureMoe: Number | None = None
    identifiantStructureMoe: Text255 | None = None
    typeIdentifiantStructureMoe: Text255 | None = None


class StructureValideur(Asked):
    """Who validates."""

    idStructureValideur: Number | None = None
    identifiantStructureValideur: Text255 | None = None
    typeIdentifiantStructureValideur: Text255 | None = None


class RechercherDemandePaiement(Asked):
    """Which payment requests, as supplier or as recipient."""

    cadreFacturation: Text255 | None = None
    dpOuDpArchive: Text255 | None = None
    idServiceDestinataire: Number | None = None
    idServiceFournisseur: Number | None = None
    idServiceMoa: Number | None = None
    idServiceMoe: Number | None = None
    montantAPayerMax: Amount | None = None
    montantAPayerMin: Amount | None = None
    montantHTMax: Amount | None = None
    montantHTMin: Amount | None = None
    montantTTCMax: Amount | None = None
    montantTTCMin: Amount | None = None
    numeroBonCommande: Text255 | None = None
    numeroDossierFacturation: Text255 | None = None
    numeroDpMandat: Text255 | None = None
    numeroFacture: Text255 | None = None
    numeroFactureMemoire: Text255 | None = None
    numeroFactureOrigine: Text255 | None = None
    numeroMarche: Text255 | None = None
    periodeDateDepotAu: Day | None = None
    periodeDateDepotDu: Day | None = None
    periodeDateFournisseurAu: Day | None = None
    periodeDateFournisseurDu: Day | None = None
    periodeDateHeureEtatCourantAu: Until | None = None
    periodeDateHeureEtatCourantDu: Moment | None = None
    rechercheSirenDestinataire: bool | None = None
    rechercheSirenFournisseur: bool | None = None
    roleUtilisateur: Text255 | None = None
    statutCourant: Text255 | None = None
    typeDemandePaiement: Text255 | None = None
    typeFacture: Text255 | None = None
    typeFactureTravaux: Text255 | None = None
    structureDestinataire: StructureDestinataire | None = None
    structureFournisseur: StructureFournisseur | None = None
    structureMoa: StructureMoa | None = None
    structureMoe: StructureMoe | None = None
    structureValideur: StructureValideur | None = None


class RechercherTravaux(Asked):
    """Which payment requests of works: the list of recipients, under the names of its own operation."""

    flagTelecharge: bool | None = None
    idDestinataire: Number | None = None
    idServiceExecutant: Number | None = None
    periodeDateHeureEtatCourantAu: Until | None = None
    periodeDateHeureEtatCourantDu: Moment | None = None
    rechercheFactureTravaux: PageAsked = PageAsked()
    roleUtilisateur: Text255 | None = None
    statutCourant: tuple[Text255, ...] = ()
