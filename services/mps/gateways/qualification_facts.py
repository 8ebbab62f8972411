"""Facts of qualifications: engineering (OPQIBI), training (Qualiopi)."""

from datetime import date

from services.mps.domain.answers import StatedFact
from services.mps.gateways.issuer_dates import display_issuer_date, issuer_day
from services.mps.gateways.issuer_json import FactList, JsonMap, part, parts, text

Reading = tuple[tuple[StatedFact, ...], date | None]

_ACTIONS = {
    "action_formation": "formation",
    "bilan_competences": "bilan de compétences",
    "validation_acquis_experience": "validation des acquis",
    "apprentissage": "apprentissage",
}


def engineering_facts(answer: JsonMap) -> Reading:
    """Read the qualifications of engineering (OPQIBI v3): certificate, then each qualification with its day."""
    data, facts = part(answer, "data"), FactList()
    facts.add("certificate", "Certificat", text(data, "numero_certificat"))
    facts.add_date("valid_to", "Valable jusqu'au", data.get("date_validite_qualifications"))
    for key, label in (("qualifications", "Qualification"), ("qualifications_probatoires", "Qualification probatoire")):
        for row in parts(data, key):
            code = text(row, "code_qualification")
            facts.add(f"{key}_{code}", f"{label} {code}", text(row, "nom"))
    return facts.close(), issuer_day(data.get("date_delivrance_certificat"))


def training_facts(answer: JsonMap) -> Reading:
    """Read the Qualiopi certifications (Carif-Oref v3): each declaration of activity and what it is certified for."""
    facts = FactList()
    for row in parts(answer, "data", "declarations_activites_etablissement"):
        certified = part(row, "certification_qualiopi")
        actions = [label for key, label in _ACTIONS.items() if certified.get(key) is True]
        until = display_issuer_date(row.get("date_fin_exercice"))
        number = text(row, "numero_de_declaration")
        words = ", ".join([*actions, *([f"jusqu'au {until}"] if until else [])])
        facts.add(f"declaration_{number}", f"Déclaration d'activité {number}", words or "sans certification")
    return facts.close(), None
