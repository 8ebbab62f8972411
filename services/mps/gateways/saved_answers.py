"""The reading of a saved answer of API Entreprise: which administration spoke is told by the path of the call.

A saved answer is a JSON object with ``path`` (with its parameters or their names), ``status``, ``payload`` and, when
they were kept, ``headers``. What was asked under a path that is not known here is shown as information.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.mps.domain.readings import Outcome, Reading
from services.mps.gateways import saved_certificates as certificates
from services.mps.gateways import saved_registers as registers
from services.mps.gateways.issuer_json import NOTHING, JsonMap, part, read_json, text
from services.mps.gateways.saved_errors import read_error

SavedReader = Callable[[JsonMap, date], Reading]

# The first that matches reads; the order puts what is more precise first.
_READERS: Final[tuple[tuple[re.Pattern[str], SavedReader], ...]] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"/insee/sirene/etablissements/.*/adresse$", certificates.read_information),
        (r"/insee/sirene/etablissements/.*/successions$", registers.read_successions),
        (r"/insee/sirene/(unites_legales|etablissements)/.*/siege_social$", registers.read_establishment),
        (r"/insee/sirene/etablissements/", registers.read_establishment),
        (r"/insee/sirene/unites_legales/", registers.read_legal_unit),
        (r"/infogreffe/.*/mandataires_sociaux$", registers.read_officers),
        (r"/infogreffe/.*/extrait_kbis$", registers.read_trade_register),
        (r"/inpi/rne/.*/extrait_rne$", registers.read_national_register),
        (r"/dgfip/.*/attestation_fiscale$", certificates.read_tax_certificate),
        (r"/dgfip/.*/chiffres_affaires$", certificates.read_turnover),
        (r"/urssaf/.*/attestation_vigilance$", certificates.read_vigilance),
        (r"/msa/.*/conformite_cotisations$", certificates.read_agricultural),
        (r"/probtp/.*/conformite_cotisations_retraite$", certificates.read_pension_conformity),
        (r"/(probtp|cnetp|cibtp)/.*/attestation_cotisations_\w+$", certificates.read_document),
        (r"/fntp/.*/carte_professionnelle_travaux_publics$", certificates.read_document),
        (r"/qualibat/.*/certification_batiment$", certificates.read_document),
        (r"/qualifelec/.*/certificats$", certificates.read_electrical),
        (r"/opqibi/.*/certification_ingenierie$", certificates.read_engineering),
        (r"/ademe/.*/certification_rge$", certificates.read_renewable),
        (r"/gip_mds/.*/effectifs_", certificates.read_headcount),
        (r"/european_commission/.*/numero_tva$", certificates.read_vat),
    )
)
_UNREADABLE: Final = "La réponse n'est pas celle que l'administration a décrite : à redemander."


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as it was saved."""

    path: str
    status: int
    payload: JsonMap
    headers: Mapping[str, str]


def parse_saved(document: bytes) -> SavedAnswer | None:
    """Read a saved answer; None when the document is not one."""
    saved = read_json(document)
    if saved is None:
        return None
    path, status = text(saved, "path"), saved.get("status")
    if path is None or isinstance(status, bool) or not isinstance(status, int) or "payload" not in saved:
        return None
    headers = {name.lower(): str(value) for name, value in part(saved, "headers").items()}
    payload = saved["payload"]
    return SavedAnswer(path.partition("?")[0], status, payload if isinstance(payload, Mapping) else NOTHING, headers)


def read_saved(answer: SavedAnswer, *, as_of: date) -> Reading:
    """Say what a saved answer allows to conclude on a day (Paris)."""
    if not 200 <= answer.status < 300:
        return read_error(answer.status, payload=answer.payload, headers=answer.headers)
    if answer.payload.get("data") is None:
        return Reading(Outcome.PROVIDER_ERROR_RETRY, _UNREADABLE)
    reader = next((reader for pattern, reader in _READERS if pattern.search(answer.path)), None)
    return (reader or certificates.read_information)(answer.payload, as_of)
