"""Advice on a consultation before an act, and the record of what people answered to it.

``pass_advices`` is what every advised act calls: publication, extension of the deadline, order of a purchase.
"""

from collections.abc import Sequence

from services.tenders.domain.advice import Advice
from services.tenders.domain.model import Tender
from services.tenders.domain.passages import AdvisedAct, Passage, PassageRecord, check_passage, record_of
from services.tenders.domain.publication_advice import DraftAdvice, NeedFacts, advise
from services.tenders.domain.states import TenderStatus
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.legal import LegalTable


def advise_tender(tender_id: TenderId, *, uow: UnitOfWork, law: LegalTable) -> DraftAdvice:
    """Say what the law asks of a consultation: of a draft, today; of a published one, what was said that day.

    Raises:
        NoLegalValue: the legal table does not reach that day.
    """
    tender = uow.tenders.get(tender_id)
    if tender.status is not TenderStatus.DRAFT and tender.publication is not None:
        return DraftAdvice(tender.publication.advices, ())
    return advice_of(tender, uow=uow, law=law)


def advice_of(tender: Tender, *, uow: UnitOfWork, law: LegalTable) -> DraftAdvice:
    """Compare a draft with the law of this legal day."""
    return advise(
        content=tender.content,
        buyer=tender.buyer,
        launched_on=legal_day(tender.timeline.legal_at(uow.clock.now())),
        law=law,
        need=need_facts(tender.tender_id, uow=uow),
    )


def need_facts(tender_id: TenderId, *, uow: UnitOfWork) -> NeedFacts | None:
    """Give the worksheet of a consultation as it stands now, with what was bought of its family besides."""
    link = uow.needs.of_tender(tender_id)
    if link is None:
        return None
    need = uow.needs.get(link.need_id)
    purchases = uow.needs.purchases(need.content)
    return NeedFacts(need, tuple(each for each in purchases if each.tender_id != tender_id))


def pass_advices(
    advices: Sequence[Advice], given: Passage, *, tender_id: TenderId, act: AdvisedAct, uow: UnitOfWork
) -> PassageRecord:
    """Check what a person answered to advices, keep it and write it in the journal.

    Raises:
        Refused: ``TND-ADVICE-UNACKNOWLEDGED``, ``TND-ADVICE-STOP``, ``TND-OVERRIDE-REASON``,
            ``TND-OVERRIDE-UNKNOWN``; ``HTTP-RIGHT-MISSING`` for a reason by somebody who may not publish.
    """
    check_passage(advices, given)
    if given.overrides:
        uow.scope.principal.require(Right.PUBLISH)
    record = record_of(advices, given, tender_id=tender_id, act=act, at=uow.clock.now())
    if not (record.acknowledged or record.overrides):
        return record
    uow.passages.add(record)
    if record.acknowledged:
        uow.record("advice_acknowledged", str(tender_id), {"act": act.value, "codes": ", ".join(record.acknowledged)})
    for override in record.overrides:
        facts = {"act": act.value, "code": override.code, "reason": override.reason}
        uow.record("advice_overridden", str(tender_id), facts)
    return record
