"""Every route of invoicing, by subject. In one address space the first that fits answers: the order is kept."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter

from services.invoicing.api.contractor_routes import contractor_routes
from services.invoicing.api.cpro.routes import cpro_routes, token_routes
from services.invoicing.api.decision_routes import decision_routes
from services.invoicing.api.draft_routes import draft_routes, seller_routes
from services.invoicing.api.feed_routes import feed_routes
from services.invoicing.api.file_routes import file_routes
from services.invoicing.api.flow_routes import flow_routes
from services.invoicing.api.invoice_routes import invoice_routes
from services.invoicing.api.judging_routes import judging_operator_routes, judging_routes
from services.invoicing.api.needs import InvoicingApp
from services.invoicing.api.order_routes import order_routes
from services.invoicing.api.page_routes import page_routes
from services.invoicing.api.portal_connection_routes import portal_connection_routes
from services.invoicing.api.portal_routes import portal_operator_routes
from services.invoicing.api.presented_routes import mandate_routes, presented_routes
from services.invoicing.api.recipient_routes import commitment_routes, recipient_routes
from services.invoicing.api.routing_routes import routing_routes

_Make = Callable[[InvoicingApp], APIRouter]
_ORDERS: Final[tuple[_Make, ...]] = (order_routes, seller_routes, draft_routes)
_INVOICES: Final[tuple[_Make, ...]] = (
    invoice_routes, page_routes, decision_routes, routing_routes, file_routes, flow_routes,
    contractor_routes, judging_routes,
)  # fmt: skip
_RECIPIENTS: Final[tuple[_Make, ...]] = (recipient_routes, commitment_routes)
_PORTAL: Final[tuple[_Make, ...]] = (portal_operator_routes, judging_operator_routes, token_routes, cpro_routes)
_DOORS: Final[tuple[_Make, ...]] = (portal_connection_routes, presented_routes, mandate_routes)
_FEEDS: Final[tuple[_Make, ...]] = (feed_routes,)


def invoicing_routers(app: InvoicingApp) -> list[APIRouter]:
    """Build the routers, subject by subject."""
    subjects = (_RECIPIENTS, _ORDERS, _INVOICES, _PORTAL, _DOORS, _FEEDS)
    return [make(app) for subject in subjects for make in subject]
