"""What a consultation needs to be published (publication), CCP R2131-12, R2132-2, L2152-7; design sections 4 and 8.2.

``refuse_publication`` names the states that cannot exist: no document, unknown custodians, a deadline already
reached. ``publication_advices`` compares with the law of the launch day and never stops anybody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.custodians import Custodian, unknown_custodians
from services.tenders.domain.deadlines import minimum_period_advice, refuse_reached_deadline
from services.tenders.domain.documents import ProcurementDocument
from services.tenders.domain.errors import Code
from services.tenders.domain.model import CriterionKind, TenderContent
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.term_checks import refuse_incomplete_terms
from shared.kernel.refusal import Refusal
from shared.legal import LegalTable, LegalValue
from shared.legal.calendar import minimum_period

PERIOD_OPEN_ELECTRONIC = "delai.ao_ouvert.electronique"
ENVIRONMENTAL_CRITERION = "rule.critere_environnemental_obligatoire"


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


def publication_advices(*, content: TenderContent, launched_on: date, law: LegalTable) -> tuple[Advice, ...]:
    """Say what the law of the launch day asks of this consultation, limit by limit.

    Raises:
        NoLegalValue: the table does not reach that day.
    """
    advices = [environmental_advice(content=content, rule=law.value(ENVIRONMENTAL_CRITERION, on=launched_on))]
    if content.procedure is ProcedureType.OPEN:
        # Responses are always electronic here: the minimum is that of R2161-3 2°.
        minimum = minimum_period(parameter_id=PERIOD_OPEN_ELECTRONIC, sent_on=launched_on, table=law)
        advices.append(minimum_period_advice(deadline=content.submission_deadline, minimum=minimum))
    return tuple(advices)


def environmental_advice(*, content: TenderContent, rule: LegalValue) -> Advice:
    """From the day the switch is on, one criterion at least looks at the environment (L2152-7, loi Climat art. 35)."""
    present = any(criterion.kind is CriterionKind.ENVIRONMENTAL for criterion in content.criteria)
    kept = present or not rule.flag
    return Advice(
        code="TND-ADVICE-ENVIRONMENT",
        conclusion=Conclusion.SATISFIED if kept else Conclusion.ATTENTION,
        article=rule.article,
        limit=str(int(rule.flag)),
        confidence=rule.confidence,
        facts={"environmental_criteria": str(int(present))},
    )
