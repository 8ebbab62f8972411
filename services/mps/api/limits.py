"""The limits of the simplified application, beside those of every service."""

from typing import Final

from services.mps.domain.papers import PAPER_BYTES, PAPERS_OF_CANDIDACY
from shared.http.limits import MIB, Limit, LimitsTable
from shared.http.multipart import ENVELOPE_BYTES

ESPD_BODY: Final = Limit("espd_bytes", 10 * MIB, "octets", "Document DUME (ESPD) lu par la plateforme")
PAPER_BODY: Final = Limit("paper_bytes", PAPER_BYTES, "octets", "Pièce jointe à une candidature")
PAPER_FORM: Final = Limit(
    "paper_form_bytes", PAPER_BYTES + ENVELOPE_BYTES, "octets", "Formulaire d'une page avec sa pièce jointe"
)
PAPER_COUNT: Final = Limit("papers", PAPERS_OF_CANDIDACY, "éléments", "Pièces d'une candidature, retirées comprises")
LIMITS: Final = LimitsTable([ESPD_BODY, PAPER_BODY, PAPER_FORM, PAPER_COUNT])
