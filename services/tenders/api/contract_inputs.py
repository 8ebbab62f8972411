"""What callers send about contracts: signature, transmission, notification, and contracts passed elsewhere."""

from typing import Annotated

from pydantic import StringConstraints

from services.tenders.api.buyer_kind import BuyerKindIn
from services.tenders.api.days import Day
from services.tenders.api.inputs import Identifier, In, LongText, ShortText
from services.tenders.domain.contracts import Contractor, NotificationMeans, RecordedRegime, SignatureForm
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.model import ContractKind
from services.tenders.handlers.contracts import NotifyContract, SignContract
from services.tenders.handlers.recorded_contracts import RecordContract
from shared.contracts.amount import Amount
from shared.kernel.cpv_code import CpvCode
from shared.kernel.ids import AwardId, ContractId, TenderId
from shared.kernel.siret import Siret
from shared.legal.buyers import BuyerKind

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]{1,16}$")]


class ContractIn(In):
    """The signature of the contract of an award, under the buyer's reference or one made for it."""

    award_id: Identifier
    reference: Reference | None = None
    form: SignatureForm = SignatureForm.HANDWRITTEN
    signed_on: Day | None = None
    function: ShortText | None = None

    def to_command(self, tender_id: TenderId) -> SignContract:
        """Give the command."""
        return SignContract(
            tender_id=tender_id,
            award_id=AwardId.parse(self.award_id),
            reference=self.reference,
            form=self.form,
            signed_on=self.signed_on,
            function=self.function,
        )


class AcknowledgementIn(In):
    """The prefect's acknowledgement, when the buyer transmitted through its own channel."""

    reference: ShortText
    received_on: Day

    def to_acknowledgement(self) -> Acknowledgement:
        """Give the acknowledgement."""
        return Acknowledgement(self.reference, self.received_on)


class TransmissionIn(In):
    """A transmission to the prefect: through the platform's channel, or already acknowledged elsewhere."""

    acknowledgement: AcknowledgementIn | None = None


class NotificationIn(In):
    """The notification: by a message of the platform, or by other means with its day of reception."""

    means: NotificationMeans = NotificationMeans.PLATFORM
    notified_on: Day | None = None
    note: LongText | None = None

    def to_command(self, contract_id: ContractId) -> NotifyContract:
        """Give the command."""
        return NotifyContract(contract_id, self.means, self.notified_on, self.note)


class RecordedContractIn(In):
    """A contract that was not passed here, with the facts that payment and open data need."""

    regime: RecordedRegime
    reference: Reference
    object: ShortText
    kind: ContractKind
    cpv: Annotated[str, StringConstraints(max_length=20)]
    buyer_name: ShortText
    buyer_kind: BuyerKindIn = BuyerKind.COMMUNE
    contractor_siret: Annotated[str, StringConstraints(max_length=20)]
    contractor_name: ShortText
    amount_excl_vat: Amount
    launched_on: Day
    signed_on: Day
    notified_on: Day
    acknowledgement: AcknowledgementIn | None = None
    note: LongText | None = None

    def to_command(self) -> RecordContract:
        """Give the command."""
        return RecordContract(
            regime=self.regime,
            reference=self.reference,
            object=self.object,
            kind=self.kind,
            cpv=CpvCode.parse(self.cpv),
            buyer_name=self.buyer_name,
            buyer_kind=self.buyer_kind,
            contractor=Contractor(Siret.parse(self.contractor_siret), self.contractor_name),
            amount_excl_vat=self.amount_excl_vat.to_money(),
            launched_on=self.launched_on,
            signed_on=self.signed_on,
            notified_on=self.notified_on,
            acknowledgement=None if self.acknowledgement is None else self.acknowledgement.to_acknowledgement(),
            note=self.note,
        )
