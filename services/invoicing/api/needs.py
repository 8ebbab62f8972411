"""What the HTTP face needs of the service, and the limits that it publishes."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from fastapi import Request

from services.invoicing.domain.attachments import LARGEST
from services.invoicing.domain.portal_file import MOST_WAITING, WAITING_DAYS
from services.invoicing.ports import Antivirus, DocumentReader, DocumentWriter, InvoicePages, UnitOfWork
from services.invoicing.ports.portal_documents import PortalDocuments
from shared.http.commands import Commands
from shared.http.limits import MIB, Limit, LimitsTable
from shared.http.readiness import Check
from shared.kernel.principal import Principal
from shared.legal.table import LegalTable
from shared.observability import current_traceparent
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.unit_of_work import Scope
from shared.xml.parser import DEFAULT_LIMITS

INVOICE_BYTES = "invoice_bytes"
FLOW_BYTES = "flow_bytes"
PORTAL_FLOW_BYTES = "portal_flow_bytes"
PORTAL_BODY_BYTES = "portal_body_bytes"
PORTAL_FILE_BODY_BYTES = "portal_file_body_bytes"
FILE_BYTES = "file_bytes"
LIMITS = LimitsTable(
    [
        Limit(INVOICE_BYTES, 20 * MIB, "octets", "Facture, pièces jointes comprises"),
        Limit(FLOW_BYTES, 100 * MIB, "octets", "Dépôt de plusieurs factures (archive tar.gz)"),
        Limit(PORTAL_FLOW_BYTES, 120 * MIB, "octets", "Flux déposé par l'API Chorus Pro, une fois décodé"),
        Limit(PORTAL_BODY_BYTES, 161 * MIB, "octets", "Demande de l'API Chorus Pro qui porte un fichier en base64"),
        Limit(PORTAL_FILE_BODY_BYTES, 14 * MIB, "octets", "Demande de l'API Chorus Pro qui porte une pièce en base64"),
        Limit(FILE_BYTES, LARGEST, "octets", "Fichier ajouté à une facture"),
        Limit("files_waiting", MOST_WAITING, "éléments", "Fichiers d'une entreprise qu'aucune facture ne nomme encore"),
        Limit(
            "files_waiting_days", WAITING_DAYS, "jours", "Attente d'un fichier, détruit si aucune facture ne le nomme"
        ),
        Limit("xml_depth", DEFAULT_LIMITS.max_depth, "niveaux", "Imbrication d'une facture XML"),
        Limit("xml_nodes", DEFAULT_LIMITS.max_nodes, "éléments", "Éléments d'une facture XML"),
        Limit("xml_text", DEFAULT_LIMITS.max_text, "caractères", "Pièce jointe d'une facture XML, une fois encodée"),
    ]
)


class InvoicingApp(Protocol):
    """What the HTTP face needs of the service; `services.invoicing.wiring.App` is one."""

    @property
    def settings(self) -> Settings:
        """Give the settings of the platform."""
        ...

    @property
    def database(self) -> Database:
        """Give the service's database, whose pool sets how many handlers run at once."""
        ...

    def read_uow(self, scope: Scope) -> AbstractContextManager[UnitOfWork]:
        """Make a unit of work that only reads."""
        ...

    @property
    def commands(self) -> Commands[Any]:
        """Give the runner of commands, whose unit of work also satisfies `ports.UnitOfWork`."""
        ...

    @property
    def reader(self) -> DocumentReader:
        """Give the reader of invoice documents."""
        ...

    @property
    def writer(self) -> DocumentWriter:
        """Give the writer of invoice documents."""
        ...

    @property
    def pages(self) -> InvoicePages:
        """Give the writer of pages for people."""
        ...

    @property
    def portal_documents(self) -> PortalDocuments:
        """Give the maker of the portal's documents."""
        ...

    @property
    def antivirus(self) -> Antivirus:
        """Give who looks for malware in files."""
        ...

    @property
    def law(self) -> LegalTable:
        """Give the law."""
        ...

    @property
    def readiness(self) -> Sequence[Check]:
        """Give what must work before requests are received."""
        ...


def scope_of(request: Request, principal: Principal) -> Scope:
    """Give the scope of a read."""
    request_id: str = request.scope["plis.request_id"]
    return Scope(principal, request_id, traceparent=current_traceparent())
