"""The reading of a saved answer of API Entreprise: which administration spoke is told by the path of the call.

A saved answer is a JSON object with ``path`` (with its parameters or their names, with or without the host),
``status``, ``payload`` and, when they were kept, ``headers``. What was asked under a path that is not known
here is shown as information. An answer about another company than the one that its path names says nothing.
"""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from services.mps.domain.readings import Outcome, Reading
from services.mps.gateways import saved_certificates as certificates
from services.mps.gateways import saved_notices as notices
from services.mps.gateways import saved_registers as registers
from services.mps.gateways.issuer_json import JsonMap, parts, text
from services.mps.gateways.saved_errors import read_error
from services.mps.gateways.saved_files import SavedAnswer, parse_saved
from services.mps.gateways.saved_perimeters import perimeter_of
from services.mps.gateways.saved_shapes import Known, list_of, object_of, results_of
from services.mps.gateways.source_readers import is_of_another

__all__ = ["SavedAnswer", "parse_saved", "read_saved"]

_LEAVE: Final = "attestation_cotisations_conges_payes_chomage_intemperies"
_PENSION: Final = "attestation_cotisations_retraite"
_WORKS_CARD: Final = "carte_professionnelle_travaux_publics"
# The first that matches reads; each pattern ends the path, so that what is asked below a known path is not mistaken.
_READERS: Final[tuple[Known, ...]] = (
    object_of(r"/insee/sirene/etablissements/(diffusibles/)?[^/]+/adresse", certificates.read_information),
    object_of(r"/insee/sirene/etablissements/[^/]+/successions", registers.read_successions),
    object_of(r"/insee/sirene/(unites_legales|etablissements)/.+/siege_social", registers.read_establishment),
    object_of(r"/insee/sirene/etablissements/(diffusibles/)?[^/]+", registers.read_establishment),
    object_of(r"/insee/sirene/unites_legales/(diffusibles/)?[^/]+", registers.read_legal_unit),
    list_of(r"/infogreffe/.+/mandataires_sociaux", registers.read_officers),
    object_of(r"/infogreffe/.+/extrait_kbis", registers.read_trade_register),
    object_of(r"/inpi/rne/.+/extrait_rne", registers.read_national_register),
    object_of(r"/dgfip/.+/attestation_fiscale", certificates.read_tax_certificate),
    list_of(r"/dgfip/.+/chiffres_affaires", certificates.read_turnover),
    object_of(r"/urssaf/.+/attestation_vigilance", certificates.read_vigilance),
    object_of(r"/msa/.+/conformite_cotisations", certificates.read_agricultural),
    object_of(r"/probtp/.+/conformite_cotisations_retraite", certificates.read_pension_conformity),
    object_of(rf"/(probtp|cnetp|cibtp)/.+/({_LEAVE}|{_PENSION})", certificates.read_document),
    object_of(rf"/fntp/.+/{_WORKS_CARD}", certificates.read_document),
    object_of(r"/qualibat/.+/certification_batiment", certificates.read_document),
    list_of(r"/qualifelec/.+/certificats", certificates.read_electrical),
    object_of(r"/opqibi/.+/certification_ingenierie", certificates.read_engineering),
    list_of(r"/ademe/.+/certification_rge", certificates.read_renewable),
    object_of(r"/gip_mds/.+/effectifs_(annuels|mensuels)/.+", certificates.read_headcount),
    object_of(r"/european_commission/.+/numero_tva", certificates.read_vat),
    object_of(r"/ministere_interieur/rna/associations/[^/]+", notices.read_association),
    object_of(r"/djepva/api-association/associations/(open_data/)?[^/]+", notices.read_association),
    object_of(r"/douanes/.+/immatriculations_eori", notices.read_customs),
    results_of(r"/annonces-commerciales/records", notices.read_notices),
)
_VERSION: Final = re.compile(r"/v([0-9]+)/")
_KNOWN_VERSIONS: Final = frozenset({"3", "4"})
_NUMBER: Final = re.compile(r"/([0-9]{14}|[0-9]{9})(?=/|$)", re.ASCII)
_LEFT_OUT: Final = "Cette source ne couvre pas : {whom}"
_ANOTHER: Final = "L'administration a répondu au sujet d'une autre entreprise : à redemander."
_OTHER_VERSION: Final = "Version « v{number} » inconnue de cette lecture, faite selon la version connue : à vérifier."


def read_saved(answer: SavedAnswer, *, as_of: date) -> Reading:
    """Say what a saved answer allows to conclude on a day (Paris)."""
    if not 200 <= answer.status < 300:
        reading = read_error(answer.status, payload=answer.payload, headers=answer.headers)
        left_out = perimeter_of(answer.path) if answer.status == 404 else None
        is_unknown = reading.outcome is Outcome.NOT_AVAILABLE_ASK_SUPPLIER and left_out is not None
        return replace(reading, why=f"{reading.why} {_LEFT_OUT.format(whom=left_out)}") if is_unknown else reading
    known = next((known for known in _READERS if known.pattern.search(answer.path)), None)
    if known is None:
        return _read_unknown(answer, as_of)
    if not known.holds(answer.payload):
        return _unreadable(answer)
    if (number := _NUMBER.search(answer.path)) and is_of_another(answer.payload, number[1][:9]):
        return Reading(Outcome.PROVIDER_ERROR_RETRY, _ANOTHER)
    reading = known.reader(answer.payload, as_of)
    version = _VERSION.search(answer.path)
    if version is None or version[1] in _KNOWN_VERSIONS:
        return reading
    return replace(reading, why=f"{reading.why} {_OTHER_VERSION.format(number=version[1])}")


def _read_unknown(answer: SavedAnswer, as_of: date) -> Reading:
    """Show what nobody here knows: anything but nothing and errors is information."""
    if not answer.payload or answer.payload.get("data", answer) is None or _says_errors(answer.payload):
        return _unreadable(answer)
    return certificates.read_information(answer.payload, as_of)


def _unreadable(answer: SavedAnswer) -> Reading:
    """Read a success without the data that were described: its errors, where it holds some."""
    if _says_errors(answer.payload):
        return read_error(502, payload=answer.payload, headers=answer.headers)
    return Reading(Outcome.PROVIDER_ERROR_RETRY, registers.UNREADABLE)


def _says_errors(payload: JsonMap) -> bool:
    return payload.get("data") is None and any(text(error, "code") for error in parts(payload, "errors"))
