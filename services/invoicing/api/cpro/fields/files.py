"""Fields of the operations about files: adding one, a PDF that is the invoice, listing one's own, downloading."""

from typing import Annotated

from pydantic import Field

from services.invoicing.api.cpro.fields.downloading import FactureVoulue
from services.invoicing.api.cpro.fields.kinds import Amount, Answered, Asked, Number, Part, Text50, Text255
from services.invoicing.api.cpro.fields.paging import PageAsked, PageTold


class AjouterFichier(Asked):
    """A file that an invoice will name: name, extension, type and content in base64."""

    idUtilisateurCourant: Number | None = None
    pieceJointeExtension: Text50 | None = None
    pieceJointeFichier: Annotated[str, Field(min_length=1)]
    pieceJointeNom: Text255
    pieceJointeTypeMime: Text255 | None = None


class FichierAjoute(Answered):
    """The file was kept."""

    pieceJointeId: int


class DeposerPdf(Asked):
    """A PDF that is the invoice, in base64; ``formatDepot`` is ``PDF_NON_SIGNE`` or ``PDF_SIGNE``."""

    fichierFacture: Annotated[str, Field(min_length=1)]
    formatDepot: Text50 = "PDF_NON_SIGNE"
    idUtilisateurCourant: Number | None = None
    nomFichier: Text255


class PdfDepose(Answered):
    """The PDF was kept: its number, and what could be read in it, to be completed and sent with ``soumettre``."""

    codeDestinataire: str | None = None
    codeDeviseFacture: str | None = None
    codeFournisseur: str | None = None
    codeServiceExecutant: str | None = None
    dateFacture: str | None = None
    montantAPayer: Amount | None = None
    montantHtTotal: Amount | None = None
    montantTVA: Amount | None = None
    montantTtcTotal: Amount | None = None
    numeroBonCommande: str | None = None
    numeroFacture: str | None = None
    numeroMarche: str | None = None
    pieceJointeId: int
    typeFacture: str | None = None


class RechercherPjMonCompte(Asked):
    """Which of one's own files."""

    codeLangue: Text50 | None = None
    parametresRecherche: PageAsked = PageAsked()
    pieceJointeDesignation: Text255 | None = None
    pieceJointeTypeId: Number | None = None


class PieceDuCompte(Part):
    """A file that no invoice names yet."""

    pieceJointeDesignation: str
    pieceJointeExtension: str
    pieceJointeId: int
    pieceJointeObjetId: int | None = None
    pieceJointeTypeCode: str
    pieceJointeTypeLibelle: str
    pieceJointeUtilisateurId: int | None = None


class PiecesDuCompte(Answered):
    """One's own files."""

    listePiecesJointes: list[PieceDuCompte]
    parametresRetour: PageTold


class RechercherPjStructure(Asked):
    """Which files of an organisation of the account."""

    codeLangue: Text50 | None = None
    idStructureCPP: Number | None = None
    parametresRecherche: PageAsked = PageAsked()
    pieceJointeDesignation: Text255 | None = None
    pieceJointeTypeId: Number | None = None


class PieceDeStructure(PieceDuCompte):
    """A file that no invoice names yet, and whose it is."""

    pieceJointeStructureCode: str
    pieceJointeStructureId: int
    pieceJointeStructureRaisonSociale: str


class PiecesDeStructure(Answered):
    """The files of an organisation."""

    listePiecesJointes: list[PieceDeStructure]
    parametresRetour: PageTold


class RecupererTypesPj(Asked):
    """Types of files for which kind of object."""

    codeLangue: Text50 | None = None
    typeObjet: Text50 = ""


class TypePieceJointe(Part):
    """A type of files."""

    codeTypePieceJointe: str
    idTypePieceJointe: int
    libelleTypePieceJointe: str
    typeObjet: str


class TypesPieceJointe(Answered):
    """The types of files."""

    listeTypePieceJointe: list[TypePieceJointe]


class DemandePaiementVoulue(Asked):
    """Which invoices."""

    avecPiecesJointesComplementaires: Text50 | bool | None = None
    format: Text50 = "PDF"
    listeFacture: tuple[FactureVoulue, ...] = ()


class StructureVoulue(Asked):
    """The file of a structure: there is none here."""

    idStructure: Number | None = None
    identifiantStructure: Text255 | None = None
    typeIdentifiantStructure: Text50 | None = None


class EngagementVoulu(Asked):
    """The file of a commitment: there is none here."""

    numeroEngagementJuridique: Text255 | None = None


class SollicitationVoulue(Asked):
    """The file of a request for help: there is none here."""

    idSollicitation: Number | None = None
    pieceJointeSollicitation: Text255 | None = None


class TelechargerPieceJointe(Asked):
    """Which files: those of payment requests; the other kinds have none here."""

    demandePaiement: DemandePaiementVoulue | None = None
    engagementJuridique: EngagementVoulu | None = None
    objetPieceJointe: Text50 | None = None
    sollicitation: SollicitationVoulue | None = None
    structure: StructureVoulue | None = None


class PieceJointeTelechargee(Part):
    """One file, or a ZIP of several, in base64: an answer without ``codeRetour``, as published."""

    pieceJointe: str
