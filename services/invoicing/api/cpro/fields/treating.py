"""Fields of what is done to an invoice: ``traiter/recue``, ``traiterRejet``, ``completer``, ``recycler``."""

from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Number, Text255


class TraiterRecue(Asked):
    """Which invoice, and the state that it is to take."""

    idFacture: Number | None = None
    idUtilisateurCourant: Number | None = None
    motif: Text255 | None = None
    nouveauStatut: Text255 | None = None
    numeroDPMandat: Text255 | None = None


class FactureTraitee(Answered):
    """The invoice in its new state."""

    dateTraitement: str | None = None
    idFacture: int | None = None
    nouveauStatut: str | None = None
    numeroFacture: str | None = None


class ListeDemandePaiement(Asked):
    """A payment request."""

    idDemandePaiement: Number | None = None


class TraiterRejet(Asked):
    """Which rejected invoices were dealt with."""

    cpltInfos: Text255 | None = None
    listeDemandePaiement: tuple[ListeDemandePaiement, ...] = ()
    motifRejet: Text255 | None = None


class RejetTraite(Answered):
    """Done."""


class PieceJointeComplementaire(Asked):
    """A file that comes with it."""

    pieceJointeComplementaireDesignation: Text255 | None = None
    pieceJointeComplementaireId: Number | None = None
    pieceJointeComplementaireIdLiaison: Number | None = None
    pieceJointeComplementaireNumeroLigneFacture: Number | None = None
    pieceJointeComplementaireType: Text255 | None = None


class CompleterFacture(Asked):
    """What answers a suspension."""

    commentaire: Text255 | None = None
    idUtilisateurCourant: Number | None = None
    identifiantFactureCPP: Number | None = None
    pieceJointeComplementaire: tuple[PieceJointeComplementaire, ...] = ()


class FactureCompletee(Answered):
    """The invoice was completed."""

    dateTraitement: str | None = None
    identifiantFactureCPP: int | None = None
    numeroFacture: str | None = None


class DestinataireIndique(Asked):
    """The recipient, and its service."""

    codeDestinataire: Text255 | None = None
    codeServiceExecutant: Text255 | None = None


class ReferencesIndiquees(Asked):
    """References and kinds."""

    deviseFacture: Text255 | None = None
    modePaiement: Text255 | None = None
    motifExonerationTva: Text255 | None = None
    numeroBonCommande: Text255 | None = None
    numeroFactureOrigine: Text255 | None = None
    numeroMarche: Text255 | None = None
    typeFacture: Text255 | None = None
    typeTva: Text255 | None = None


class RecyclerFacture(Asked):
    """Where an invoice is to go."""

    commentaire: Text255 | None = None
    destinataire: DestinataireIndique | None = None
    idUtilisateurCourant: Number | None = None
    identifiantFactureCPP: Number | None = None
    reference: ReferencesIndiquees | None = None


class FactureRecyclee(Answered):
    """The invoice is on its way again."""

    dateDepot: str | None = None
    identifiantFactureCPP: int | None = None
    numeroFacture: str | None = None
    statutFacture: str | None = None
