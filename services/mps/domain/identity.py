"""The public identity of an economic operator (opérateur économique), from the open part of the Sirene repertory.

Only open data prefill a form. The three cases that surprise people (no public data, closed, established abroad) each
carry a French message that says what to do next; none of them stops anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, assert_never

from services.mps.domain.answers import DeliveryRefused, FactsStated, NoAnswer, NothingKnown, SourceAnswer, StatedFact
from shared.kernel.siret import Siret

NO_PUBLIC_DATA: Final = (
    "L'Insee ne publie rien pour ce numéro : soit l'établissement est inconnu du répertoire Sirene, soit son titulaire "
    "s'est opposé à la diffusion de ses données (code de commerce, article A123-96). Vérifiez le numéro ; s'il est "
    "exact, saisissez vous-même votre dénomination et votre adresse : la candidature reste possible."
)
PARTLY_PUBLIC: Final = (
    "Le titulaire de cet établissement a limité la diffusion de ses données (code de commerce, article A123-96) : "
    "complétez vous-même votre nom et votre adresse."
)
CLOSED: Final = (
    "D'après l'Insee, cet établissement est fermé{since}. Si l'entreprise poursuit son activité, présentez la "
    "candidature avec le SIRET d'un établissement ouvert ; l'acheteur appréciera votre situation (article L2141-3)."
)
LEGAL_UNIT_CLOSED: Final = (
    "D'après l'Insee, l'entreprise a cessé son activité. Si cette information est inexacte, faites-la corriger au "
    "guichet des formalités des entreprises ; l'acheteur appréciera votre situation (article L2141-3)."
)
ABROAD: Final = (
    "Cet établissement est situé à l'étranger ({country}). Les attestations fiscales et sociales sont à demander aux "
    "administrations de ce pays (articles R2143-7 et R2143-10) et à joindre à votre pli."
)
SOURCE_SILENT: Final = (
    "L'Insee ne répond pas pour le moment : {detail} Saisissez vous-même votre dénomination et votre adresse, ou "
    "réessayez plus tard."
)


class OperatorState(StrEnum):
    """What the repertory says of an establishment, in one word; it stops nobody."""

    ACTIVE = "active"
    CLOSED = "closed"  # the establishment, or its whole legal unit
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class OperatorIdentity:
    """What may prefill the form of an establishment: facts in the order of display, and messages for the person."""

    siret: Siret
    state: OperatorState
    facts: tuple[StatedFact, ...]
    messages: tuple[str, ...]
    read_at: datetime

    def fact(self, code: str) -> str | None:
        """Give the value of a fact, None when the source did not state it."""
        return _value(self.facts, code)


def identity_from(answer: SourceAnswer, *, siret: Siret, at: datetime) -> OperatorIdentity:
    """Read the identity in the answer of the Sirene repertory."""
    match answer:
        case FactsStated(facts=facts):
            return OperatorIdentity(siret, _state(facts), facts, messages_about(facts), at)
        case NoAnswer(detail=detail):
            return OperatorIdentity(siret, OperatorState.UNAVAILABLE, (), (SOURCE_SILENT.format(detail=detail),), at)
        case NothingKnown() | DeliveryRefused():
            return OperatorIdentity(siret, OperatorState.UNKNOWN, (), (NO_PUBLIC_DATA,), at)
        case _:
            assert_never(answer)


def messages_about(facts: tuple[StatedFact, ...]) -> tuple[str, ...]:
    """Give what the person must know about an establishment: closed, abroad, partly public."""
    messages = []
    if _value(facts, "administrative_state_code") == "F":
        closed_on = _value(facts, "closed_on")
        messages.append(CLOSED.format(since=f" depuis le {closed_on}" if closed_on else ""))
    if _value(facts, "legal_unit_state_code") == "C":
        messages.append(LEGAL_UNIT_CLOSED)
    if country := _value(facts, "country"):
        messages.append(ABROAD.format(country=country))
    if _value(facts, "diffusion_code") == "partiellement_diffusible":
        messages.append(PARTLY_PUBLIC)
    return tuple(messages)


def _state(facts: tuple[StatedFact, ...]) -> OperatorState:
    is_closed = _value(facts, "administrative_state_code") == "F" or _value(facts, "legal_unit_state_code") == "C"
    return OperatorState.CLOSED if is_closed else OperatorState.ACTIVE


def _value(facts: tuple[StatedFact, ...], code: str) -> str | None:
    return next((fact.value for fact in facts if fact.code == code), None)
