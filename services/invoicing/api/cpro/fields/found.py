"""Answers of ``factures/v1/rechercher/fournisseur``, ``…/recipiendaire`` and ``…/demandePaiement``."""

from decimal import Decimal

from services.invoicing.api.cpro.fields.kinds import Answered, Part
from services.invoicing.api.cpro.fields.paging import PageTold


class FactureDuFournisseur(Part):
    """One line of the list of a supplier."""

    affactureurCode: str | None = None
    affactureurRaisonSociale: str | None = None
    affactureurTypeIdentifiant: str | None = None
    codeDestinataire: str | None = None
    codeFournisseur: str | None = None
    codeServiceExecutant: str | None = None
    codeServiceFournisseur: str | None = None
    codeValideur1: str | None = None
    codeValideur2: str | None = None
    commentaireEtatCourant: str | None = None
    coordBancairesFournisseurCleIban: str | None = None
    coordBancairesFournisseurCleRib: str | None = None
    coordBancairesFournisseurCodeBanque: str | None = None
    coordBancairesFournisseurCodePays: str | None = None
    coordBancairesFournisseurCompteBancaire: str | None = None
    coordBancairesFournisseurNomCb: str | None = None
    dateDepot: str | None = None
    dateFacture: str | None = None
    dateHeureEtatCourant: str | None = None
    dateValidation1: str | None = None
    dateValidation2: str | None = None
    designationDestinataire: str | None = None
    designationFournisseur: str | None = None
    devise: str | None = None
    idDestinataire: int | None = None
    idServiceExecutant: int | None = None
    identifiantFactureCPP: int | None = None
    modeDepot: str | None = None
    montantAPayer: Decimal | None = None
    montantHT: Decimal | None = None
    montantTTC: Decimal | None = None
    nomPrenomUtilisateurCreateur: str | None = None
    nomServiceExecutant: str | None = None
    nomServiceFournisseur: str | None = None
    nomValideur1: str | None = None
    nomValideur2: str | None = None
    numeroBonCommande: str | None = None
    numeroFacture: str | None = None
    numeroFactureOrigine: str | None = None
    numeroFluxDepot: str | None = None
    numeroMarche: str | None = None
    prenomValideur1: str | None = None
    prenomValideur2: str | None = None
    raisonSocialeValideur1: str | None = None
    raisonSocialeValideur2: str | None = None
    rejetTraite: bool | None = None
    statut: str | None = None
    taille: int | None = None
    typeDemandePaiement: str | None = None
    typeFacture: str | None = None
    typeIdentifiantFournisseur: str | None = None
    typeIdentifiantValideur1: str | None = None
    typeIdentifiantValideur2: str | None = None


class FacturesDuFournisseur(Answered):
    """One page of the list of a supplier."""

    listeFactures: list[FactureDuFournisseur] | None = None
    parametresRetour: PageTold | None = None


class FactureDuRecipiendaire(Part):
    """One line of the list of a recipient."""

    codeDestinataire: str | None = None
    codeFournisseur: str | None = None
    codeMOA: str | None = None
    codeMOE: str | None = None
    codeServiceExecutant: str | None = None
    codeServiceFournisseur: str | None = None
    commentaireEtatCourant: str | None = None
    dateDepot: str | None = None
    dateFacture: str | None = None
    dateHeureEtatCourant: str | None = None
    designationDestinataire: str | None = None
    designationFournisseur: str | None = None
    designationMOA: str | None = None
    designationMOE: str | None = None
    devise: str | None = None
    factureTelechargeeParDestinataire: bool | None = None
    idDestinataire: int | None = None
    idFacture: int | None = None
    idServiceExecutant: int | None = None
    montantAPayer: Decimal | None = None
    montantHT: Decimal | None = None
    montantTTC: Decimal | None = None
    nomServiceExecutant: str | None = None
    nomServiceFournisseur: str | None = None
    numeroBonCommande: str | None = None
    numeroFacture: str | None = None
    numeroMarche: str | None = None
    statut: str | None = None
    taille: int | None = None
    typeDemandePaiement: str | None = None
    typeFacture: str | None = None
    typeFactureTravaux: str | None = None
    typeIdentifiantFournisseur: str | None = None
    typeIdentifiantMOA: str | None = None
    typeIdentifiantMOE: str | None = None


class FacturesDuRecipiendaire(Answered):
    """One page of the list of a recipient."""

    listeFactures: list[FactureDuRecipiendaire] | None = None
    nbResultatsParPage: int | None = None
    pageCourante: int | None = None
    pages: int | None = None
    total: int | None = None


class DemandePaiement(Part):
    """One payment request."""

    cadreFacturation: str | None = None
    codeJuridiction: str | None = None
    codeServiceDestinataire: str | None = None
    codeServiceSollicitation: str | None = None
    commentaireEtatCourant: str | None = None
    dateDepot: str | None = None
    dateFournisseur: str | None = None
    dateHeureEtatCourant: str | None = None
    dpOuDpArchive: str | None = None
    etatCourant: str | None = None
    idDemandePaiement: int | None = None
    idDossierFacturation: int | None = None
    idServiceDestinataire: int | None = None
    idServiceFournisseur: int | None = None
    idServiceMoa: int | None = None
    idServiceMoe: int | None = None
    idStructureDestinataire: int | None = None
    idStructureFournisseur: int | None = None
    idStructureMoa: int | None = None
    idStructureMoe: int | None = None
    idStructureValideur1: int | None = None
    idStructureValideur2: int | None = None
    identifiantStructureDestinataire: str | None = None
    identifiantStructureFournisseur: str | None = None
    libelleCodePostaleDeptDR: str | None = None
    montantAPayer: Decimal | None = None
    montantHT: Decimal | None = None
    montantTTC: Decimal | None = None
    nomServiceDestinataire: str | None = None
    nomServiceSollicitation: str | None = None
    nombreResultatTotal: str | None = None
    numeroBonCommande: str | None = None
    numeroDemandePaiement: str | None = None
    numeroDossierFacturation: str | None = None
    numeroDpMandat: str | None = None
    numeroFactureOrigine: str | None = None
    numeroMarche: str | None = None
    raisonSocialeDeptDR: str | None = None
    raisonSocialeJuridiction: str | None = None
    raisonSocialeTGI: str | None = None
    siretDestinataireQualif: str | None = None
    siretFournisseurQualif: str | None = None
    typeDemandePaiement: str | None = None
    typeFacture: str | None = None
    typeFactureTravaux: str | None = None


class DemandesPaiement(Answered):
    """The payment requests found."""

    listeDemandePaiement: list[DemandePaiement] | None = None


class FacturesTravaux(Answered):
    """One page of the payment requests of works."""

    listeFacturesTravaux: list[FactureDuRecipiendaire] | None = None
    parametresRetour: PageTold | None = None
