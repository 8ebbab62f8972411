"""The reading of saved answers of registers: Sirene, trade register, national register of companies.

A closed company is a strong sign (CCP L2141-3), never an exclusion: the company is heard first.
"""

from datetime import date
from types import MappingProxyType

from services.mps.domain.readings import Facts, Outcome, Reading, Value
from services.mps.gateways.issuer_dates import issuer_day
from services.mps.gateways.issuer_json import JsonMap, at, part, parts, text
from shared.kernel.paris import display_day

_ACTIVE = "A"
_ENDED = frozenset({"C", "F"})
_PROCEEDINGS = ("liquidation judiciaire", "redressement judiciaire", "sauvegarde", "faillite personnelle")
_CLOSED = "Le répertoire dit l'activité cessée : à vérifier avec l'entreprise, qui peut contester."
_ONE_CLOSED = (
    "L'établissement interrogé est fermé, l'entreprise reste active : demander à l'entreprise le SIRET de "
    "l'établissement qui répond."
)
_STRANGE = "État « {state} » inconnu de cette lecture : à vérifier au répertoire."
_NOT_REGISTERED_YET = "Immatriculation postérieure au jour de la lecture : elle ne dit rien de ce jour."
_TO_LOOK_AT = " Une observation du registre évoque une procédure collective : à examiner avec l'entreprise."
UNREADABLE = "La réponse n'est pas celle que l'administration a décrite : à redemander."
_OPEN = "Identité et état tirés du répertoire ; rien à conclure d'autre."


def read_legal_unit(payload: JsonMap, as_of: date) -> Reading:
    """Read a legal unit of Sirene (v3, v4): ``C`` says that it has ceased."""
    del as_of
    unit = part(payload, "data")
    return _sirene(unit, state=text(unit, "etat_administratif"), unit=unit)


def read_establishment(payload: JsonMap, as_of: date) -> Reading:
    """Read an establishment or a head office of Sirene (v3, v4): ``F`` says that it is closed."""
    del as_of
    data = part(payload, "data")
    return _sirene(data, state=text(data, "etat_administratif"), unit=part(data, "unite_legale"))


def read_successions(payload: JsonMap, as_of: date) -> Reading:
    """Read who took over from whom: a company that was merged answers under the number of its successor."""
    del as_of
    data = part(payload, "data")
    successors: list[list[object]] = [
        [text(row, "siret"), _iso(issuer_day(row.get("date_succession"))), _said(row.get("continuite_economique"))]
        for row in parts(data, "successeurs")
    ]
    predecessors: list[str | None] = [text(row, "siret") for row in parts(data, "predecesseurs")]
    facts: dict[str, Value] = {"successors": successors, "predecessors": predecessors}
    return Reading(Outcome.INFO, "Établissements qui se sont succédé ; rien à conclure d'autre.", facts=facts)


def read_trade_register(payload: JsonMap, as_of: date) -> Reading:
    """Read the trade register (Infogreffe): a date of striking off that is past is a strong sign."""
    data = part(payload, "data")
    struck_off, registered = issuer_day(data.get("date_radiation")), issuer_day(data.get("date_immatriculation"))
    facts = MappingProxyType({"radiation": _iso(struck_off), "immatriculation": _iso(registered)})
    is_struck_off = struck_off <= as_of if struck_off else text(data, "date_radiation") is not None
    if is_struck_off:  # a date that cannot be read still says that there is one
        return Reading(Outcome.UNFAVOURABLE, "Entreprise radiée du registre du commerce et des sociétés.", facts=facts)
    if registered is None and text(data, "siren") is None:
        return Reading(Outcome.PROVIDER_ERROR_RETRY, UNREADABLE, facts=facts)
    if registered is not None and registered > as_of:
        return Reading(Outcome.INFO, _NOT_REGISTERED_YET, facts=facts)
    words = "Immatriculée au registre du commerce et des sociétés."
    if struck_off is not None:
        words = f"Immatriculée au jour de la lecture ; radiée le {display_day(struck_off)}."
    return Reading(Outcome.FAVOURABLE, words + _observed(data, "libelle"), facts=facts)


def read_officers(payload: JsonMap, as_of: date) -> Reading:
    """Count the officers of a company; their names stay in the document."""
    del as_of
    facts = MappingProxyType({"officers": len(list(parts(payload, "data")))})
    return Reading(Outcome.INFO, "Dirigeants déclarés au registre ; rien à conclure d'autre.", facts=facts)


