"""Refusals about drafts of invoices and what a seller says of itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

DRAFTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-IBAN": ProblemText("Compte illisible", "Ce numéro de compte n'est pas un IBAN : relisez-le.", 422),
        "INV-SELLER-DETAILS-MISSING": ProblemText(
            "Mentions du vendeur manquantes",
            "Indiquez d'abord l'adresse de votre entreprise (PUT /invoicing/sellers/{siret}) : une facture la porte.",
            409,
        ),
        "INV-ORDER-INVOICED": ProblemText(
            "Commande déjà facturée", "La commande {number} est déjà facturée pour {invoiced:amount} hors taxes.", 409
        ),
        "INV-SERVICE-AMBIGUOUS": ProblemText(
            "Code service à préciser", "Indiquez le service destinataire (service=…) parmi : {services}.", 422
        ),
    }
)
