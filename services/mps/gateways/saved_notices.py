"""The reading of saved answers of open directories: legal notices (Bodacc), associations, customs numbers.

An association that is dissolved is a strong sign like a company that has ceased (CCP L2141-3); one that is only « not
active » is not: associations without SIREN are told so by construction. Where the two registers that speak contradict
each other (active, and dissolved), nothing is concluded.
"""

from datetime import date
from types import MappingProxyType
from typing import Final

from services.mps.domain.readings import Outcome, Reading
from services.mps.gateways.issuer_dates import issuer_day
from services.mps.gateways.issuer_json import JsonMap, at, part, text
from services.mps.gateways.register_facts import legal_notices_facts

NOTICES: Final = "Une procédure collective ou une radiation a été publiée : à examiner avec l'entreprise."
NO_NOTICE: Final = "Aucune procédure collective ni radiation publiée."
_NOTICE: Final = "notice_"
_SHOWN: Final = "Information à montrer telle quelle ; rien à conclure d'elle seule."
_DISSOLVED: Final = "L'association est dissoute selon le répertoire : à vérifier avec elle, qui peut contester."
_DOUBTFUL: Final = (
    "Le répertoire laisse un doute sur l'activité de l'association : à vérifier avec elle, rien à conclure."
)
_CUSTOMS_OFF: Final = "Le numéro EORI n'est plus actif : à vérifier avec l'entreprise ; rien à conclure d'autre."


def read_notices(payload: JsonMap, as_of: date) -> Reading:
    """Read the legal notices of a company: the serious ones, each in its own words."""
    del as_of
    told, _ = legal_notices_facts(payload)
    notices: list[list[object]] = [[fact.value] for fact in told if fact.code.startswith(_NOTICE)]
    facts = MappingProxyType({"notices": notices})
    if notices:
        return Reading(Outcome.UNFAVOURABLE, NOTICES, facts=facts)
    return Reading(Outcome.FAVOURABLE, NO_NOTICE, facts=facts)


def read_association(payload: JsonMap, as_of: date) -> Reading:
    """Read an association (RNA v3, Djepva v4): a dissolution that is past is a strong sign."""
    data = part(payload, "data")
    day, written = issuer_day(data.get("date_dissolution")), text(data, "date_dissolution")
    is_dissolved = day <= as_of if day else written is not None
    states = (data.get("active"), data.get("etat"))
    if is_dissolved and True not in states:
        facts = MappingProxyType({"dissolution": day.isoformat() if day else written})
        return Reading(Outcome.UNFAVOURABLE, _DISSOLVED, facts=facts)
    return Reading(Outcome.INFO, _DOUBTFUL if is_dissolved or False in states else _SHOWN)


def read_customs(payload: JsonMap, as_of: date) -> Reading:
    """Read a customs number (EORI): one that is no longer active is said."""
    del as_of
    return Reading(Outcome.INFO, _CUSTOMS_OFF if at(payload, "data", "actif") is False else _SHOWN)
