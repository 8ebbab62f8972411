"""What the law asks of a stage that the buyer opens: its minimum period, and equality between those who negotiate.

How many candidates go on is compared where they are selected (``candidate_selection.py``).

Sources: CCP R2161-8, R2161-15, R2162-50 (délais de réception des offres), R2161-17 and R2161-18 (négociation avec tous,
réduction annoncée du nombre d'offres), L3 (égalité de traitement). Read on 2026-11-23.
"""

from collections.abc import Collection
from datetime import date

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.law.answer import Level
from services.tenders.domain.model import Tender
from services.tenders.domain.procedures import DYNAMIC_PERIODS
from services.tenders.domain.stage_acts import Invitation
from services.tenders.domain.stages import StageKind
from shared.kernel.deadline import Deadline
from shared.kernel.paris import legal_day
from shared.kernel.siret import Siret
from shared.legal import LegalTable
from shared.legal.buyers import Capacity
from shared.legal.calendar import minimum_period


def stage_advices(
    tender: Tender, invitation: Invitation, *, respondents: Collection[Siret], sent_on: date, law: LegalTable
) -> tuple[Advice, ...]:
    """Compare an invitation with the law of its day; nothing here stops anybody.

    Raises:
        NoLegalValue: the table does not reach that day.
    """
    period = period_advice(tender, kind=invitation.kind, deadline=invitation.deadline, sent_on=sent_on, law=law)
    equality = equality_advice(invitation, respondents=respondents)
    return tuple(advice for advice in (period, equality) if advice is not None)


def period_advice(
    tender: Tender, *, kind: StageKind, deadline: Deadline, sent_on: date, law: LegalTable
) -> Advice | None:
    """Compare a deadline with the minimum period of its stage; None where the buyer sets it freely."""
    terms = tender.content.terms
    table = DYNAMIC_PERIODS if terms.parent_id is not None else tender.rules.periods
    rule = table.get(kind)
    identifier = None if rule is None else rule.entity if terms.capacity is Capacity.ENTITY else rule.authority
    if identifier is None:
        return None
    minimum = minimum_period(parameter_id=identifier, sent_on=sent_on, table=law)
    kept = legal_day(deadline.at) >= minimum.deadline_from
    return Advice(
        level=Level.INFORMATION if kept else Level.WARNING,
        what=f"Les entreprises invitées ont au moins {minimum.rule.whole} jours pour remettre leur offre.",
        code="TND-ADVICE-STAGE-PERIOD",
        conclusion=Conclusion.SATISFIED if kept else Conclusion.ATTENTION,
        article=minimum.rule.article,
        limit=str(minimum.rule.whole),
        confidence=minimum.rule.confidence,
        facts={"deadline": str(deadline), "deadline_from": minimum.deadline_from.isoformat()},
    )


def equality_advice(invitation: Invitation, *, respondents: Collection[Siret]) -> Advice | None:
    """Negotiation is with all those whose offer stands, unless the documents foresaw to reduce them (R2161-18)."""
    if invitation.kind is not StageKind.FINAL_OFFERS:
        return None
    everybody = set(respondents) <= set(invitation.invited)
    return Advice(
        level=Level.INFORMATION if everybody else Level.WARNING,
        what="La négociation se mène avec tous ceux dont l'offre demeure, sauf réduction annoncée.",
        code="TND-ADVICE-EQUALITY",
        conclusion=Conclusion.SATISFIED if everybody else Conclusion.ATTENTION,
        article="R2161-17",
        limit=str(len(set(respondents))),
        confidence="A",
        facts={"invited": str(len(invitation.invited))},
    )
