"""The transaction of the invoicing service, with its repositories."""

from services.invoicing.domain.portal_connection import PortalConnection
from services.invoicing.domain.presented import ForwardingMandate
from services.invoicing.domain.seller import SellerProfile
from services.invoicing.storage import state_portal_tables, tables
from services.invoicing.storage.commitments import SqlCommitments
from services.invoicing.storage.contractor_answers import SqlContractorAnswers
from services.invoicing.storage.contracts import SqlContracts
from services.invoicing.storage.facts_by_siret import FactsBySiret
from services.invoicing.storage.feed import SqlFeeds
from services.invoicing.storage.flows import SqlFlows
from services.invoicing.storage.invoices import SqlInvoices
from services.invoicing.storage.judgings import SqlJudgings
from services.invoicing.storage.orders import SqlOrders
from services.invoicing.storage.portal_access import SqlPortalAccess
from services.invoicing.storage.portal_files import SqlPortalFiles
from services.invoicing.storage.portal_invoices import SqlPortalInvoices
from services.invoicing.storage.portal_numbers import SqlPortalNumbers
from services.invoicing.storage.portal_tables import portal_token
from services.invoicing.storage.presented import SqlPresentedInvoices
from services.invoicing.storage.recipients import SqlRecipients
from services.invoicing.storage.state_portal_invoices import SqlStatePortalInvoices
from services.invoicing.storage.state_portal_polls import SqlPortalPolls
from services.invoicing.storage.subcontracts import SqlSubcontracts
from shared.storage.access_tokens import SqlAccessTokens
from shared.storage.unit_of_work import SqlUnitOfWork


class InvoicingUnitOfWork(SqlUnitOfWork):
    """One transaction: repositories see what the principal may see."""

    contracts: SqlContracts
    subcontracts: SqlSubcontracts
    contractor_answers: SqlContractorAnswers
    orders: SqlOrders
    invoices: SqlInvoices
    judgings: SqlJudgings
    recipients: SqlRecipients
    commitments: SqlCommitments
    sellers: FactsBySiret[SellerProfile]
    flows: SqlFlows
    feeds: SqlFeeds
    portal_access: SqlPortalAccess
    portal_tokens: SqlAccessTokens
    portal_numbers: SqlPortalNumbers
    portal_invoices: SqlPortalInvoices
    portal_files: SqlPortalFiles
    portal_connections: FactsBySiret[PortalConnection]
    portal_polls: SqlPortalPolls
    state_portal_invoices: SqlStatePortalInvoices
    presented_invoices: SqlPresentedInvoices
    forwarding_mandates: FactsBySiret[ForwardingMandate]

    def bind(self) -> None:
        """Make the repositories on the open connection."""
        principal = self.scope.principal
        self.contracts = SqlContracts(self.connection, principal)
        self.subcontracts = SqlSubcontracts(self.connection)
        self.contractor_answers = SqlContractorAnswers(self.connection, principal)
        self.orders = SqlOrders(self.connection, principal)
        self.invoices = SqlInvoices(self.connection, principal, self.clock)
        self.judgings = SqlJudgings(self.connection)
        self.recipients = SqlRecipients(self.connection)
        self.commitments = SqlCommitments(self.connection, principal)
        self.sellers = FactsBySiret(self.connection, tables.seller, SellerProfile)
        self.flows = SqlFlows(self.connection, principal)
        self.feeds = SqlFeeds(self.connection)
        self.portal_access = SqlPortalAccess(self.connection)
        self.portal_tokens = SqlAccessTokens(self.connection, portal_token, holder="application_id")
        self.portal_numbers = SqlPortalNumbers(self.connection)
        self.portal_invoices = SqlPortalInvoices(self.connection, principal, self.clock)
        self.portal_files = SqlPortalFiles(self.connection, principal)
        self.portal_connections = FactsBySiret(self.connection, state_portal_tables.connection, PortalConnection)
        self.portal_polls = SqlPortalPolls(self.connection)
        self.state_portal_invoices = SqlStatePortalInvoices(self.connection)
        self.presented_invoices = SqlPresentedInvoices(self.connection, principal)
        self.forwarding_mandates = FactsBySiret(self.connection, state_portal_tables.mandate, ForwardingMandate)
