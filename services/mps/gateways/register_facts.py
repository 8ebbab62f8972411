"""Facts of registers: who took over from whom, national register of companies, directory of associations."""

from datetime import date

from services.mps.domain.answers import StatedFact
from services.mps.gateways.issuer_dates import display_issuer_date, issuer_day
from services.mps.gateways.issuer_json import NOTHING, FactList, JsonMap, at, part, parts, read_json, text

Reading = tuple[tuple[StatedFact, ...], date | None]


def successions_facts(answer: JsonMap) -> Reading:
    """Read the successions of an establishment (Insee v3): a merged company answers under its successor's number."""
    data, facts, days = part(answer, "data"), FactList(), []
    for key, label in (("successeurs", "Établissement successeur"), ("predecesseurs", "Établissement prédécesseur")):
        for place, row in enumerate(parts(data, key), start=1):
            since = display_issuer_date(row.get("date_succession"))
            siret = text(row, "siret")
            facts.add(f"{key[:-1]}_{place}", label, f"{siret}, depuis le {since}" if siret and since else siret)
            days.append(issuer_day(row.get("date_succession")))
    return facts.close(), max((day for day in days if day), default=None)


def national_register_facts(answer: JsonMap) -> Reading:
    """Read the national register of companies (INPI v3) without names: registration, dissolution, cessation."""
    company, facts = part(answer, "data", "identite_entreprise"), FactList()
    facts.add("name", "Dénomination", text(company, "denomination"))
    facts.add_date("registered_on", "Immatriculation au RNE", company.get("date_immatriculation_rne"))
    facts.add_date("dissolved_on", "Dissolution", at(company, "dissolution", "date"))
    facts.add("pursuit", "Poursuite d'activité autorisée", text(company, "dissolution", "poursuite_activite"))
    facts.add("cessation", "Cessation", text(company, "detail_cessation"))
    for place, officer in enumerate(parts(answer, "data", "dirigeants_et_associes"), start=1):
        facts.add(f"officer_{place}", "Dirigeant ou associé", text(officer, "qualite"))
    return facts.close(), None


def association_facts(answer: JsonMap) -> Reading:
    """Read an association (Djepva v4, open variant): name, object, state, head office."""
    data, facts = part(answer, "data"), FactList()
    facts.add("rna", "Numéro RNA", text(data, "rna"))
    facts.add("name", "Nom", text(data, "nom"))
    facts.add("regime", "Régime", text(data, "regime"))
    facts.add("purpose", "Objet", text(data, "activites", "objet"))
    facts.add("active", "En activité", text(data, "active"))
    facts.add_date("created_on", "Date de création", data.get("date_creation"))
    facts.add_date("dissolved_on", "Date de dissolution", data.get("date_dissolution"))
    office = part(data, "adresse_siege")
    words = (text(office, key) for key in ("numero_voie", "type_voie", "libelle_voie", "code_postal", "commune"))
    facts.add("address", "Siège", " ".join(word for word in words if word) or None)
    return facts.close(), None


def legal_notices_facts(answer: JsonMap) -> Reading:
    """Read the legal notices of a company (Bodacc): collective proceedings and striking off, the latest first.

    Nothing here excludes anybody: a receivership with an authorised continuation does not (L2141-3), and a person
    may contest. The two signs that Passe Marché looks for are told in the words of the notice.
    """
    facts = FactList()
    rows = sorted(parts(answer, "results"), key=lambda row: text(row, "dateparution") or "", reverse=True)
    told = [row for row in rows if _is_serious(row)]
    facts.add("notices", "Annonces publiées", str(len(rows)))
    if not told:
        facts.add("proceedings", "Procédure collective ou radiation", "aucune annonce")
    for place, row in enumerate(told, start=1):
        published = display_issuer_date(row.get("dateparution"))
        words = [text(row, "familleavis_lib"), _judgment(row), published and f"parue le {published}"]
        facts.add(f"notice_{place}", "Annonce à examiner", ", ".join(word for word in words if word))
    return facts.close(), issuer_day(rows[0].get("dateparution")) if rows else None


def _is_serious(row: JsonMap) -> bool:
    family = (text(row, "familleavis") or "").lower()
    return family in {"collective", "retablissement_professionnel", "conciliation", "radiation"}


def _judgment(row: JsonMap) -> str | None:
    judgment = at(row, "jugement")
    # Bodacc writes its inner objects as JSON texts.
    inner = read_json(judgment.encode("utf-8", "replace")) if isinstance(judgment, str) else part(row, "jugement")
    return text(inner or NOTHING, "nature") or text(inner or NOTHING, "type")
