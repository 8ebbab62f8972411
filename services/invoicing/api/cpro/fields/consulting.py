"""Questions of ``factures/v1/consulter/fournisseur`` and ``…/recipiendaire``."""

from services.invoicing.api.cpro.fields.kinds import Asked, Number, Text255


class PagesDeLignes(Asked):
    """Which lines."""

    nbResultatsParPageLignesPoste: Number | None = None
    pageResultatDemandeeLignesPoste: Number | None = None
    triColonneListeLignesPoste: Text255 | None = None
    triSensListeLignesPoste: Text255 | None = None


class PagesDePieces(Asked):
    """Which attached files."""

    nbResultatsParPageListePieceJointe: Number | None = None
    pageResultatDemandeeListePieceJointe: Number | None = None
    triColonneListePiecesJointes: Text255 | None = None
    triSensListePiecesJointes: Text255 | None = None


class PagesDeTva(Asked):
    """Which lines of VAT."""

    nbResultatsParPageListeListeRecapitulatifTVA: Number | None = None
    pageResultatDemandeeListeRecapitulatifTVA: Number | None = None
    triColonneListeRecapitulatifTVA: Text255 | None = None
    triSensListeRecapitulatifTVA: Text255 | None = None


class ConsulterFournisseur(Asked):
    """Which invoice, and which pages of its lists; asked by its supplier."""

    codeLangue: Text255 | None = None
    idUtilisateurCourant: Number | None = None
    identifiantFactureCPP: Number | None = None
    pLignesPoste: PagesDeLignes | None = None
    pListePiecesJointes: PagesDePieces | None = None
    pLigneRecapTva: PagesDeTva | None = None


class ConsulterRecipiendaire(Asked):
    """Which invoice, and which pages of its lists; asked by its recipient, or by the contractor."""

    codeLangue: Text255 | None = None
    idUtilisateurCourant: Number | None = None
    identifiantFactureCPP: Number | None = None
    rechercheLignePoste: PagesDeLignes | None = None
    recherchePj: PagesDePieces | None = None
    rechercheligneTvaRecap: PagesDeTva | None = None
