"""Facts of the Sirene repertory (Insee), API Entreprise v4 `etablissements` and `unites_legales`, open variants."""

from datetime import date

from services.mps.domain.answers import StatedFact
from services.mps.gateways.issuer_dates import issuer_day
from services.mps.gateways.issuer_json import FactList, JsonMap, part, text

_STATES = {"A": "en activité", "F": "fermé", "C": "cessée"}
_NOT_SHOWN = "[ND]"  # Insee writes this where a person has opposed diffusion


def establishment_facts(answer: JsonMap) -> tuple[tuple[StatedFact, ...], date | None]:
    """Read an establishment: identity, address, state."""
    data = part(answer, "data")
    unit, address = part(data, "unite_legale"), part(data, "adresse")
    facts = FactList()
    facts.add("name", "Dénomination", _name(unit))
    facts.add("trade_name", "Enseigne", text(data, "enseigne"))
    facts.add("siret", "SIRET", text(data, "siret"))
    facts.add("legal_form", "Forme juridique", text(unit, "forme_juridique", "libelle"))
    facts.add("address", "Adresse", _address(address))
    facts.add("country", "Pays", text(address, "libelle_pays_etranger") if _is_abroad(address) else None)
    facts.add("activity", "Activité principale", _activity(data))
    facts.add("size", "Catégorie d'entreprise", text(unit, "categorie_entreprise"))
    facts.add_date("created_on", "Date de création", data.get("date_creation"))
    state = text(data, "etat_administratif")
    facts.add("administrative_state", "État de l'établissement", _STATES.get(state or "", state))
    facts.add("administrative_state_code", "Code d'état de l'établissement", state)
    if state == "F":  # the sandbox also holds a closing date on an open establishment
        facts.add_date("closed_on", "Date de fermeture", data.get("date_fermeture"))
    facts.add("legal_unit_state_code", "Code d'état de l'unité légale", text(unit, "etat_administratif"))
    facts.add("diffusion_code", "Diffusion", text(data, "status_diffusion"))
    return facts.close(), issuer_day(part(answer, "meta").get("date_derniere_mise_a_jour"))


def legal_unit_facts(answer: JsonMap) -> tuple[tuple[StatedFact, ...], date | None]:
    """Read a legal unit: identity, size, state."""
    unit = part(answer, "data")
    facts = FactList()
    facts.add("name", "Dénomination", _name(unit))
    facts.add("siren", "SIREN", text(unit, "siren"))
    facts.add("head_office", "SIRET du siège", text(unit, "siret_siege_social"))
    facts.add("legal_form", "Forme juridique", text(unit, "forme_juridique", "libelle"))
    facts.add("legal_form_code", "Code de la forme juridique", text(unit, "forme_juridique", "code"))
    facts.add("size", "Catégorie d'entreprise", text(unit, "categorie_entreprise"))
    facts.add("headcount_bracket", "Tranche d'effectif", text(unit, "tranche_effectif_salarie", "intitule"))
    facts.add("headcount_bracket_code", "Code de la tranche d'effectif", text(unit, "tranche_effectif_salarie", "code"))
    facts.add("social_economy", "Économie sociale et solidaire", text(unit, "economie_sociale_et_solidaire"))
    facts.add_date("created_on", "Date de création", unit.get("date_creation"))
    state = text(unit, "etat_administratif")
    facts.add("legal_unit_state", "État de l'unité légale", _STATES.get(state or "", state))
    facts.add("legal_unit_state_code", "Code d'état de l'unité légale", state)
    if state == "C":
        facts.add_date("ceased_on", "Date de cessation", unit.get("date_cessation"))
    return facts.close(), issuer_day(part(answer, "meta").get("date_derniere_mise_a_jour"))


def _name(unit: JsonMap) -> str | None:
    corporate = part(unit, "personne_morale_attributs")
    if name := text(corporate, "raison_sociale"):
        acronym = text(corporate, "sigle")
        return f"{name} ({acronym})" if acronym and acronym != name else name
    person = part(unit, "personne_physique_attributs")
    first = text(person, "prenom_usuel") or text(person, "prenom_1")
    last = text(person, "nom_usage") or text(person, "nom_naissance")
    shown = [word for word in (first, last) if word and word != _NOT_SHOWN]
    return " ".join(shown) or None


def _address(address: JsonMap) -> str | None:
    postal = part(address, "acheminement_postal")
    lines = [text(postal, f"l{number}") for number in range(3, 8)]  # l1 and l2 repeat the name
    return ", ".join(line for line in lines if line and line != _NOT_SHOWN) or None


def _is_abroad(address: JsonMap) -> bool:
    """Tell an address abroad: Insee gives a commune to every address in France, overseas included."""
    return text(address, "code_pays_etranger") is not None and text(address, "code_commune") is None


def _activity(data: JsonMap) -> str | None:
    activity = part(data, "activite_principale_naf_rev2") or part(data, "activite_principale")
    code, label = text(activity, "code"), text(activity, "libelle")
    return " ".join(word for word in (code, label) if code and word) or None
