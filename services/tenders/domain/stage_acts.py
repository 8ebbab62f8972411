"""The acts that make a consultation pass from one stage to the next (invitation, offres finales, fenêtres du SAD).

A later stage begins once the previous one was opened: the companies invited are among those that answered it, their
deadline is the same for all, and the stage receives nothing from anybody else.

Sources: CCP R2144-8 and R2144-9 (invitation à soumissionner), R2123-5, R2161-17 to -20 (négociation), R2161-29 to -31
(dialogue), R2162-43 (système d'acquisition dynamique). Read on 2026-11-23.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.tenders.domain.deadlines import refuse_reached_deadline
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.lifecycle import transition, with_current_stage
from services.tenders.domain.model import Tender
from services.tenders.domain.procedures import Negotiation, Technique
from services.tenders.domain.stages import FOLLOWING, Stage, StageKind
from services.tenders.domain.states import TenderAction
from services.tenders.domain.terms import NegotiationPlan
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.refusal import Refusal, refuse
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class Invitation:
    """The stage that the buyer opens: what for, for whom, until when; ``reason`` lets a negotiation pass the rule."""

    stage_id: TenderId
    kind: StageKind
    invited: tuple[Siret, ...]
    deadline: Deadline
    reason: str | None = None


def open_stage(tender: Tender, invitation: Invitation, *, respondents: Collection[Siret], now: datetime) -> Tender:
    """Invite companies that answered the last stage to the next one; ``respondents`` are all those that did.

    Raises:
        Refused: the last stage is not opened, the next cannot be of that kind, negotiation was not foreseen, a
            company did not answer before, or the deadline is reached.
    """
    current = tender.current_stage
    refuse_if(refuse_order(tender, invitation.kind))
    following = transition(tender, TenderAction.OPEN_STAGE)
    if invitation.kind is StageKind.FINAL_OFFERS and invitation.reason is None:
        refuse_if(refuse_negotiation(tender))
    _check_invited(invitation.invited, respondents)
    refuse_if(refuse_reached_deadline(deadline=invitation.deadline, legal_now=tender.timeline.legal_at(now)))
    stage = Stage(
        stage_id=invitation.stage_id,
        number=current.number + 1,
        kind=invitation.kind,
        receives=invitation.kind.receives,
        deadline=invitation.deadline,
        deadline_version=1,
        invited=invitation.invited,
        announced_at=now,
    )
    return replace(following, later_stages=(*tender.later_stages, stage))


def roll_over(tender: Tender, *, stage_id: TenderId, now: datetime) -> Tender:
    """Begin the next window of a dynamic purchasing system, as long as the one that ends (R2162-43).

    The ended window is closed and opened by its custodians while the next one already receives candidacies.
    """
    ended = replace(tender.current_stage, closed_at=now)
    following = with_current_stage(transition(tender, TenderAction.ROLL_OVER), ended)
    window = Stage(
        stage_id=stage_id,
        number=ended.number + 1,
        kind=ended.kind,
        receives=ended.receives,
        deadline=Deadline(ended.deadline.at + _window(tender)),
        deadline_version=1,
        announced_at=now,
    )
    return replace(following, later_stages=(*following.later_stages, window))


def _window(tender: Tender) -> timedelta:
    """Give how long a window lasts: as long as the first one did, in legal time."""
    assert tender.publication is not None, "a draft has no window"  # noqa: S101 - programmer error, not input
    return tender.content.submission_deadline.at - tender.timeline.legal_at(tender.publication.published_at)


def rolls_over(tender: Tender, *, legal_now: datetime) -> bool:
    """Say whether the closing of the running stage begins another window: a dynamic system before its end."""
    terms = tender.content.terms
    if terms.technique is not Technique.DYNAMIC_PURCHASING_SYSTEM or terms.open_until is None:
        return False
    return legal_day(legal_now) < terms.open_until


def record_opening(tender: Tender, *, stage_id: TenderId, now: datetime) -> Tender:
    """Note that the responses of a stage have been opened; of an earlier stage, the running one is not disturbed."""
    if stage_id == tender.current_stage.stage_id:
        opened = replace(tender.current_stage, opened_at=tender.current_stage.opened_at or now)
        return with_current_stage(transition(tender, TenderAction.RECORD_OPENING), opened)
    stages = tuple(
        replace(stage, opened_at=stage.opened_at or now) if stage.stage_id == stage_id else stage
        for stage in tender.later_stages
    )
    return replace(transition(tender, TenderAction.RECORD_EARLIER_OPENING), later_stages=stages)


def refuse_order(tender: Tender, kind: StageKind) -> Refusal | None:
    """Say why a stage of that kind cannot follow; a dynamic system invites by consultations of their own."""
    current = tender.current_stage.kind
    dynamic = tender.content.terms.technique is Technique.DYNAMIC_PURCHASING_SYSTEM
    if kind in FOLLOWING[current] and not dynamic:
        return None
    return Refusal(code=Code.STAGE_ORDER, article=tender.rules.article, facts={"current": current, "proposed": kind})


def refuse_negotiation(tender: Tender) -> Refusal | None:
    """Say why final offers cannot be asked: the procedure forbids to negotiate, or it was not announced (R2123-5)."""
    plan, rules = tender.content.terms.negotiation, tender.rules
    announced = rules.negotiation is Negotiation.IF_ANNOUNCED and plan is not NegotiationPlan.NONE
    if rules.negotiation is Negotiation.FORESEEN or announced:
        return None
    facts = {"procedure": tender.content.procedure.value, "plan": plan.value}
    return Refusal(code=Code.STAGE_NEGOTIATION, article=rules.negotiation_article, facts=facts)


def _check_invited(invited: Collection[Siret], respondents: Collection[Siret]) -> None:
    if not invited:
        refuse(Code.INVITED_NONE, article="R2144-8")
    if len(set(invited)) != len(invited):
        refuse(Code.TERMS_INVITED, count=len(invited))
    strangers = sorted(set(invited) - set(respondents))
    if strangers:
        refuse(Code.STAGE_INVITED, article="R2144-8", companies=", ".join(map(str, strangers)))
