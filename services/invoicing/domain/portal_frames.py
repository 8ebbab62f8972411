"""Frames of invoicing (cadres de facturation) as the portal names them, and the two kinds of payment requests.

An invoice says its frame in en16931:BT-23, either as the portal does (A1 to A25) or as the French rules do (B, S or M
for goods, services or both, then a figure; XP Z12-012, BR-FR-08). Source of the names: the enumeration of the portal's
interface, CPPFacturePivot V2_02 (DonneesFacture/Cadre).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.frames import PAID_FRAMES, WORKS_FRAMES

ORDINARY: Final = "A1"
_ALREADY_PAID: Final = "A2"
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A1": "A1_FACTURE_FOURNISSEUR",
        "A2": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
        "A3": "A3_MEMOIRE_JUSTICE",
        "A4": "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR",
        "A5": "A5_ETAT_ACOMPTE_FOURNISSEUR",
        "A6": "A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR",
        "A7": "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR",
        "A8": "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR",
        "A9": "A9_FACTURE_SOUSTRAITANT",
        "A10": "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT",
        "A11": "A11_PROJET_DECOMPTE_FINAL_SOUSTRAITANT",
        "A12": "A12_FACTURE_COTRAITANT",
        "A13": "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT",
        "A14": "A14_PROJET_DECOMPTE_FINAL_COTRAITANT",
        "A15": "A15_ETAT_ACOMPTE_MOE",
        "A16": "A16_ETAT_ACOMPTE_VALIDE_MOE",
        "A17": "A17_PROJET_DECOMPTE_GENERAL_MOE",
        "A18": "A18_DECOMPTE_GENERAL_MOE",
        "A19": "A19_ETAT_ACOMPTE_VALIDE_MOA",
        "A20": "A20_DECOMPTE_GENERAL_MOA",
        "A21": "A21_DEMANDE_REMBOURSEMENT_TIC",
        "A22": "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE",
        "A23": "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR",
        "A24": "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE",
        "A25": "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE",
    }
)
CODES: Final[Mapping[str, str]] = MappingProxyType({name: code for code, name in NAMES.items()})
_FRENCH: Final[Mapping[str, str]] = MappingProxyType(
    {**dict.fromkeys(sorted(PAID_FRAMES - {_ALREADY_PAID}), _ALREADY_PAID), "S3": "A9", "S5": "A9", "S6": "A12"}
)
PLAIN_REQUEST: Final = "FACTURE"
WORKS_REQUEST: Final = "FACTURE_TRAVAUX"


def portal_frame(frame: str | None) -> str:
    """Give the portal's code of a frame; what says nothing else is an ordinary invoice."""
    said = frame or ""
    return said if said in NAMES else _FRENCH.get(said, ORDINARY)


def kind_of_request(frame: str | None) -> str:
    """Say whether an invoice is a plain one or belongs to the accounts of works."""
    return WORKS_REQUEST if portal_frame(frame) in WORKS_FRAMES else PLAIN_REQUEST


def frames_shown_as(code: str) -> tuple[str | None, ...]:
    """Give what an invoice may say for the portal to show this code; None stands for saying nothing."""
    french = [frame for frame, shown in _FRENCH.items() if shown == code]
    if code != ORDINARY:
        return (code, *french)
    others = ("1", "4", "7", "8", "9")
    return (code, None, *(f"{kind}{figure}" for kind in "BSM" for figure in others))
