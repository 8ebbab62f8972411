"""Answers of every protected source, each with a value of its own planted: wherever it turns up, it came from there."""

import re
from collections.abc import Iterator, Mapping

from services.mps.domain.sources import Source, is_open
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from services.mps.gateways.api_entreprise_simulator.fixtures import CannedReply, Fixture
from services.mps.gateways.api_entreprise_simulator.operations import KNOWN_PATHS
from shared.kernel.siret import Siret

PROTECTED = tuple(source for source in Source if not is_open(source))
TURNOVER = 739184652013
BALANCE = "518273946017"


def plant_of(source: Source) -> str:
    """The value planted in the answers of a source."""
    return f"PLANTE{source.value.upper().replace('_', '')}VALMORESQUE"


def wanted() -> dict[str, bytes]:
    """Everything that must be nowhere but with the buyer."""
    figures = {"turnover": str(TURNOVER), "turnover as shown": f"{TURNOVER:,}".replace(",", "\u202f"), "sheet": BALANCE}
    plants = {source.value: plant_of(source) for source in PROTECTED}
    return {what: text.encode() for what, text in (plants | figures).items()}


def planted_fixtures(siret: Siret) -> Iterator[Fixture]:
    """The answers of every protected source about a company; one fails first, with words of its own."""
    for source in PROTECTED:
        operation, path = next((name, path) for name, path in KNOWN_PATHS.items() if _same(path, source))
        key, number = ("siret", str(siret)) if "{siret}" in path else ("siren", str(siret.siren))
        parameters = {key: number, **({"nature_effectif": "boeth"} if source is Source.DISABLED_WORKERS else {})}
        answer = CannedReply(200, {"data": _data(source), "links": {}, "meta": {}})
        replies = (answer,)
        if source is Source.AGRICULTURAL_CONTRIBUTIONS:
            error = {
                "code": "10999",
                "title": plant_of(source),
                "detail": plant_of(source),
                "meta": {"provider": "MSA"},
            }
            replies = (CannedReply(502, {"errors": [error]}), answer)
        yield Fixture(operation, path, parameters, replies)


def _same(path: str, source: Source) -> bool:
    return re.sub(r"\{\w+\}", "{}", path) == re.sub(r"\{\w+\}", "{}", ENDPOINTS[source].path)


def _data(source: Source) -> object:
    plant = plant_of(source)
    document = {"document_url": f"https://simulateur.invalid/{plant}.pdf", "document_url_expires_in": 86400}
    found: Mapping[Source, object] = {
        Source.TAX_CERTIFICATE: {**document, "date_periode_analysee": "2026-08-31", "mention": plant},
        Source.SOCIAL_CERTIFICATE: {
            **document,
            "entity_status": {"code": "refus_de_delivrance", "libelle": plant, "description": plant},
        },
        Source.AGRICULTURAL_CONTRIBUTIONS: {"status": plant},
        Source.BUILDING_PENSIONS: {"eligible": False, "message": plant},
        Source.PUBLIC_WORKS_LEAVE: document,
        Source.BUILDING_LEAVE: document,
        Source.TURNOVER: [
            {"data": {"chiffre_affaires": TURNOVER, "date_fin_exercice": "2025-12-31", plant: plant}, "links": {}}
        ],
        Source.ACCOUNTS: [
            {
                "data": {
                    "annee": "2025",
                    "plante": plant,
                    "valeurs_calculees": [{"disponibilites": {"valeur": BALANCE}}],
                }
            }
        ],
        Source.CAPITAL_LINKS: {
            "capital": {
                "actionnaires": [{"pourcentage": 12, "personne_morale_attributes": {"denomination": plant}}],
            },
        },
        Source.HEADCOUNT: {"annee": "2025", "effectifs_annuel": [{"regime": plant, "value": "12.5"}]},
        Source.DISABLED_WORKERS: {"annee": "2025", "effectifs_annuel": [{"regime": plant, "value": "1.5"}]},
        Source.NATIONAL_REGISTER: {"identite_entreprise": {"denomination": plant}},
        Source.QUALIOPI: {"declarations_activites_etablissement": [{"numero_de_declaration": plant}]},
    }
    return found[source]
