"""Every route of tenders, by subject. In one address space the first that fits answers: the order is kept."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter

from services.tenders.api.advice import advice_routes
from services.tenders.api.archive import archive_routes
from services.tenders.api.awards import award_act_routes, award_routes
from services.tenders.api.changes_feed import feed_routes
from services.tenders.api.committees import committee_routes, minutes_routes, session_act_routes, session_routes
from services.tenders.api.consultations import consultation_reads, consultation_writes
from services.tenders.api.contract_documents import signed_document_reads, signed_document_writes
from services.tenders.api.contract_life import execution_routes, modification_reads, modification_routes
from services.tenders.api.contracts import contract_routes, transmission_routes
from services.tenders.api.custodians import custodian_routes
from services.tenders.api.document_changes import document_reads, document_writes
from services.tenders.api.documents import download_routes, upload_routes
from services.tenders.api.duties import duty_routes, subcontract_routes
from services.tenders.api.evaluations import analysis_routes, method_routes, report_routes
from services.tenders.api.examinations import candidacy_routes, inquiry_routes
from services.tenders.api.messages import contact_routes, message_reads, message_writes, proof_routes
from services.tenders.api.needs import need_facts, need_reads, need_writes
from services.tenders.api.obligations import obligation_routes
from services.tenders.api.own_lists import own_list_routes
from services.tenders.api.presentation import presentation_routes
from services.tenders.api.price_schedules import priced_offer_reads, priced_offer_routes, schedule_routes
from services.tenders.api.questions import answer_routes, question_reads, question_routes
from services.tenders.api.quotation_reads import quotation_lists, quotation_reads
from services.tenders.api.quotations import quotation_ends, quotation_sendings, quotation_writes
from services.tenders.api.quotes import quote_downloads, quote_routes, quote_uploads
from services.tenders.api.registrations import register_routes, registration_routes
from services.tenders.api.rejections import reason_routes, rejection_routes, winner_check_routes
from services.tenders.api.samples import sample_reads, sample_routes
from services.tenders.api.saved_searches import saved_search_routes
from services.tenders.api.search import search_routes
from services.tenders.api.service import TendersApp
from services.tenders.api.stages import stage_reads, stage_routes
from services.tenders.api.templates import template_additions, template_routes
from services.tenders.api.transfers import transfer_routes
from services.tenders.api.versions import version_routes
from services.tenders.api.visits import booking_reads, booking_routes, visit_reads, visit_routes
from services.tenders.api.webhooks import webhook_reads, webhook_writes

_Make = Callable[[TendersApp], APIRouter]
_CONSULTATIONS: Final[tuple[_Make, ...]] = (
    consultation_writes,
    search_routes,
    feed_routes,
    own_list_routes,
    saved_search_routes,
    consultation_reads,
    advice_routes,
    presentation_routes,
    stage_routes,
    stage_reads,
    transfer_routes,
    version_routes,
    custodian_routes,
    obligation_routes,
)
_NEEDS_AND_QUOTATIONS: Final[tuple[_Make, ...]] = (
    need_writes,
    need_reads,
    need_facts,
    quotation_writes,
    quotation_sendings,
    quotation_ends,
    quotation_lists,
    quotation_reads,
    quote_routes,
    quote_uploads,
    quote_downloads,
)
_DOCUMENTS: Final[tuple[_Make, ...]] = (
    upload_routes,
    download_routes,
    document_writes,
    document_reads,
    archive_routes,
    template_routes,
    template_additions,
)
_EXCHANGES: Final[tuple[_Make, ...]] = (
    question_routes,
    answer_routes,
    question_reads,
    visit_routes,
    visit_reads,
    booking_routes,
    booking_reads,
    sample_routes,
    sample_reads,
    registration_routes,
    register_routes,
    message_writes,
    message_reads,
    proof_routes,
    contact_routes,
    webhook_writes,
    webhook_reads,
)
_ANALYSIS: Final[tuple[_Make, ...]] = (
    schedule_routes,
    priced_offer_routes,
    priced_offer_reads,
    method_routes,
    candidacy_routes,
    inquiry_routes,
    analysis_routes,
    report_routes,
)
_AWARDS: Final[tuple[_Make, ...]] = (
    award_routes,
    award_act_routes,
    rejection_routes,
    winner_check_routes,
    reason_routes,
    committee_routes,
    session_routes,
    session_act_routes,
    minutes_routes,
)
_CONTRACTS: Final[tuple[_Make, ...]] = (
    contract_routes,
    signed_document_writes,
    signed_document_reads,
    transmission_routes,
    modification_routes,
    modification_reads,
    execution_routes,
    subcontract_routes,
    duty_routes,
)


def tender_routers(app: TendersApp) -> list[APIRouter]:
    """Build the routers, subject by subject."""
    subjects = (_CONSULTATIONS, _NEEDS_AND_QUOTATIONS, _DOCUMENTS, _EXCHANGES, _ANALYSIS, _AWARDS, _CONTRACTS)
    return [make(app) for subject in subjects for make in subject]
