"""Fields of ``factures/v1/deposer/flux``, ``transverses/v1/consulterCR`` and ``transverses/v1/consulterCRDetaille``."""

from typing import Annotated

from pydantic import Field

from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Moment, Number, Part, Text50, Text255


class DeposerFlux(Asked):
    """A file of one invoice, or an archive tar.gz of invoices."""

    avecSignature: bool = False
    fichierFlux: Annotated[str, Field(min_length=1)]
    idUtilisateurCourant: Number | None = None
    nomFichier: Text255
    syntaxeFlux: Text50


class FluxDepose(Answered):
    """The flux was received; its report follows."""

    dateDepot: str
    numeroFluxDepot: str
    syntaxeFlux: str


class ConsulterCR(Asked):
    """Which report."""

    dateDepot: Moment | None = None
    numeroFluxDepot: Text255
    syntaxeFlux: Text50 | None = None


class CompteRendu(Answered):
    """A report, with its PDF."""

    codeAppliPartenaire: str
    codeInterfaceFlux: str
    dateDepotFlux: str
    dateHeureEtatCourantFlux: str
    designationPartenaire: str
    etatCourantFlux: str
    fichierCR: str | None = None
    nomFichierFlux: str
    numeroFluxDepot: str


class ConsulterCRDetaille(Asked):
    """Which report."""

    numeroFluxDepot: Text255
    syntaxeFlux: Text50 | None = None


class ErreurDP(Part):
    """Why an invoice was refused (demande de paiement)."""

    identifiantDestinataire: str | None = None
    identifiantFournisseur: str | None = None
    libelleErreurDP: str
    numeroDP: str | None = None


class ErreurTechnique(Part):
    """Why a file could not be taken."""

    codeErreur: str
    libelleErreur: str
    natureErreur: str


class CompteRenduDetaille(Answered):
    """A report, invoice by invoice."""

    codeInterfaceDepotFlux: str
    dateDepotFlux: str
    dateHeureEtatCourantFlux: str
    etatCourantDepotFlux: str
    nomFichier: str
    listeErreurDP: list[ErreurDP] | None = None
    listeErreurTechnique: list[ErreurTechnique] | None = None
