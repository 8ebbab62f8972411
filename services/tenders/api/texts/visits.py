"""Refusals about visits and samples."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

VISITS: Final[Mapping[str, ProblemText]] = {
    Code.VISIT_HOURS: ProblemText(
        "Horaires incorrects", "Une visite finit après avoir commencé (du {starts_at} au {ends_at}).", 422
    ),
    Code.VISIT_AFTER_DEADLINE: ProblemText(
        "Visite trop tardive", "La visite finirait le {ends_at}, après la date limite ({deadline}).", 409
    ),
    Code.VISIT_FULL: ProblemText("Visite complète", "Les {capacity} places de cette visite sont prises.", 409),
    Code.VISIT_OVER: ProblemText("Visite passée", "Cette visite a commencé le {starts_at}.", 409),
    Code.VISIT_NOT_BEGUN: ProblemText(
        "Présence non constatée", "Aucune présence n'est constatée à la visite du {starts_at}.", 409
    ),
    Code.VISIT_CANCELLED: ProblemText("Visite annulée", "Cette visite, ou cette inscription, est annulée.", 409),
    Code.VISITS_TOO_MANY: ProblemText("Trop de visites", "Une consultation compte au plus {limit} visites.", 409),
    Code.BOOKING_EXISTS: ProblemText("Déjà inscrit", "Votre entreprise est déjà inscrite à cette visite.", 409),
    Code.SAMPLE_TIME: ProblemText(
        "Heure à venir", "Le registre constate : une réception du {received_at} est à venir ({now}).", 422
    ),
}
