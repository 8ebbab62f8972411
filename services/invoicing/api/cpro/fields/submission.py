"""Fields of ``factures/v1/soumettre``."""

from typing import Annotated

from pydantic import BeforeValidator

from services.invoicing.api.cpro.fields.kinds import Amount, Answered, Asked, Day, Number, Text255, most
from services.invoicing.api.cpro.fields.treating import (
    DestinataireIndique,
    PieceJointeComplementaire,
    ReferencesIndiquees,
)


class CadreSoumis(Asked):
    """The frame."""

    codeCadreFacturation: Text255 | None = None
    codeServiceValideur: Text255 | None = None
    codeStructureValideur: Text255 | None = None


class FournisseurSoumis(Asked):
    """The supplier."""

    codeCoordonneesBancairesFournisseur: Number | None = None
    idFournisseur: Number | None = None
    idServiceFournisseur: Number | None = None


class LigneSoumise(Asked):
    """A line."""

    lignePosteDenomination: Text255 | None = None
    lignePosteMontantRemiseHT: Amount | None = None
    lignePosteMontantUnitaireHT: Amount | None = None
    lignePosteNumero: Number | None = None
    lignePosteQuantite: Amount | None = None
    lignePosteReference: Text255 | None = None
    lignePosteTauxTva: Text255 | None = None
    lignePosteTauxTvaManuel: Amount | None = None
    lignePosteUnite: Text255 | None = None


class TvaSoumise(Asked):
    """VAT of one rate."""

    ligneTvaMontantBaseHtParTaux: Amount | None = None
    ligneTvaMontantTvaParTaux: Amount | None = None
    ligneTvaTaux: Text255 | None = None
    ligneTvaTauxManuel: Amount | None = None


class TotalSoumis(Asked):
    """The totals."""

    montantAPayer: Amount | None = None
    montantHtTotal: Amount | None = None
    montantRemiseGlobaleTTC: Amount | None = None
    montantTVA: Amount | None = None
    montantTtcTotal: Amount | None = None
    motifRemiseGlobaleTTC: Text255 | None = None


class PiecePrincipale(Asked):
    """The file that is the invoice."""

    pieceJointePrincipaleDesignation: Text255 | None = None
    pieceJointePrincipaleId: Number | None = None


def _the_one(value: object) -> object:
    """Some software sends a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


class SoumettreFacture(Asked):
    """An invoice, field by field."""

    cadreDeFacturation: CadreSoumis | None = None
    commentaire: Annotated[str, most(2000)] | None = None
    dateFacture: Day | None = None
    destinataire: DestinataireIndique | None = None
    fournisseur: FournisseurSoumis | None = None
    idUtilisateurCourant: Number | None = None
    lignePoste: tuple[LigneSoumise, ...] = ()
    ligneTva: tuple[TvaSoumise, ...] = ()
    modeDepot: Text255 | None = None
    montantTotal: TotalSoumis | None = None
    numeroFactureSaisi: Text255 | None = None
    pieceJointeComplementaire: tuple[PieceJointeComplementaire, ...] = ()
    pieceJointePrincipale: Annotated[PiecePrincipale | None, BeforeValidator(_the_one)] = None
    references: ReferencesIndiquees | None = None


class FactureSoumise(Answered):
    """The invoice was received."""

    dateDepot: str | None = None
    empreinteCertificatDepot: str | None = None
    identifiantFactureCPP: int | None = None
    identifiantStructure: str | None = None
    numeroFacture: str | None = None
    statutFacture: str | None = None
