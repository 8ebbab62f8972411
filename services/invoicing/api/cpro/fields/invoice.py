"""Answer of ``factures/v1/consulter/fournisseur``, ``…/recipiendaire`` and ``…/valideur``: a whole invoice."""

from decimal import Decimal

from services.invoicing.api.cpro.fields.kinds import Answered, Part


class CadreDeFacturation(Part):
    """The frame."""

    codeCadreFacturation: str | None = None
    codeServiceMoa: str | None = None
    codeServiceMoe: str | None = None
    codeValideur1: str | None = None
    codeValideur2: str | None = None
    dateValidation1: str | None = None
    dateValidation2: str | None = None
    designationMoa: str | None = None
    designationMoe: str | None = None
    designationValideur2: str | None = None
    idMoa: int | None = None
    idMoe: int | None = None
    idServiceMoa: int | None = None
    idServiceMoe: int | None = None
    idValideur1: int | None = None
    idValideur2: int | None = None
    identifiantMoa: str | None = None
    identifiantMoe: str | None = None
    nomMoe: str | None = None
    nomServiceMoa: str | None = None
    nomServiceMoe: str | None = None
    nomValideur1: str | None = None
    nomValideur2: str | None = None
    prenomMoe: str | None = None
    prenomValideur1: str | None = None
    prenomValideur2: str | None = None
    raisonSocialeMoa: str | None = None
    raisonSocialeMoe: str | None = None
    raisonSocialeValideur1: str | None = None
    raisonSocialeValideur2: str | None = None
    typeIdentifiantMoa: str | None = None
    typeIdentifiantMoe: str | None = None
    typeIdentifiantValideur1: str | None = None
    typeIdentifiantValideur2: str | None = None


class Destinataire(Part):
    """The recipient."""

    adresseDestinataireCodePays: str | None = None
    adresseDestinataireCodePostal: str | None = None
    adresseDestinataireComplement1: str | None = None
    adresseDestinataireComplement2: str | None = None
    adresseDestinataireDetail: str | None = None
    adresseDestinataireId: int | None = None
    adresseDestinataireLibellePays: str | None = None
    adresseDestinataireVille: str | None = None
    codeDestinataire: str | None = None
    codeServiceExecutant: str | None = None
    destinataireEtat: str | None = None
    idDestinataire: int | None = None
    idServiceExecutant: int | None = None
    libelleDestinataire: str | None = None
    libelleServiceExecutant: str | None = None


class Affactureur(Part):
    """The factor."""

    affactureurCode: str | None = None
    affactureurCodePays: str | None = None
    affactureurId: int | None = None
    affactureurRaisonSociale: str | None = None
    affactureurTypeIdentifiant: str | None = None


class Fournisseur(Part):
    """The supplier."""

    adresseFournisseurCodePays: str | None = None
    adresseFournisseurCodePostal: str | None = None
    adresseFournisseurComplement1: str | None = None
    adresseFournisseurComplement2: str | None = None
    adresseFournisseurDetail: str | None = None
    adresseFournisseurId: int | None = None
    adresseFournisseurLibellePays: str | None = None
    adresseFournisseurVille: str | None = None
    affactureur: Affactureur | None = None
    codeFournisseur: str | None = None
    codeServiceFournisseur: str | None = None
    coordBancairesBicSwift: str | None = None
    coordBancairesCodeGuichet: str | None = None
    coordBancairesFournisseurCleIban: str | None = None
    coordBancairesFournisseurCleRib: str | None = None
    coordBancairesFournisseurCodeBanque: str | None = None
    coordBancairesFournisseurCodePays: str | None = None
    coordBancairesFournisseurCompteBancaire: str | None = None
    coordBancairesFournisseurId: int | None = None
    coordBancairesFournisseurLibelle: str | None = None
    coordBancairesFournisseurType: str | None = None
    designationFournisseur: str | None = None
    idFournisseur: int | None = None
    idServiceFournisseur: int | None = None
    libelleServiceFournisseur: str | None = None
    numeroRcsFournisseur: str | None = None
    typeIdentifiantFournisseur: str | None = None


class LignePoste(Part):
    """A line."""

    lignePosteDenomination: str | None = None
    lignePosteMontantHtApresRemise: Decimal | None = None
    lignePosteMontantRemiseHT: Decimal | None = None
    lignePosteMontantTtcApresRemise: Decimal | None = None
    lignePosteMontantTva: Decimal | None = None
    lignePosteMontantUnitaireHT: Decimal | None = None
    lignePosteNumero: int | None = None
    lignePosteQuantite: Decimal | None = None
    lignePosteReference: str | None = None
    lignePosteTauxTva: str | None = None
    lignePosteTauxTvaManuel: Decimal | None = None
    lignePosteUniteCode: int | None = None
    lignePosteUniteLibelle: str | None = None


