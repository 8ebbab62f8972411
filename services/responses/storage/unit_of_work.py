"""The unit of work of responses: its repositories on one connection, for one principal."""

from services.responses.storage.consultations import SqlConsultations
from services.responses.storage.custodians import SqlCustodians
from services.responses.storage.deposits import SqlDeposits
from services.responses.storage.openings import SqlOpenings
from services.responses.storage.tables import log
from shared.storage.log import SqlLog
from shared.storage.unit_of_work import SqlUnitOfWork


class ResponsesUnitOfWork(SqlUnitOfWork):
    """One transaction of responses (port ``UnitOfWork``)."""

    consultations: SqlConsultations
    custodians: SqlCustodians
    deposits: SqlDeposits
    log: SqlLog
    openings: SqlOpenings

    def bind(self) -> None:
        """Make the repositories."""
        principal = self.scope.principal
        self.consultations = SqlConsultations(self.connection)
        self.custodians = SqlCustodians(self.connection, principal)
        self.deposits = SqlDeposits(self.connection, principal)
        self.log = SqlLog(self.connection, log)
        self.openings = SqlOpenings(self.connection, principal)
