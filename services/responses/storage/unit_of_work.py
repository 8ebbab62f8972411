"""The unit of work of responses: its repositories on one connection, for one principal."""

from services.responses.storage.consultations import SqlConsultations
from services.responses.storage.deposits import SqlDeposits
from services.responses.storage.openings import SqlOpenings
from services.responses.storage.tables import clocks, custodian, log, record, traces
from shared.kernel.principal import Principal
from shared.registers.count_policy import CountPolicy
from shared.registers.envelope import CopyPermission, Envelope
from shared.registers.power import Power
from shared.registers.retention import Destruction, Signature
from shared.storage.clock_offsets import SqlClockOffsets
from shared.storage.custodians import SqlCustodians
from shared.storage.groups import SqlGroups
from shared.storage.log import SqlLog
from shared.storage.record_store import Records
from shared.storage.traces import SqlTraces
from shared.storage.unit_of_work import SqlUnitOfWork


class ResponsesUnitOfWork(SqlUnitOfWork):
    """One transaction of responses (port ``UnitOfWork``)."""

    consultations: SqlConsultations
    custodians: SqlCustodians
    deposits: SqlDeposits
    holdings: SqlDeposits
    groups: SqlGroups
    log: SqlLog
    traces: SqlTraces
    clock_offsets: SqlClockOffsets
    openings: SqlOpenings
    envelopes: Records[Envelope]
    copy_permissions: Records[CopyPermission]
    powers: Records[Power]
    count_policies: Records[CountPolicy]
    signatures: Records[Signature]
    destructions: Records[Destruction]

    def bind(self) -> None:
        """Make the repositories."""
        principal = self.scope.principal
        self.consultations = SqlConsultations(self.connection)
        self.custodians = SqlCustodians(self.connection, custodian, principal)
        self.deposits = self.holdings = SqlDeposits(self.connection, principal)
        # Members of several companies read it: the handlers say who sees it.
        self.groups = SqlGroups(self.connection, record)
        self.log = SqlLog(self.connection, log)
        self.traces = SqlTraces(self.connection, traces)
        self.clock_offsets = SqlClockOffsets(self.connection, clocks)
        self.openings = SqlOpenings(self.connection, principal)
        self.envelopes = Records(self.connection, record, Envelope, principal)
        self.copy_permissions = Records(self.connection, record, CopyPermission, Principal.system("responses"))
        self.powers = Records(self.connection, record, Power, Principal.system("responses"))
        self.count_policies = Records(self.connection, record, CountPolicy, principal)
        self.signatures = Records(self.connection, record, Signature, principal)
        self.destructions = Records(self.connection, record, Destruction, principal)
