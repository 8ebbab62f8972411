"""Every route of the simplified application, by subject. The first that fits answers: the order is kept."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter

from services.mps.api.attestations import buyer_attestations, company_attestations
from services.mps.api.candidacies import candidacy_reads, candidacy_requests
from services.mps.api.companies import company_routes
from services.mps.api.dume import dume_of_buyers, dume_of_companies
from services.mps.api.editors import editor_declarations, platform_ends
from services.mps.api.espd import espd_of_candidacies, espd_readings, espd_verdicts
from services.mps.api.espd_requests import espd_imports, espd_parties, espd_requests
from services.mps.api.examinations import candidate_papers, examination_reads, examination_writes
from services.mps.api.expectations import expectation_routes
from services.mps.api.forms import form_ends, form_reads, form_writes
from services.mps.api.groupings import grouping_routes, invitation_routes
from services.mps.api.hearings import hearing_drafts, hearing_reads, hearing_writes
from services.mps.api.indicators import indicator_routes
from services.mps.api.pages.application import application_pages
from services.mps.api.pages.market import market_pages
from services.mps.api.pages.papers import application_copies, application_papers
from services.mps.api.papers import paper_routes, paper_uploads
from services.mps.api.platform_new_links import editor_links
from services.mps.api.platforms import (
    editor_application_declarations,
    editor_applications,
    editor_markets,
    editor_notifications,
    editor_tokens,
)
from services.mps.api.representation import representation_routes
from services.mps.api.requirements import requirement_routes
from services.mps.api.service import MpsApp
from services.mps.api.vigilance import vigilance_routes

_Make = Callable[[MpsApp], APIRouter]
_COMPANIES: Final[tuple[_Make, ...]] = (company_routes,)
_CANDIDACIES: Final[tuple[_Make, ...]] = (candidacy_requests, candidacy_reads, expectation_routes, vigilance_routes)
_FORMS: Final[tuple[_Make, ...]] = (
    form_reads,
    form_writes,
    form_ends,
    paper_uploads,
    paper_routes,
    grouping_routes,
    invitation_routes,
    requirement_routes,
    representation_routes,
)
_BUYERS: Final[tuple[_Make, ...]] = (
    examination_writes,
    examination_reads,
    candidate_papers,
    hearing_writes,
    hearing_drafts,
    hearing_reads,
)
_ATTESTATIONS: Final[tuple[_Make, ...]] = (company_attestations, buyer_attestations, indicator_routes)
_ESPD: Final[tuple[_Make, ...]] = (
    espd_of_candidacies,
    espd_verdicts,
    espd_readings,
    espd_requests,
    espd_parties,
    espd_imports,
    dume_of_buyers,
    dume_of_companies,
)
_PLATFORMS: Final[tuple[_Make, ...]] = (
    editor_tokens,
    editor_markets,
    editor_application_declarations,
    editor_applications,
    editor_links,
    editor_notifications,
    editor_declarations,
    platform_ends,
    market_pages,
    application_pages,
    application_papers,
    application_copies,
)


def mps_routers(app: MpsApp) -> list[APIRouter]:
    """Build the routers, subject by subject."""
    return [
        make(app)
        for subject in (_COMPANIES, _CANDIDACIES, _FORMS, _BUYERS, _ATTESTATIONS, _ESPD, _PLATFORMS)
        for make in subject
    ]