class LignesDePoste(Part):
    """The lines of one page."""

    lignePoste: list[LignePoste] | None = None
    nbResultatsParPageLignesPoste: int | None = None
    pageCouranteLignesPoste: int | None = None
    pagesLignesPoste: int | None = None
    totalLignesPoste: int | None = None


class PieceJointe(Part):
    """An attached file."""

    pieceJointeDesignation: str | None = None
    pieceJointeExtension: str | None = None
    pieceJointeId: int | None = None
    pieceJointeIdLiaison: int | None = None
    pieceJointeNumeroLigneFacture: int | None = None
    pieceJointeTypeCode: str | None = None
    pieceJointeTypeLibelle: str | None = None


class ListeDesPiecesJointes(Part):
    """The attached files of one page."""

    pieceJointe: list[PieceJointe] | None = None
    nbResultatsParPageListePiecesJointe: int | None = None
    pageCouranteListePiecesJointe: int | None = None
    pagesListePiecesJointe: int | None = None
    totalListePiecesJointe: int | None = None


class MontantTotal(Part):
    """The totals."""

    montantAPayer: Decimal | None = None
    montantHtTotal: Decimal | None = None
    montantRemiseGlobaleTTC: Decimal | None = None
    montantTVA: Decimal | None = None
    montantTtcAvantRemiseGlobalTTC: Decimal | None = None
    montantTtcTotal: Decimal | None = None
    motifRemiseGlobaleTTC: str | None = None


class PieceJointePrincipale(Part):
    """The file that is the invoice."""

    idLiaisonPieceJointePrincipale: int | None = None
    idPieceJointePrincipale: int | None = None


class PiecePrecedente(Part):
    """The invoice that this one follows."""

    cadreFacturationPiecePrecedente: str | None = None
    codeServiceExecutantPiecePrecedente: str | None = None
    idDestinatairePiecePrecedente: int | None = None
    idPiecePrecedente: int | None = None
    idServiceExecutantPiecePrecedente: int | None = None
    identifiantDestinatairePiecePrecedente: str | None = None
    nomServiceExecutantPiecePrecedente: str | None = None
    numeroPiecePrecedente: str | None = None
    raisonSocialeDestinatairePiecePrecedente: str | None = None


class PieceSuivante(Part):
    """The invoice that follows this one."""

    cadreFacturationPieceSuivante: str | None = None
    idPieceSuivante: int | None = None
    numeroPieceSuivante: str | None = None


class LigneTva(Part):
    """VAT of one rate."""

    ligneTvaMontantBaseHtParTaux: Decimal | None = None
    ligneTvaMontantTvaParTaux: Decimal | None = None
    ligneTvaTauxManuel: Decimal | None = None
    ligneTvaTauxRefCode: str | None = None
    ligneTvaTauxRefId: int | None = None
    ligneTvaTauxRefLibelle: str | None = None
    ligneTvaTauxRefValeur: Decimal | None = None


class RecapitulatifDeTva(Part):
    """The VAT of one page."""

    ligneTva: list[LigneTva] | None = None
    nbResultatsParPageLignesRecapitulativesTVA: int | None = None
    pageCouranteLignesRecapitulativesTVA: int | None = None
    pagesLignesRecapitulativesTVA: int | None = None
    totalLignesRecapitulativesTVA: int | None = None


class References(Part):
    """Dates, references, kinds."""

    codeDeviseFacture: str | None = None
    dateCreationFacture: str | None = None
    dateDepot: str | None = None
    dateEcheancePaiement: str | None = None
    dateFacture: str | None = None
    libelleDeviseFacture: str | None = None
    libelleMotifExonerationTva: str | None = None
    modePaiement: str | None = None
    motifExonerationTva: str | None = None
    numeroBonCommande: str | None = None
    numeroDpMandat: str | None = None
    numeroFactureOrigine: str | None = None
    numeroMarche: str | None = None
    tailleTotalePiecesJointes: Decimal | None = None
    typeFacture: str | None = None
    typeFactureTravaux: str | None = None
    typeTva: str | None = None


class Facture(Part):
    """A whole invoice."""

    cadreDeFacturation: CadreDeFacturation | None = None
    commentaire: str | None = None
    destinataire: Destinataire | None = None
    fournisseur: Fournisseur | None = None
    identifiantFactureCPP: int | None = None
    lignesDePoste: LignesDePoste | None = None
    listeDesPiecesJointes: ListeDesPiecesJointes | None = None
    modeDepot: str | None = None
    montantTotal: MontantTotal | None = None
    numeroFacture: str | None = None
    pieceJointePrincipale: PieceJointePrincipale | None = None
    piecePrecedente: PiecePrecedente | None = None
    pieceSuivante: PieceSuivante | None = None
    recapitulatifDeTva: RecapitulatifDeTva | None = None
    references: References | None = None
    statutFacture: str | None = None


class FactureConsultee(Answered):
    """The invoice asked for."""

    facture: Facture | None = None