def read_national_register(payload: JsonMap, as_of: date) -> Reading:
    """Read the national register of companies (INPI, RNE): a dissolution or a cessation is a strong sign."""
    company = part(payload, "data", "identite_entreprise")
    dissolved = issuer_day(at(company, "dissolution", "date"))
    facts: dict[str, str | bool | None] = {
        "registered_on": _iso(issuer_day(company.get("date_immatriculation_rne"))),
        "dissolution": _iso(dissolved),
        "cessation": text(company, "detail_cessation"),
    }
    registered = issuer_day(company.get("date_immatriculation_rne"))
    # A dissolved company that goes on working by authorisation is not excluded (L2141-3): people look.
    goes_on = at(company, "dissolution", "poursuite_activite") is True
    if facts["cessation"] is not None or (not goes_on and _is_dissolved(part(company, "dissolution"), as_of)):
        return Reading(Outcome.UNFAVOURABLE, _CLOSED, facts=MappingProxyType(facts))
    if not company and text(payload, "data", "document_url") is None:
        return Reading(Outcome.PROVIDER_ERROR_RETRY, UNREADABLE, facts=MappingProxyType(facts))
    if registered is not None and registered > as_of:
        return Reading(Outcome.INFO, _NOT_REGISTERED_YET, facts=MappingProxyType(facts))
    words = "Inscrite au registre national des entreprises."
    if goes_on:
        words += " Dissoute, avec poursuite d'activité autorisée : à examiner avec l'entreprise."
    return Reading(Outcome.FAVOURABLE, words + _observed(part(payload, "data"), "texte"), facts=MappingProxyType(facts))


def _is_dissolved(dissolution: JsonMap, as_of: date) -> bool:
    """Tell whether a dissolution is past; one whose date is missing or cannot be read, but that is told, is."""
    day = issuer_day(dissolution.get("date"))
    if day is not None:
        return day <= as_of
    return text(dissolution, "date") is not None or dissolution.get("avec_liquidation") is True


def _observed(data: JsonMap, key: str) -> str:
    """Draw attention to an observation of proceedings, which may be over: it decides nothing (CCP L2141-3)."""
    words = " ".join(text(row, key) or text(row, "libelle") or "" for row in parts(data, "observations")).casefold()
    return _TO_LOOK_AT if any(sign in words for sign in _PROCEEDINGS) else ""


def _sirene(data: JsonMap, *, state: str | None, unit: JsonMap) -> Reading:
    unit_state = text(unit, "etat_administratif")
    facts = _sirene_facts(data, state=state, unit=unit, unit_state=unit_state)
    states = {state, unit_state} - {None}
    if states & _ENDED:
        is_only_here = state in _ENDED and unit_state == _ACTIVE
        return Reading(Outcome.UNFAVOURABLE, _ONE_CLOSED if is_only_here else _CLOSED, facts=facts)
    if not states and facts["siren"] is None:
        return Reading(Outcome.PROVIDER_ERROR_RETRY, UNREADABLE, facts=facts)
    strange = sorted(each for each in states if each is not None and each != _ACTIVE)
    return Reading(Outcome.INFO, _STRANGE.format(state=strange[0]) if strange else _OPEN, facts=facts)


def _sirene_facts(data: JsonMap, *, state: str | None, unit: JsonMap, unit_state: str | None) -> Facts:
    return MappingProxyType(
        {
            "etat_administratif": state,
            "ul_etat_administratif": unit_state,
            "siren": text(unit, "siren"),
            "type": text(unit, "type"),
            "name": _name(unit),
            "status_diffusion": text(data, "status_diffusion") or text(data, "diffusable_commercialement"),
            "categorie_entreprise": text(unit, "categorie_entreprise"),
            "forme_juridique": text(unit, "forme_juridique", "code"),
            "date_creation": _iso(issuer_day(data.get("date_creation"))),
        }
    )


def _name(unit: JsonMap) -> str | None:
    if name := text(unit, "personne_morale_attributs", "raison_sociale"):
        return name
    person = part(unit, "personne_physique_attributs")
    first = text(person, "prenom_usuel") or text(person, "prenom_1")
    last = text(person, "nom_usage") or text(person, "nom_naissance")
    return " ".join(word for word in (first, last) if word) or None


def _said(value: object) -> bool | str | None:
    return value if isinstance(value, bool) else text({"": value}, "")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
