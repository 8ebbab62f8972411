"""Fields of what a contractor is asked to agree to: ``rechercher/valideur``, ``traiter/factureAValider`` and others."""

from services.invoicing.api.cpro.fields.kinds import Amount, Answered, Asked, Day, Number, Part, Text50, Text255
from services.invoicing.api.cpro.fields.paging import PageAsked, PageTold
from services.invoicing.api.cpro.fields.searching import CadreFacturation


class RechercherValideur(Asked):
    """Which requests of subcontractors."""

    cadreFacturation: CadreFacturation | None = None
    idDestinataire: Number | None = None
    idFournisseur: Number | None = None
    idServiceExecutant: Number | None = None
    idServiceFournisseur: Number | None = None
    idStructureMoa: Number | None = None
    idStructureMoe: Number | None = None
    idStructureValideur: Number | None = None
    idUtilisateurCourant: Number | None = None
    listeTypeFacture: tuple[Text255, ...] = ()
    listeTypeFactureTravaux: tuple[Text255, ...] = ()
    montantAPayerMax: Amount | None = None
    montantAPayerMin: Amount | None = None
    montantHTMax: Amount | None = None
    montantHTMin: Amount | None = None
    montantTTCMax: Amount | None = None
    montantTTCMin: Amount | None = None
    numeroEngagement: Text255 | None = None
    numeroFacture: Text255 | None = None
    numeroMarche: Text255 | None = None
    pagination: PageAsked = PageAsked()
    periodeDateDepotAu: Day | None = None
    periodeDateDepotDu: Day | None = None
    periodeDateFactureAu: Day | None = None
    periodeDateFactureDu: Day | None = None
    rechercheSirenDestinataire: bool | None = None
    rechercheSirenFournisseur: bool | None = None
    statutCourant: tuple[Text255, ...] = ()
    typeDemandePaiement: Text255 | None = None


class FactureAValider(Part):
    """One request; owners and project managers of works have no part in it here."""

    codeServiceExecutant: str | None = None
    codeServiceFournisseur: str | None = None
    codeServiceMoa: str | None = None
    codeServiceMoe: str | None = None
    dateDepot: str | None = None
    dateFacture: str | None = None
    designationDestinataire: str | None = None
    designationFournisseur: str | None = None
    designationMoa: str | None = None
    designationMoe: str | None = None
    designationValideur: str | None = None
    devise: str | None = None
    idDestinataire: int | None = None
    idFacture: int | None = None
    idFournisseur: int | None = None
    idMoa: int | None = None
    idMoe: int | None = None
    idServiceExecutant: int | None = None
    idServiceMoa: int | None = None
    idServiceMoe: int | None = None
    idValideur: int | None = None
    identifiantDestinataire: str | None = None
    identifiantFournisseur: str | None = None
    identifiantMoa: str | None = None
    identifiantMoe: str | None = None
    identifiantValideur: str | None = None
    montantAPayer: Amount | None = None
    montantHT: Amount | None = None
    montantTTC: Amount | None = None
    nomServiceExecutant: str | None = None
    nomServiceFournisseur: str | None = None
    nomServiceMoa: str | None = None
    nomServiceMoe: str | None = None
    numeroEngagement: str | None = None
    numeroFacture: str | None = None
    numeroMarche: str | None = None
    statut: str | None = None
    typeDemandePaiement: str | None = None
    typeFacture: str | None = None
    typeFactureTravaux: str | None = None
    typeIdentifiantDestinataire: str | None = None
    typeIdentifiantFournisseur: str | None = None
    typeIdentifiantMoa: str | None = None
    typeIdentifiantMoe: str | None = None
    typeIdentifiantValideur: str | None = None


class FacturesAValider(Answered):
    """A page of requests."""

    listeFactures: list[FactureAValider]
    parametresRetour: PageTold


class TraiterAValider(Asked):
    """The answer: ``VALIDATION``, or ``REFUS`` with its reason."""

    action: Text50 | None = None
    complementInfo: Text255 | None = None
    idFacture: Number | None = None
    idPieceJointe: Number | None = None
    idValideur: Number | None = None
    motifRefus: Text255 | None = None
    typeValideur: Text50 | None = None


class FactureValidee(Answered):
    """The answer was kept."""

    dateTraitement: str | None = None
    idFacture: int | None = None
    numeroFacture: str | None = None
    statutFacture: str | None = None


class CorrigerValideur(Asked):
    """Whom a subcontractor names as the one who answers."""

    idFacture: Number | None = None
    idStructure: Number | None = None
    identifiantStructure: Text255 | None = None
    typeIdentifiantStructure: Text50 | None = None


class ValideurCorrige(Answered):
    """It is the one who answers."""

    idFacture: int | None = None


class StatutsVisibles(Asked):
    """Nothing is asked."""

    idUtilisateurCourant: Number | None = None


class StatutFacture(Part):
    """A state that a contractor may see."""

    codeStatutFacture: str


class StatutsFacture(Answered):
    """The states that a contractor may see."""

    listeStatutFacture: list[StatutFacture]


class MotifsRefusAsked(Asked):
    """Reasons for which frame."""

    codeCadreFacturationAValider: Text255 | None = None


class MotifRefus(Part):
    """A reason to refuse."""

    codeMotif: str
    idMotif: int
    libelleMotif: str


class MotifsRefus(Answered):
    """The reasons to refuse."""

    libelle: str = "GCU_MSG_01_000"
    listeMotifRefusFactureAValider: list[MotifRefus]
