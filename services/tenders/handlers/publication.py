"""Publishing a consultation (publication), CCP R2131-12, R2132-2: the model of a handler in this code base.

A handler loads, decides with the pure domain, saves and announces, in that order, in the unit of work that the edge
opened and will commit. It knows neither HTTP, nor SQL, nor the broker.
"""

from services.tenders.domain import lifecycle
from services.tenders.domain.model import Tender
from services.tenders.domain.publication import PublicationFacts, publication_advices
from services.tenders.handlers.announcements import consultation_announced
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders_stages import TenderPublishedV2
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.legal import LegalTable


def publish_tender(tender_id: TenderId, *, uow: UnitOfWork, law: LegalTable) -> Tender:
    """Publish a draft; what the law of that day asks is compared and kept, and stops nobody.

    Raises:
        Refused: the consultation has no document, names unknown custodians, or its deadline is reached.
        NoLegalValue: the legal table does not reach that day.
    """
    uow.scope.principal.require(Right.PUBLISH)
    tender = uow.tenders.lock(tender_id)
    now = uow.clock.now()
    legal_now = tender.timeline.legal_at(now)
    launched_on = legal_day(legal_now)
    facts = PublicationFacts(
        documents=uow.documents.of_tender(tender_id),
        custodians=uow.custodians.registered(tender.content.custodians.custodian_ids),
        legal_now=legal_now,
    )
    advices = publication_advices(content=tender.content, launched_on=launched_on, law=law)
    published = lifecycle.publish(tender, facts=facts, advices=advices, now=now)
    uow.tenders.save(published)
    uow.publish(
        consultation_announced(
            TenderPublishedV2, published, documents=facts.documents, custodians=tuple(facts.custodians)
        )
    )
    uow.record("tender_published", str(tender_id), {"launched_on": launched_on.isoformat()})
    return published
