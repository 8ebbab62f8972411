"""What the rules of marchés cover (champ d'application): the need is one, and some contracts are elsewhere.

CCP R2121-4 (no splitting), L2113-4 (centrale d'achat), L2511-1 to L2515-1 (autres marchés publics), third part
(concessions), book III of the second part (défense ou sécurité).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from services.tenders.domain.law.answer import Obligation
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.question import Exclusion
from services.tenders.domain.law.words import euros
from shared.legal import Confidence

_A = Confidence.OFFICIAL
EXCLUSIONS: Final[Mapping[Exclusion, tuple[str, str, Confidence]]] = MappingProxyType(
    {
        Exclusion.CONCESSION: ("L1121-1 ; troisième partie du code", "Concession", _A),
        Exclusion.DEFENCE: ("L1113-1 ; livre III de la deuxième partie", "Marché de défense ou de sécurité", _A),
        Exclusion.IN_HOUSE: ("L2511-1", "Quasi-régie", _A),
        Exclusion.COOPERATION: ("L2511-6", "Coopération entre pouvoirs adjudicateurs", _A),
        Exclusion.INTERNATIONAL: ("L2512-1, L2512-2", "Accord ou organisation internationale", _A),
        Exclusion.SECRECY: ("L2512-3", "Secret ou mesures particulières de sécurité", _A),
        Exclusion.EXCLUSIVE_RIGHT: ("L2512-4", "Services confiés au titulaire d'un droit exclusif", _A),
        Exclusion.REAL_ESTATE: ("L2512-5 1°", "Acquisition ou location d'immeubles existants", _A),
        Exclusion.RESEARCH: ("L2512-5 2°", "Recherche et développement sans propriété exclusive", _A),
        Exclusion.ARBITRATION: ("L2512-5 3°", "Arbitrage et règlement amiable", _A),
        Exclusion.PASSENGER_RAIL: ("L2512-5 4°", "Transport de voyageurs par chemin de fer ou métro", _A),
        Exclusion.SECURITIES: ("L2512-5 5°", "Services financiers sur titres", _A),
        Exclusion.LOAN: ("L2512-5 6°", "Emprunt", _A),
        Exclusion.RESCUE_BY_NON_PROFIT: ("L2512-5 7°", "Secours confiés à un organisme sans but lucratif", _A),
        Exclusion.LAWYER_IN_COURT: ("L2512-5 8°", "Représentation en justice et autres services juridiques exclus", _A),
        Exclusion.BROADCASTING: ("L2513-1", "Programmes et temps de diffusion", _A),
        Exclusion.EXCLUDED: ("L2511-1 à L2515-1", "Autre marché exclu", Confidence.SECONDARY),
    }
)


def not_covered(exclusion: Exclusion) -> Obligation:
    """Say that the rules of marchés described here do not apply, and where the contract's own rules are."""
    article, label, confidence = EXCLUSIONS[exclusion]
    return Obligation(
        code=ObligationCode.NOT_COVERED,
        article=article,
        what="Ce contrat ne relève pas des règles décrites ici. Il peut tout de même être enregistré.",
        why=f"Vous avez indiqué : {label.lower()}.",
        confidence=confidence,
        consequence="Ses règles propres sont à vérifier ; aucune n'est calculée ici.",
    )


def scope_rules(facts: Facts) -> Iterator[Obligation]:
    """Give what holds of every need, and of a purchase made through a central purchasing body."""
    yield Obligation(
        code=ObligationCode.NO_SPLITTING,
        article="R2121-1, R2121-4",
        what="Comptez le besoin entier : options, reconductions, tous les lots, primes. Ne le découpez pas.",
        why=f"Tous les seuils sont comparés à {euros(facts.value)}.",
        confidence=Confidence.OFFICIAL,
        limit=euros(facts.value),
        consequence="Un besoin découpé pour éviter un seuil fausse toute la procédure.",
    )
    if facts.regime is Regime.CENTRAL:
        yield Obligation(
            code=ObligationCode.CENTRAL_PURCHASING,
            article="L2113-4",
            what="La publicité et la mise en concurrence sont celles de la centrale d'achat.",
            why="Vous achetez par une centrale d'achat, pour les opérations que vous lui confiez.",
            confidence=Confidence.OFFICIAL,
        )
