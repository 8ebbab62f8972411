"""Consultations that call from a framework agreement or a dynamic purchasing system (marchés subséquents, spécifiques).

Only its holders, or its admitted companies, are invited, and all of those of the lots concerned (R2162-10 1°,
R2162-49); nothing is called once it is over (R2162-5). Read on 2026-11-23.
"""

from collections.abc import Collection
from datetime import date

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Tender
from services.tenders.domain.procedures import Technique
from services.tenders.domain.states import TenderStatus
from shared.kernel.paris import display_day
from shared.kernel.refusal import Refusal
from shared.kernel.siret import Siret

_CALLABLE = {
    Technique.FRAMEWORK: frozenset({TenderStatus.OPENED, TenderStatus.AWARDED}),
    Technique.DYNAMIC_PURCHASING_SYSTEM: frozenset(
        {TenderStatus.PUBLISHED, TenderStatus.CLOSED, TenderStatus.OPENED, TenderStatus.AWARDED}
    ),
}


def refuse_call_off(call_off: Tender, *, parent: Tender, holders: Collection[Siret], today: date) -> Refusal | None:
    """Say why a consultation cannot call from its parent; ``holders`` are the companies that may be invited."""
    terms = parent.content.terms
    if parent.status not in _CALLABLE.get(terms.technique, frozenset()) or parent.buyer.siret != call_off.buyer.siret:
        return Refusal(code=Code.PARENT_INVALID, article="R2162-5", facts={"parent": str(parent.tender_id)})
    if terms.open_until is not None and today > terms.open_until:
        facts = {"until": display_day(terms.open_until), "today": display_day(today)}
        return Refusal(code=Code.PARENT_OVER, article="R2162-5", facts=facts)
    strangers = sorted(set(call_off.content.terms.invited or ()) - set(holders))
    if strangers:
        facts = {"companies": ", ".join(map(str, strangers))}
        return Refusal(code=Code.NOT_A_HOLDER, article="R2162-10", facts=facts)
    return None


def call_off_advice(call_off: Tender, *, holders: Collection[Siret]) -> Advice:
    """Compare the invited with all those who are to be consulted."""
    invited = set(call_off.content.terms.invited or ())
    everybody = set(holders) <= invited
    return Advice(
        code="TND-ADVICE-CALL-OFF",
        conclusion=Conclusion.SATISFIED if everybody else Conclusion.ATTENTION,
        article="R2162-10",
        limit=str(len(set(holders))),
        confidence="A",
        what="Tous les titulaires, ou tous les admis, du lot concerné sont consultés.",
        facts={"invited": str(len(invited))},
    )
