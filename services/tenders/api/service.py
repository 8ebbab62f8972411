"""What the routes need of the service; ``services.tenders.wiring.App`` is one."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from fastapi import Request

from services.tenders.ports import Platform, UnitOfWork
from services.tenders.ports.exports import TableWriter
from services.tenders.ports.feeds import FeedWriter
from services.tenders.ports.reports import ReportWriter
from services.tenders.ports.search import ConsultationSearch
from services.tenders.ports.views import ConsultationViews
from services.tenders.ports.webhooks import WebhookSecrets
from shared.http.commands import Commands
from shared.http.readiness import Check
from shared.kernel.principal import Principal
from shared.kernel.webhooks import Reach
from shared.legal import LegalTable
from shared.observability import current_traceparent
from shared.settings import Settings
from shared.storage.blobs import ByteStore
from shared.storage.unit_of_work import Scope


class TendersApp(Protocol):
    """The service, built by its wiring."""

    @property
    def settings(self) -> Settings:
        """The settings of the installation."""

    @property
    def platform(self) -> Platform:
        """What this installation allows."""

    @property
    def law(self) -> LegalTable:
        """The law, dated."""

    @property
    def commands(self) -> Commands[Any]:
        """The runner of commands; its unit of work satisfies ``ports.UnitOfWork``."""

    @property
    def open_uow(self) -> Callable[[Scope], AbstractContextManager[UnitOfWork]]:
        """The maker of units of work, for the reads of agents."""

    @property
    def views(self) -> ConsultationViews:
        """The reads of anybody."""

    @property
    def feeds(self) -> FeedWriter:
        """The writer of syndication feeds."""

    @property
    def search(self) -> ConsultationSearch:
        """The search of listed consultations."""

    @property
    def tables(self) -> TableWriter:
        """The writer of lists as files."""

    @property
    def documents(self) -> ByteStore:
        """The bytes of documents."""

    @property
    def transmits(self) -> bool:
        """Whether the platform has a channel to the prefect."""

    @property
    def reports(self) -> ReportWriter:
        """The writer of reports as files."""

    @property
    def webhook_reach(self) -> Reach:
        """Where webhooks may lead."""

    @property
    def webhook_secrets(self) -> WebhookSecrets:
        """The secrets of webhooks."""

    @property
    def readiness(self) -> Sequence[Check]:
        """What must work before requests are received."""

    @property
    def handler_places(self) -> int:
        """How many handlers run at once: the size of the database pool."""


def scope_of(request: Request, principal: Principal) -> Scope:
    """Give the scope of a read."""
    return Scope(principal, request.scope["plis.request_id"], traceparent=current_traceparent())
