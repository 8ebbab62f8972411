"""Fields of ``transverses/v1/ajouter/fichier`` and ``transverses/v1/telecharger/pieceJointe``."""

from typing import Annotated

from pydantic import Field

from services.invoicing.api.cpro.fields.downloading import FactureVoulue
from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Number, Part, Text50, Text255


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
