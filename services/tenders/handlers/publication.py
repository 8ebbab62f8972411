"""Publishing a consultation (publication), CCP R2131-12, R2132-2: the model of a handler in this code base.

A handler loads, decides with the pure domain, saves and announces, in that order, in the unit of work that the edge
opened and will commit. It knows neither HTTP, nor SQL, nor the broker.
"""

from dataclasses import dataclass

from services.tenders.domain import lifecycle
from services.tenders.domain.model import Tender
from services.tenders.domain.passages import NO_PASSAGE, AdvisedAct, Passage
from services.tenders.domain.publication import PublicationFacts
from services.tenders.handlers.advice import advice_of, pass_advices
from services.tenders.handlers.announcements import consultation_announced
from services.tenders.handlers.call_offs import check_call_off
from services.tenders.handlers.selection_announcement import announce_selection
from services.tenders.handlers.stages import invite_first
from services.tenders.ports import UnitOfWork
from services.tenders.ports.needs import NeedLink
from shared.contracts.tenders_stages import TenderPublishedV3
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class PublishTender:
    """Command: publish a draft, with what its author says to the advices."""

    tender_id: TenderId
    passage: Passage = NO_PASSAGE


def publish_tender(command: PublishTender, *, uow: UnitOfWork, law: LegalTable) -> Tender:
    """Publish a draft; what the law of that day asks was read, passed where it had to be, and is kept.

    Raises:
        Refused: the consultation has no document, names unknown custodians, or its deadline is reached; an advice
            waits for an acknowledgement or a reason.
        NoLegalValue: the legal table does not reach that day.
    """
    uow.scope.principal.require(Right.PUBLISH)
    tender = uow.tenders.lock(command.tender_id)
    called = check_call_off(tender, uow=uow)
    now = uow.clock.now()
    legal_now = tender.timeline.legal_at(now)
    facts = PublicationFacts(
        documents=uow.documents.of_tender(tender.tender_id),
        custodians=uow.custodians.registered(tender.content.custodians.custodian_ids),
        legal_now=legal_now,
    )
    advices = (*advice_of(tender, uow=uow, law=law).advices, *called)
    # The impossible is refused before anybody is asked to read an advice.
    published = lifecycle.publish(tender, facts=facts, advices=advices, now=now)
    pass_advices(advices, command.passage, tender_id=tender.tender_id, act=AdvisedAct.PUBLICATION, uow=uow)
    uow.tenders.save(published)
    uow.publish(
        consultation_announced(
            TenderPublishedV3, published, documents=facts.documents, custodians=tuple(facts.custodians)
        )
    )
    announce_selection(published, uow=uow)
    invite_first(published, uow=uow)
    launched_on = legal_day(legal_now).isoformat()
    uow.record("tender_published", str(tender.tender_id), {"launched_on": launched_on, **_need(tender, uow=uow)})
    return published


def _need(tender: Tender, *, uow: UnitOfWork) -> dict[str, str]:
    """Keep which version of the worksheet stood at the sending (R2121-3)."""
    link = uow.needs.of_tender(tender.tender_id)
    if link is None:
        return {}
    need = uow.needs.get(link.need_id)
    uow.needs.link(NeedLink(tender.tender_id, need.need_id, need.version))
    return {"need": str(need.need_id), "need_version": str(need.version)}
