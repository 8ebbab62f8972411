"""What callers send about a contract in force: modifications, subcontracts, service orders, its end, duties done."""

from typing import Annotated

from pydantic import StringConstraints

from services.tenders.api.advice import PassageIn
from services.tenders.api.days import Day
from services.tenders.api.inputs import Identifier, In, LongText, ShortText
from services.tenders.domain.contracts import ContractEnd, Contractor, EndKind
from services.tenders.domain.duties import DutyCode
from services.tenders.domain.modifications import ModificationGround
from services.tenders.domain.service_orders import ServiceOrderKind
from services.tenders.domain.subcontracts import Declaration
from services.tenders.handlers.duties import RecordDuty
from services.tenders.handlers.modifications import SignModification
from services.tenders.handlers.service_orders import IssueServiceOrder
from services.tenders.handlers.subcontracts import AnswerSubcontract, DeclareSubcontract
from shared.contracts.amount import Amount
from shared.kernel.ids import ContractId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import SubcontractId

SiretText = Annotated[str, StringConstraints(max_length=20)]


class CompanyIn(In):
    """A company by its SIRET and its name."""

    siret: SiretText
    name: ShortText

    def to_contractor(self) -> Contractor:
        """Give the company."""
        return Contractor(Siret.parse(self.siret), self.name)


class ModificationIn(PassageIn):
    """A modification: its ground, what it changes, the difference of amount excluding VAT, answers to advices."""

    ground: ModificationGround
    object: ShortText
    reason: LongText
    amount: Amount
    signed_on: Day | None = None
    new_holder: CompanyIn | None = None
    opinion: ShortText | None = None

    def to_command(self, contract_id: ContractId) -> SignModification:
        """Give the command."""
        return SignModification(
            contract_id=contract_id,
            ground=self.ground,
            object=self.object,
            reason=self.reason,
            amount=self.amount.to_money(),
            signed_on=self.signed_on,
            new_holder=None if self.new_holder is None else self.new_holder.to_contractor(),
            opinion=self.opinion,
            passage=self.to_passage(),
        )


class SubcontractIn(In):
    """A declared subcontract (acte spécial, R2193-1, R2193-3); the amount is the most paid, including VAT."""

    subcontractor: CompanyIn
    address: ShortText
    services: LongText
    most_incl_vat: Amount
    payment_terms: LongText
    no_exclusion_declared: bool
    claims_free: bool
    received_on: Day | None = None

    def to_command(self, contract_id: ContractId) -> DeclareSubcontract:
        """Give the command."""
        declaration = Declaration(
            subcontractor=self.subcontractor.to_contractor(),
            address=self.address,
            services=self.services,
            most_incl_vat=self.most_incl_vat.to_money(),
            payment_terms=self.payment_terms,
            no_exclusion_declared=self.no_exclusion_declared,
            claims_free=self.claims_free,
        )
        return DeclareSubcontract(contract_id, declaration, self.received_on)


class SubcontractAnswerIn(In):
    """The buyer's answer to a declared subcontract; a refusal has its reason."""

    accepted: bool
    reason: LongText | None = None

    def to_command(self, contract_id: ContractId, subcontract_id: SubcontractId) -> AnswerSubcontract:
        """Give the command."""
        return AnswerSubcontract(contract_id, subcontract_id, self.accepted, self.reason)


class ServiceOrderIn(In):
    """A service order (ordre de service)."""

    kind: ServiceOrderKind
    subject: ShortText
    content: LongText
    effective_on: Day | None = None

    def to_command(self, contract_id: ContractId) -> IssueServiceOrder:
        """Give the command."""
        return IssueServiceOrder(contract_id, self.kind, self.subject, self.content, self.effective_on)


class ContractEndIn(In):
    """The end of the execution: completed, or terminated with its ground and its reason."""

    kind: EndKind
    ended_on: Day
    reason: LongText | None = None

    def to_end(self) -> ContractEnd:
        """Give the end."""
        return ContractEnd(self.kind, self.ended_on, self.reason)


class DutyRecordIn(In):
    """A duty done outside the platform: when, and under which reference (number of a notice, for instance)."""

    code: DutyCode
    object_id: Identifier
    done_on: Day
    reference: ShortText

    def to_command(self, file_id: str) -> RecordDuty:
        """Give the command."""
        return RecordDuty(file_id, self.code, self.object_id, self.done_on, self.reference)
