"""Fields of ``factures/v1/telecharger/groupe``; the real request names a format and invoices."""

from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Number, Text50


class FactureVoulue(Asked):
    """An invoice."""

    idFacture: Number | None = None


class TelechargerGroupe(Asked):
    """Which invoices, in which form (PDF, PIVOT, or as received: ORIGINAL)."""

    avecPiecesJointesComplementaires: Text50 | bool | None = None
    format: Text50 = "PDF"
    idFacture: Number | None = None
    idUtilisateurCourant: Number | None = None
    listeFacture: tuple[FactureVoulue, ...] = ()


class GroupeTelecharge(Answered):
    """One file, or a ZIP of several, in base64."""

    fichierResultat: str
