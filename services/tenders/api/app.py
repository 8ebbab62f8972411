"""The HTTP application of tenders, under ``/tenders``."""

from typing import Final

from fastapi import FastAPI

from services.tenders.api.advice import advice_routes
from services.tenders.api.archive import archive_routes
from services.tenders.api.awards import award_act_routes, award_routes
from services.tenders.api.changes_feed import feed_routes
from services.tenders.api.committees import committee_routes, minutes_routes, session_act_routes, session_routes
from services.tenders.api.consultations import consultation_reads, consultation_writes
from services.tenders.api.content_limits import CONTENT_LIMITS
from services.tenders.api.contract_documents import signed_document_reads, signed_document_writes
from services.tenders.api.contract_life import execution_routes, modification_routes
from services.tenders.api.contracts import contract_routes, transmission_routes
from services.tenders.api.custodians import custodian_routes
from services.tenders.api.document_changes import document_reads, document_writes
from services.tenders.api.documents import CONSULTATION_BYTES, DOCUMENT_BYTES, download_routes, upload_routes
from services.tenders.api.duties import duty_routes, subcontract_routes
from services.tenders.api.errors import TEXTS
from services.tenders.api.evaluations import REPORT_LINES, analysis_routes, method_routes, report_routes
from services.tenders.api.examinations import candidacy_routes, inquiry_routes
from services.tenders.api.exports import EXPORT_ROWS
from services.tenders.api.messages import contact_routes, message_reads, message_writes, proof_routes
from services.tenders.api.messages_inputs import MESSAGE_LIMITS
from services.tenders.api.needs import need_facts, need_reads, need_writes
from services.tenders.api.needs_inputs import NEED_LIMITS
from services.tenders.api.obligations import obligation_routes
from services.tenders.api.own_lists import own_list_routes
from services.tenders.api.presentation import presentation_routes
from services.tenders.api.price_schedules import (
    SCHEDULE_BYTES,
    SCHEDULE_LINES,
    priced_offer_reads,
    priced_offer_routes,
    schedule_routes,
)
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
from services.tenders.domain.documents import DOCUMENTS_OF_TENDER
from services.tenders.domain.registrations import CONFIRMATIONS_PER_DAY
from services.tenders.domain.visits import VISITS_OF_TENDER
from shared.http.app import service_app
from shared.http.limits import GIB, Limit, LimitsTable
from shared.http.security import Security

DESCRIPTION: Final = (
    "La consultation, ses documents, l'analyse des offres, l'attribution et le marché. La lecture des consultations "
    "publiées et le téléchargement des documents sont libres, directs et sans compte (article R2132-2 du code de la "
    "commande publique)."
)
_DOCUMENTS: Final = (
    Limit(DOCUMENT_BYTES, 5 * GIB, "octets", "Document de la consultation"),
    Limit(CONSULTATION_BYTES, 50 * GIB, "octets", "Toutes les versions des documents d'une consultation"),
    Limit("document_versions", DOCUMENTS_OF_TENDER, "éléments", "Versions de documents d'une consultation"),
    Limit("visits", VISITS_OF_TENDER, "éléments", "Visites d'une consultation"),
    Limit("registration_confirmations_per_day", CONFIRMATIONS_PER_DAY, "éléments", "Confirmations vers une adresse"),
)


def create_app(app: TendersApp, security: Security) -> FastAPI:
    """Build the application from what the wiring made."""
    ceiling = app.platform.ceiling
    limits = [
        *_DOCUMENTS,
        *CONTENT_LIMITS,
        *MESSAGE_LIMITS,
        *NEED_LIMITS,
        EXPORT_ROWS,
        SCHEDULE_BYTES,
        SCHEDULE_LINES,
        REPORT_LINES,
        Limit("response_file_bytes", ceiling.max_file_bytes, "octets", "Fichier d'un pli, au plus"),
        Limit("response_deposit_bytes", ceiling.max_deposit_bytes, "octets", "Ensemble d'un pli, au plus"),
    ]
    return service_app(
        service="tenders",
        title="Plis : consultations et marchés",
        description=DESCRIPTION,
        routers=[
            consultation_writes(app),
            search_routes(app),
            feed_routes(app),
            own_list_routes(app),
            saved_search_routes(app),
            consultation_reads(app),
            advice_routes(app),
            need_writes(app),
            need_reads(app),
            need_facts(app),
            quotation_writes(app),
            quotation_sendings(app),
            quotation_ends(app),
            quotation_lists(app),
            quotation_reads(app),
            quote_routes(app),
            quote_uploads(app),
            quote_downloads(app),
            presentation_routes(app),
            stage_routes(app),
            stage_reads(app),
            transfer_routes(app),
            version_routes(app),
            custodian_routes(app),
            obligation_routes(app),
            upload_routes(app),
            download_routes(app),
            document_writes(app),
            document_reads(app),
            archive_routes(app),
            question_routes(app),
            answer_routes(app),
            question_reads(app),
            visit_routes(app),
            visit_reads(app),
            booking_routes(app),
            booking_reads(app),
            sample_routes(app),
            sample_reads(app),
            template_routes(app),
            template_additions(app),
            registration_routes(app),
            register_routes(app),
            schedule_routes(app),
            priced_offer_routes(app),
            priced_offer_reads(app),
            method_routes(app),
            candidacy_routes(app),
            inquiry_routes(app),
            analysis_routes(app),
            report_routes(app),
            award_routes(app),
            award_act_routes(app),
            rejection_routes(app),
            winner_check_routes(app),
            reason_routes(app),
            committee_routes(app),
            session_routes(app),
            session_act_routes(app),
            minutes_routes(app),
            contract_routes(app),
            signed_document_writes(app),
            signed_document_reads(app),
            transmission_routes(app),
            modification_routes(app),
            execution_routes(app),
            subcontract_routes(app),
            duty_routes(app),
            message_writes(app),
            message_reads(app),
            proof_routes(app),
            contact_routes(app),
            webhook_writes(app),
            webhook_reads(app),
        ],
        security=security,
        readiness=app.readiness,
        limits=LimitsTable(limits),
        texts=TEXTS,
        handlers=app.handler_places,
        sandbox=app.settings.sandbox,
        development=app.settings.dev,
    )
