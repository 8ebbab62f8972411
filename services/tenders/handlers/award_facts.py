"""What an award needs to know of its consultation: the legal day, the organ that the law expects."""

from datetime import date

from services.tenders.domain.model import ContractKind, Tender
from services.tenders.domain.organs import OrganFacts
from services.tenders.ports import UnitOfWork
from shared.kernel.paris import legal_day
from shared.legal import LegalTable
from shared.legal.buyers import CommitteeRule, profile_of


def legal_today(tender: Tender, *, uow: UnitOfWork) -> date:
    """Give the legal day of the consultation, now."""
    return legal_day(tender.timeline.legal_at(uow.clock.now()))


def organ_facts(tender: Tender, law: LegalTable) -> OrganFacts:
    """Compare the buyer and the value of the need with the law of the launch day (CGCT L1414-2)."""
    profile = profile_of(tender.buyer.kind)
    works = tender.content.kind is ContractKind.WORKS
    threshold = law.value(profile.eu.value.threshold(works=works), on=tender.launched_on)
    return OrganFacts(
        has_committee=profile.committee.value is CommitteeRule.REQUIRED,
        formal=tender.content.procedure.is_formal,
        value=tender.content.estimated_value,
        threshold=threshold.money,
        confidence=profile.committee.confidence,
    )
