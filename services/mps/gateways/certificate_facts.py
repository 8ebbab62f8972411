"""Facts of the certificates: taxes, contributions, turnover, headcount, qualifications, trade register."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from services.mps.domain.answers import StatedFact
from services.mps.gateways.issuer_dates import display_issuer_date, issuer_day
from services.mps.gateways.issuer_json import FactList, JsonMap, at, number_text, part, parts, text
from shared.kernel.french_number import french_number

Reading = tuple[tuple[StatedFact, ...], date | None]
Reader = Callable[[JsonMap], Reading]


def tax_facts(answer: JsonMap) -> Reading:
    """Read the tax certificate (DGFiP v4): it speaks of the last day of the period that it analysed."""
    data, facts = part(answer, "data"), FactList()
    facts.add_date("issued_on", "Date de délivrance", data.get("date_delivrance_attestation"))
    facts.add_date("period_end", "Situation au", data.get("date_periode_analysee"))
    return facts.close(), issuer_day(data.get("date_periode_analysee"))


def social_facts(answer: JsonMap) -> Reading:
    """Read the vigilance certificate (Urssaf v4): its status, then its validity."""
    data, facts = part(answer, "data"), FactList()
    facts.add("entity_status", "Situation", text(data, "entity_status", "libelle"))
    facts.add("entity_status_code", "Code de situation", text(data, "entity_status", "code"))
    facts.add_date("valid_from", "Valable du", data.get("date_debut_validite"))
    facts.add_date("valid_to", "Valable jusqu'au", data.get("date_fin_validite"))
    return facts.close(), issuer_day(data.get("date_debut_validite"))


def turnover_facts(answer: JsonMap) -> Reading:
    """Read the turnovers (DGFiP v3): one amount in EUR for each closed year, the latest first."""
    rows = [(issuer_day(at(row, "data", "date_fin_exercice")), row) for row in parts(answer, "data")]
    closed = sorted(((day, row) for day, row in rows if day is not None), key=lambda pair: pair[0], reverse=True)
    facts = FactList()
    for day, row in closed:
        amount = at(row, "data", "chiffre_affaires")
        if isinstance(amount, int | Decimal) and not isinstance(amount, bool):
            facts.add(f"turnover_{day:%Y_%m_%d}", f"Exercice clos le {day:%d/%m/%Y}", _euros(amount))
    return facts.close(), closed[0][0] if closed else None


def headcount_facts(answer: JsonMap) -> Reading:
    """Read the yearly average headcount (GIP-MDS v3), one line for each social regime."""
    data, facts = part(answer, "data"), FactList()
    facts.add("year", "Année", text(data, "annee"))
    updated: list[date] = []
    for row in parts(data, "effectifs_annuel"):
        regime, value = text(row, "regime") or "regime", text(row, "value")
        facts.add(f"headcount_{regime}", f"Effectif ({regime.replace('_', ' ')})", value)
        day = issuer_day(row.get("date_derniere_mise_a_jour"))
        updated += [day] if day else []
    return facts.close(), max(updated, default=None)


def trade_register_facts(answer: JsonMap) -> Reading:
    """Read the trade register (Infogreffe v3) without the names of the officers: the buyer rarely needs them."""
    data, facts = part(answer, "data"), FactList()
    facts.add("court_registry", "Greffe", text(data, "greffe", "valeur"))
    facts.add_date("registered_on", "Date d'immatriculation", data.get("date_immatriculation"))
    facts.add_date("struck_off_on", "Date de radiation", data.get("date_radiation"))
    return facts.close(), issuer_day(data.get("date_extrait"))


def qualibat_facts(answer: JsonMap) -> Reading:
    """Read the Qualibat certificate (v4): validity, then each qualification."""
    data, facts = part(answer, "data"), FactList()
    facts.add_date("issued_on", "Date d'émission", data.get("date_emission"))
    facts.add_date("valid_to", "Valable jusqu'au", data.get("date_fin_validite"))
    for row in parts(data, "entity", "certifications"):
        code = text(row, "code")
        facts.add(f"qualification_{code}", f"Qualification {code}", text(row, "libelle"))
    return facts.close(), issuer_day(data.get("date_emission"))


def qualifelec_facts(answer: JsonMap) -> Reading:
    """Read the Qualifelec certificates (v3): number, qualification, validity."""
    facts, begun = FactList(), []
    for row in parts(answer, "data"):
        data = part(row, "data")
        number, label = text(data, "numero"), text(data, "qualification", "label")
        until = display_issuer_date(data.get("date_fin"))
        facts.add(f"certificate_{number}", f"Certificat n° {number}", _until(label, until))
        begun.append(issuer_day(data.get("date_debut")))
    return facts.close(), max((day for day in begun if day), default=None)


def rge_facts(answer: JsonMap) -> Reading:
    """Read the RGE certificates (Ademe v3): name, body, validity."""
    facts, granted = FactList(), []
    for place, row in enumerate(parts(answer, "data"), start=1):
        data = part(row, "data")
        until = display_issuer_date(data.get("date_expiration"))
        domain = text(data, "domaine")
        facts.add(f"rge_{place}", text(data, "nom_certificat") or "Certificat RGE", _until(domain, until))
        granted.append(issuer_day(data.get("date_attribution")))
    return facts.close(), max((day for day in granted if day), default=None)


def _until(label: str | None, until: str | None) -> str | None:
    if label and until:
        return f"{label}, jusqu'au {until}"
    return label


def _euros(amount: int | Decimal) -> str | None:
    written = number_text(amount)
    if written is None:
        return None
    whole, _, cents = written.partition(".")
    grouped = french_number(Decimal(int(whole)))
    return f"{grouped},{cents}\u00a0€" if cents else f"{grouped}\u00a0€"
