"""Electronic means (voie électronique): mandatory, at the buyer's choice, or one of the seven exceptions.

CCP L2132-2, R2132-7, R2132-11 (copie de sauvegarde), R2132-12 and R2132-13 (exceptions), R2143-4 (DUME), R2143-13
(documents that the buyer obtains himself: the candidacy with a SIRET number).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from services.tenders.domain.law.answer import Obligation, weakest
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.grounds import GROUNDS
from services.tenders.domain.law.words import compared, lowered
from services.tenders.domain.terms import ElectronicException
from shared.legal import Confidence

_E = ElectronicException
EXCEPTIONS: Final[Mapping[ElectronicException, tuple[str, str]]] = MappingProxyType(
    {
        _E.BELOW_THRESHOLD: ("1°", "Marché sans publicité ni mise en concurrence, sous les seuils européens"),
        _E.SOCIAL_SERVICES: ("2°", "Services sociaux ou spécifiques"),
        _E.UNCOMMON_TOOLS: ("3°", "Outils ou formats peu répandus"),
        _E.PROPRIETARY_FORMATS: ("4°", "Formats qu'aucune application répandue ne lit"),
        _E.OFFICE_EQUIPMENT: ("5°", "Équipement de bureau spécialisé"),
        _E.MODELS_AND_SAMPLES: ("6°", "Maquettes, modèles réduits, prototypes ou échantillons"),
        _E.SECURITY: ("7°", "Sécurité ou informations particulièrement sensibles"),
    }
)
_OF_THE_FACTS: Final = frozenset({_E.BELOW_THRESHOLD, _E.SOCIAL_SERVICES})


def electronic_rules(facts: Facts) -> Iterator[Obligation]:
    """Say how responses are sent, and what the platform always offers."""
    if facts.regime is not Regime.CENTRAL:
        yield _responses(facts)
        if facts.competes:
            yield _backup()
    yield Obligation(
        code=ObligationCode.MPS_OFFERED,
        article="R2143-13",
        what="La candidature avec un numéro SIRET est toujours offerte. Ne demandez pas ce que vous pouvez obtenir.",
        why="L'acheteur obtient lui-même les justificatifs auprès des administrations.",
        confidence=Confidence.OFFICIAL,
    )
    if facts.competes:
        yield Obligation(
            code=ObligationCode.ESPD_ACCEPTED,
            article="R2143-4",
            what="Acceptez le document unique de marché européen (DUME).",
            why="Un candidat peut toujours le présenter.",
            confidence=Confidence.OFFICIAL,
        )


def exception_of(facts: Facts) -> ElectronicException | None:
    """Give the exception that applies: of the facts themselves, or declared by the buyer (R2132-12)."""
    declared = facts.question.electronic_exception
    if facts.regime is Regime.DIRECT and not facts.above_european:
        return _E.BELOW_THRESHOLD
    if facts.is_social:
        return _E.SOCIAL_SERVICES
    return None if declared in _OF_THE_FACTS else declared


def _responses(facts: Facts) -> Obligation:
    if facts.dispensed and facts.regime is not Regime.CALL_OFF:
        return Obligation(
            code=ObligationCode.ELECTRONIC_RESPONSE_OPTIONAL,
            article="R2132-12 1°",
            what="Vous choisissez : réponse électronique, courriel ou papier.",
            why=compared(facts.value, facts.dispense),
            confidence=facts.dispense.confidence,
        )
    exception = exception_of(facts)
    if exception is not None:
        return _excepted(facts, exception)
    why, confidence = compared(facts.value, facts.dispense), facts.dispense.confidence
    if facts.regime is Regime.CALL_OFF:
        why, confidence = "Marché subséquent ou spécifique.", Confidence.OFFICIAL
    return Obligation(
        code=ObligationCode.ELECTRONIC_RESPONSE,
        article="L2132-2, R2132-7",
        what="Candidatures, offres, questions et réponses passent par voie électronique. Le papier n'est pas admis.",
        why=f"{why} Aucune des sept exceptions n'est invoquée.",
        confidence=confidence,
        consequence="Une offre sur papier est irrégulière, hors copie de sauvegarde.",
    )


def _excepted(facts: Facts, exception: ElectronicException) -> Obligation:
    number, label = EXCEPTIONS[exception]
    confidence = Confidence.OFFICIAL
    if exception is _E.BELOW_THRESHOLD:
        named = GROUNDS[facts.ground].confidence if facts.ground else Confidence.OFFICIAL
        confidence = weakest(named, facts.threshold_confidence)
    return Obligation(
        code=ObligationCode.ELECTRONIC_RESPONSE_EXCEPTED,
        article=f"R2132-12 {number}, R2132-13",
        what="Vous pouvez renoncer à l'électronique. Dites-le dans l'avis ou les documents ; gardez-en la raison.",
        why=f"Exception {number} : {lowered(label)}.",
        confidence=confidence,
    )


def _backup() -> Obligation:
    return Obligation(
        code=ObligationCode.BACKUP_COPY,
        article="R2132-11",
        what="Une copie de sauvegarde reçue dans le délai peut être ouverte dans les cas prévus.",
        why="L'entreprise qui répond par voie électronique peut en envoyer une.",
        confidence=Confidence.OFFICIAL,
    )
