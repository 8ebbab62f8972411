"""The limits of what a consultation holds, as ``/limits`` publishes them; the inputs refuse what is above."""

from typing import Final

from services.tenders.api.lot_terms_inputs import LONG_TEXT, MOST_PARTS, SHORT_TEXT
from services.tenders.api.terms_inputs import MOST_INVITED, MOST_LOTS, MOST_MEMBERS, MOST_SUB_CRITERIA, MOST_TERMS
from shared.http.limits import Limit

MOST_CRITERIA: Final = 30
CONTENT_LIMITS: Final = (
    Limit("consultation_lots", MOST_LOTS, "lots", "Lots d'une consultation"),
    Limit("consultation_criteria", MOST_CRITERIA, "critères", "Critères d'attribution d'une consultation"),
    Limit("consultation_sub_criteria", MOST_SUB_CRITERIA, "sous-critères", "Sous-critères d'une consultation"),
    Limit("consultation_invited", MOST_INVITED, "entreprises", "Entreprises invitées à une phase"),
    Limit("consultation_group_members", MOST_MEMBERS, "acheteurs", "Membres d'un groupement de commandes"),
    Limit("consultation_conditions", MOST_TERMS, "éléments", "Conditions de participation, clauses, fourchettes"),
    Limit("lot_parts", MOST_PARTS, "éléments", "Tranches d'un lot, ou prestations supplémentaires"),
    Limit("short_text_characters", SHORT_TEXT, "caractères", "Titres et intitulés"),
    Limit("long_text_characters", LONG_TEXT, "caractères", "Objet, clauses et motifs"),
)
