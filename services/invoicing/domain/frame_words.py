"""The frames of invoicing (en16931:BT-23) in the words of people.

Sources: the enumeration of CPPFacturePivot V2_02 (A1 to A25); for the French rules the letter (goods, services, both)
and the figures whose meaning was read (XP Z12-012, BR-FR-08): of the others the code alone is shown.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_GOODS: Final = {"B": "biens", "S": "services", "M": "biens et services"}
_FIGURES: Final = {"1": "facture", "2": "facture déjà payée"}
FRAME_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A1": "facture d'un fournisseur",
        "A2": "facture d'un fournisseur, déjà payée",
        "A3": "mémoire de frais de justice",
        "A4": "projet de décompte mensuel du titulaire",
        "A5": "état d'acompte du titulaire",
        "A6": "état d'acompte du titulaire, validé",
        "A7": "projet de décompte final du titulaire",
        "A8": "décompte général et définitif du titulaire",
        "A9": "facture d'un sous-traitant",
        "A10": "projet de décompte mensuel d'un sous-traitant",
        "A11": "projet de décompte final d'un sous-traitant",
        "A12": "facture d'un cotraitant",
        "A13": "projet de décompte mensuel d'un cotraitant",
        "A14": "projet de décompte final d'un cotraitant",
        "A15": "état d'acompte du maître d'œuvre",
        "A16": "état d'acompte du maître d'œuvre, validé",
        "A17": "projet de décompte général du maître d'œuvre",
        "A18": "décompte général du maître d'œuvre",
        "A19": "état d'acompte validé par le maître d'ouvrage",
        "A20": "décompte général du maître d'ouvrage",
        "A21": "demande de remboursement de taxe sur l'énergie",
        "A22": "projet de décompte général du titulaire, procédure tacite",
        "A23": "décompte général et définitif tacite du titulaire",
        "A24": "décompte général et définitif tacite du maître d'œuvre",
        "A25": "décompte général et définitif du maître d'œuvre, procédure tacite",
        "S3": "facture d'un sous-traitant",
        "S5": "facture d'un sous-traitant",
        "S6": "facture d'un cotraitant",
        **{
            f"{letter}{figure}": f"{words} : {goods}"
            for letter, goods in _GOODS.items()
            for figure, words in _FIGURES.items()
        },
    }
)
