"""Every route of the simplified application, by subject. The first that fits answers: the order is kept."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter

from services.mps.api.candidacies import candidacy_reads, candidacy_requests
from services.mps.api.companies import company_routes
from services.mps.api.service import MpsApp

_Make = Callable[[MpsApp], APIRouter]
_COMPANIES: Final[tuple[_Make, ...]] = (company_routes,)
_CANDIDACIES: Final[tuple[_Make, ...]] = (candidacy_requests, candidacy_reads)


def mps_routers(app: MpsApp) -> list[APIRouter]:
    """Build the routers, subject by subject."""
    return [make(app) for subject in (_COMPANIES, _CANDIDACIES) for make in subject]
