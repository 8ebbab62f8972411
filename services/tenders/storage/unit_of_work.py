"""The transaction of the tenders service, with its repositories."""

from services.tenders.storage.awards import SqlAwards
from services.tenders.storage.candidacies import SqlCandidacies
from services.tenders.storage.committees import SqlCommittees
from services.tenders.storage.contacts import SqlContacts
from services.tenders.storage.contract_life import SqlDutyRecords, SqlModifications, SqlServiceOrders, SqlSubcontracts
from services.tenders.storage.contracts import SqlContracts
from services.tenders.storage.documents import SqlDocuments
from services.tenders.storage.emails import SqlEmails
from services.tenders.storage.evaluations import SqlEvaluations, SqlInquiries
from services.tenders.storage.messages import SqlMessages
from services.tenders.storage.needs import SqlNeeds, SqlPassages
from services.tenders.storage.organisation_events import SqlOrganisationEvents
from services.tenders.storage.own_lists import SqlOwnLists
from services.tenders.storage.price_schedules import SqlPriceSchedules
from services.tenders.storage.questions import SqlQuestions
from services.tenders.storage.quotations import SqlQuotations
from services.tenders.storage.read_models import SqlCustodians, SqlOpenings
from services.tenders.storage.rectifications import SqlRectifications
from services.tenders.storage.registrations import SqlDownloads, SqlRegistrations
from services.tenders.storage.rejections import SqlReasonRequests, SqlRejections, SqlWinnerChecks
from services.tenders.storage.samples import SqlSamples
from services.tenders.storage.saved_searches import SqlSavedSearches
from services.tenders.storage.search_index import SearchIndex
from services.tenders.storage.tenders import SqlTenders
from services.tenders.storage.versions import SqlVersions
from services.tenders.storage.visits import SqlVisits
from services.tenders.storage.webhooks import SqlWebhooks
from shared.kernel.principal import Principal
from shared.storage.unit_of_work import SqlUnitOfWork


class TendersUnitOfWork(SqlUnitOfWork):
    """One transaction: repositories see what the principal of its scope may see."""

    tenders: SqlTenders
    versions: SqlVersions
    documents: SqlDocuments
    registrations: SqlRegistrations
    downloads: SqlDownloads
    rectifications: SqlRectifications
    questions: SqlQuestions
    visits: SqlVisits
    samples: SqlSamples
    custodians: SqlCustodians
    openings: SqlOpenings
    evaluations: SqlEvaluations
    inquiries: SqlInquiries
    candidacies: SqlCandidacies
    price_schedules: SqlPriceSchedules
    awards: SqlAwards
    contracts: SqlContracts
    modifications: SqlModifications
    service_orders: SqlServiceOrders
    subcontracts: SqlSubcontracts
    duty_records: SqlDutyRecords
    rejections: SqlRejections
    winner_checks: SqlWinnerChecks
    reason_requests: SqlReasonRequests
    committees: SqlCommittees
    messages: SqlMessages
    emails: SqlEmails
    search: SearchIndex
    public_changes: SearchIndex
    saved_searches: SqlSavedSearches
    own_lists: SqlOwnLists
    contacts: SqlContacts
    webhooks: SqlWebhooks
    organisation_events: SqlOrganisationEvents
    needs: SqlNeeds
    passages: SqlPassages
    quotations: SqlQuotations

    def bind(self) -> None:
        """Make the repositories on the open connection."""
        principal = self.scope.principal
        self.versions = SqlVersions(self.connection, self.clock)
        self.search = self.public_changes = SearchIndex(self.connection, self.clock, self.ids)
        self.tenders = SqlTenders(self.connection, principal, self.search.keep, self.versions.keep)
        self.documents = SqlDocuments(self.connection, principal)
        self.registrations = SqlRegistrations(self.connection)
        self.downloads = SqlDownloads(self.connection)
        self.rectifications = SqlRectifications(self.connection)
        self.questions = SqlQuestions(self.connection, principal)
        self.visits = SqlVisits(self.connection)
        self.samples = SqlSamples(self.connection, principal)
        self.custodians = SqlCustodians(self.connection, principal)
        self.openings = SqlOpenings(self.connection)
        self.evaluations = SqlEvaluations(self.connection)
        self.inquiries = SqlInquiries(self.connection)
        self.candidacies = SqlCandidacies(self.connection)
        self.price_schedules = SqlPriceSchedules(self.connection)
        self.messages = SqlMessages(self.connection, principal)
        self.emails = SqlEmails(self.connection)
        self.contacts = SqlContacts(self.connection)
        self.webhooks = SqlWebhooks(self.connection, principal)
        self.organisation_events = SqlOrganisationEvents(self.connection)
        self.needs = SqlNeeds(self.connection, principal)
        self.passages = SqlPassages(self.connection)
        self.quotations = SqlQuotations(self.connection, principal)
        self._bind_contracts(principal)
        self._bind_lists(principal)

    def _bind_contracts(self, principal: Principal) -> None:
        self.awards = SqlAwards(self.connection)
        self.contracts = SqlContracts(self.connection, principal)
        self.rejections = SqlRejections(self.connection)
        self.winner_checks = SqlWinnerChecks(self.connection)
        self.reason_requests = SqlReasonRequests(self.connection)
        self.committees = SqlCommittees(self.connection, principal)
        self.modifications = SqlModifications(self.connection)
        self.service_orders = SqlServiceOrders(self.connection)
        self.subcontracts = SqlSubcontracts(self.connection)
        self.duty_records = SqlDutyRecords(self.connection, principal)

    def _bind_lists(self, principal: Principal) -> None:
        self.own_lists = SqlOwnLists(self.connection, principal)
        self.saved_searches = SqlSavedSearches(self.connection, principal)
