"""Requests of the reasons of a rejection (demande des motifs), CCP R2181-2, R2181-4: fifteen days to answer.

The day of reception does not count; the answer goes to the company alone.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.tenders.domain.errors import Code
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import ReasonRequestId, RejectionId
from shared.legal import LegalTable

PERIOD = "delai.motifs_rejet"


@dataclass(frozen=True, slots=True)
class ReasonRequest:
    """One request, its last day, and the answer once given."""

    request_id: ReasonRequestId
    tender_id: TenderId
    rejection_id: RejectionId
    tenderer_siret: Siret
    received_on: date
    due_on: date
    confidence: str
    answer: str | None = None
    answered_on: date | None = None


def due_date(*, received_on: date, law: LegalTable) -> tuple[date, str]:
    """Give the last day to answer a request, and how sure the period is."""
    rule = law.value(PERIOD, on=received_on)
    return received_on + timedelta(days=rule.whole), rule.confidence


def answer(request: ReasonRequest, *, text: str, today: date) -> ReasonRequest:
    """Keep the answer; late or not, it is due.

    Raises:
        Refused: ``TND-REASONS-ANSWERED`` when it was given already.
    """
    if request.answer is not None:
        refuse(Code.REASONS_ANSWERED, article="R2181-4")
    return replace(request, answer=text, answered_on=today)
