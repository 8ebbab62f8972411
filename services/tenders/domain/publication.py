"""What a consultation needs to be published (publication), CCP R2131-12, R2132-2, L2152-7; design sections 4 and 8.2.

``refuse_publication`` names the states that cannot exist: no document, unknown custodians, a deadline already
reached. What the law asks besides is advised (``publication_advice.py``) and decided by people (``passages.py``).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.tenders.domain.custodians import Custodian, unknown_custodians
from services.tenders.domain.deadlines import refuse_reached_deadline
from services.tenders.domain.documents import ProcurementDocument
from services.tenders.domain.errors import Code
from services.tenders.domain.model import TenderContent
from services.tenders.domain.term_checks import refuse_incomplete_terms
from shared.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """What is looked at besides the content: documents, registered custodians of the buyer, and legal time."""

    documents: Sequence[ProcurementDocument]
    custodians: Collection[Custodian]
    legal_now: datetime


def refuse_publication(*, content: TenderContent, facts: PublicationFacts) -> Refusal | None:
    """Give the first reason for which this consultation cannot be published, if there is one."""
    if not facts.documents:
        return Refusal(code=Code.DOCUMENTS_NONE, article="R2132-2")
    incomplete = refuse_incomplete_terms(content.terms, procedure=content.procedure)
    if incomplete is not None:
        return incomplete
    unknown = unknown_custodians(policy=content.custodians, registered=facts.custodians)
    if unknown:
        return Refusal(code=Code.CUSTODIANS_UNKNOWN, facts={"custodians": ", ".join(map(str, unknown))})
    return refuse_reached_deadline(deadline=content.submission_deadline, legal_now=facts.legal_now)
