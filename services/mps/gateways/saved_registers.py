"""The reading of saved answers of registers: Sirene, trade register, national register of companies.

A closed company is a strong sign (CCP L2141-3), never an exclusion: the company is heard first.
"""

from datetime import date
from types import MappingProxyType

from services.mps.domain.readings import Facts, Outcome, Reading, Value
from services.mps.gateways.issuer_dates import issuer_day
from services.mps.gateways.issuer_json import JsonMap, at, part, parts, text

_CLOSED = "Le répertoire dit l'activité cessée : à vérifier avec l'entreprise, qui peut contester."
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
        [text(row, "siret"), _iso(issuer_day(row.get("date_succession"))), at(row, "continuite_economique")]
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
    if struck_off is not None and struck_off <= as_of:
        return Reading(Outcome.UNFAVOURABLE, "Entreprise radiée du registre du commerce et des sociétés.", facts=facts)
    return Reading(Outcome.FAVOURABLE, "Immatriculée au registre du commerce et des sociétés.", facts=facts)


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
    ended = (dissolved is not None and dissolved <= as_of) or facts["cessation"] is not None
    # A dissolved company that goes on working by authorisation is not excluded (L2141-3): people look.
    if ended and at(company, "dissolution", "poursuite_activite") is not True:
        return Reading(Outcome.UNFAVOURABLE, _CLOSED, facts=MappingProxyType(facts))
    return Reading(Outcome.FAVOURABLE, "Inscrite au registre national des entreprises.", facts=MappingProxyType(facts))


def _sirene(data: JsonMap, *, state: str | None, unit: JsonMap) -> Reading:
    unit_state = text(unit, "etat_administratif")
    facts = _sirene_facts(data, state=state, unit=unit, unit_state=unit_state)
    if "F" in {state, unit_state} or "C" in {state, unit_state}:
        return Reading(Outcome.UNFAVOURABLE, _CLOSED, facts=facts)
    return Reading(Outcome.INFO, _OPEN, facts=facts)


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


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
