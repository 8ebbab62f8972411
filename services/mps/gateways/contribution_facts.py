"""Facts of social bodies other than Urssaf, and of certificates that are only a document."""

from datetime import date

from services.mps.domain.answers import StatedFact
from services.mps.gateways.issuer_dates import issuer_day
from services.mps.gateways.issuer_json import FactList, JsonMap, part, text

Reading = tuple[tuple[StatedFact, ...], date | None]

_AGRICULTURAL = {
    "up_to_date": "à jour de ses cotisations",
    "outdated": "pas à jour de ses cotisations",
    "under_investigation": "situation en cours d'examen",
}


def agricultural_facts(answer: JsonMap) -> Reading:
    """Read the conformity of agricultural contributions (MSA v3): three states, none of which excludes."""
    facts = FactList()
    status = text(answer, "data", "status")
    facts.add("status", "Situation", _AGRICULTURAL.get(status or "", status))
    facts.add("status_code", "Code de situation", status)
    return facts.close(), None


def pension_facts(answer: JsonMap) -> Reading:
    """Read the conformity of building pensions (ProBTP v3): yes or no."""
    data, facts = part(answer, "data"), FactList()
    facts.add("eligible", "À jour de ses cotisations retraite", text(data, "eligible"))
    facts.add("eligible_code", "Code de situation", text(data, "eligible"))
    facts.add("message", "Message", text(data, "message"))
    return facts.close(), None


def document_facts(answer: JsonMap) -> Reading:
    """Read a certificate that is only a document (CIBTP, CNETP, FNTP): it vouches on the day of its delivery."""
    data, facts = part(answer, "data"), FactList()
    facts.add("document", "Document", "délivré" if text(data, "document_url") else None)
    facts.add_date("valid_to", "Valable jusqu'au", data.get("date_fin_validite"))
    return facts.close(), issuer_day(data.get("date_debut_validite"))
