"""Legality control by the prefect (contrôle de légalité), CGCT L2131-1, L2131-2 4°, D2131-5-1; CCP R2182-5.

The contracts of local authorities from a dated threshold on are transmitted to the representative of the State, and
notified only afterwards. The value compared is that of the whole consultation, as estimated at its launch: counting
by lot or by operation is disputed, and this reading is the one that transmits more (said in every answer).
"""

from dataclasses import dataclass
from datetime import date

from services.tenders.domain.errors import Code
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.kernel.refusal import Refusal
from shared.legal import Confidence
from shared.legal.buyers import BuyerKind, ControlRule, profile_of

THRESHOLD = "controle_legalite.transmission"
PERIOD = "controle_legalite.delai_transmission"
ARTICLE = "CGCT L2131-2 4°, D2131-5-1"


@dataclass(frozen=True, slots=True)
class LegalityDuty:
    """Whether a contract must be transmitted, with the comparison that says so (EUR excluding VAT, ``>=``).

    ``days`` counts from the signature (CGCT L2131-13, L1411-9); None for a contract signed before it was kept.
    """

    applies: bool
    value: Money
    threshold: Money
    article: str
    confidence: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The prefect's acknowledgement of receipt (accusé de réception): its identifier and its legal day."""

    reference: str
    received_on: date


def legality_duty(*, buyer_kind: BuyerKind, value: Money, threshold: Money, confidence: str) -> LegalityDuty:
    """Say whether the contract must be transmitted; only local authorities and their bodies are concerned."""
    rule = profile_of(buyer_kind).control
    bound = rule.value is ControlRule.THRESHOLD
    sure = (
        max(Confidence(confidence), rule.confidence, key=lambda each: each.value) if bound else Confidence(confidence)
    )
    return LegalityDuty(
        applies=bound and value >= threshold,
        value=value,
        threshold=threshold,
        article=f"{rule.article}, D2131-5-1" if bound else ARTICLE,
        confidence=sure.value,
    )


def refuse_notification(*, duty: LegalityDuty, acknowledgement: Acknowledgement | None) -> Refusal | None:
    """A contract that must be transmitted is notified only once the transmission is acknowledged (R2182-5)."""
    if not duty.applies or acknowledgement is not None:
        return None
    facts = {"amount": duty.value.display(), "threshold": duty.threshold.display()}
    return Refusal(code=Code.LEGALITY_MISSING, article=f"R2182-5, {duty.article}", facts=facts)


def refuse_acknowledgement(*, acknowledgement: Acknowledgement, signed_on: date, today: date) -> Refusal | None:
    """An acknowledgement is dated from the signature on, and not in the future."""
    if signed_on <= acknowledgement.received_on <= today:
        return None
    facts = {"received_on": display_day(acknowledgement.received_on), "signed_on": display_day(signed_on)}
    return Refusal(code=Code.LEGALITY_DATE, article=ARTICLE, facts={**facts, "today": display_day(today)})
