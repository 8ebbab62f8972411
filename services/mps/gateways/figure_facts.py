"""Facts of accounts and of capital: balance sheets, shareholders and subsidiaries, disabled workers."""

from datetime import date

from services.mps.domain.answers import StatedFact
from services.mps.gateways.issuer_dates import display_issuer_date
from services.mps.gateways.issuer_json import FactList, JsonMap, part, parts, text

Reading = tuple[tuple[StatedFact, ...], date | None]

_LINES = {
    "excedent_brut_exploitation": "Excédent brut d'exploitation",
    "capacite_autofinancement": "Capacité d'autofinancement",
    "total_dettes_stables": "Total des dettes stables",
    "fonds_roulement_net_global": "Fonds de roulement net global",
    "besoin_en_fonds_de_roulement": "Besoin en fonds de roulement",
    "disponibilites": "Disponibilités",
}


def accounts_facts(answer: JsonMap) -> Reading:
    """Read the balance sheets (Banque de France v3): the computed lines of each year, in thousands of EUR."""
    facts = FactList()
    for row in parts(answer, "data"):
        sheet = part(row, "data")
        closed = display_issuer_date(sheet.get("date_arrete_exercice")) or text(sheet, "annee")
        for values in parts(sheet, "valeurs_calculees"):
            for key, label in _LINES.items():
                facts.add(f"{key}_{text(sheet, 'annee')}", f"{label} ({closed})", text(values, key, "valeur"))
    return facts.close(), None


def capital_facts(answer: JsonMap) -> Reading:
    """Read who holds and what is held (DGFiP v3), companies only: people are no business of a buyer."""
    facts = FactList()
    for place, row in enumerate(parts(answer, "data", "capital", "actionnaires"), start=1):
        company = part(row, "personne_morale_attributes")
        facts.add(f"shareholder_{place}", "Actionnaire", _holding(company, text(row, "pourcentage")))
    for place, row in enumerate(parts(answer, "data", "participations", "filiales"), start=1):
        facts.add(f"subsidiary_{place}", "Filiale", _holding(row, text(row, "pourcentage_detention")))
    return facts.close(), None


def disabled_workers_facts(answer: JsonMap) -> Reading:
    """Read the yearly number of disabled workers (GIP-MDS v3, nature `boeth`): information, never a conclusion."""
    data, facts = part(answer, "data"), FactList()
    facts.add("year", "Année", text(data, "annee"))
    for place, row in enumerate(parts(data, "effectifs_annuel"), start=1):
        regime = (text(row, "regime") or "régime").replace("_", " ")
        facts.add(f"disabled_workers_{place}", f"Bénéficiaires de l'obligation d'emploi ({regime})", text(row, "value"))
    return facts.close(), None


def _holding(company: JsonMap, share: str | None) -> str | None:
    name, siren = text(company, "denomination"), text(company, "siren")
    words = [name, siren and f"SIREN {siren}", share and f"{share}\u00a0%"]
    return ", ".join(word for word in words if word) if name or siren else None
