"""The contract (marché) from its signature to its notification, CCP L1111-1, R2182-3 to R2182-5.

Days are legal days (Europe/Paris, on the timeline of the consultation). The contract takes effect on the day it is
notified; from then on the winner is the contractor (titulaire). A signature by hand, scanned, is as lawful as an
electronic one. A contract passed outside the platform is recorded, with the reason why it is not covered.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from services.tenders.domain.awards import Award
from services.tenders.domain.documents import StoredBytes
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.legality import (
    Acknowledgement,
    LegalityDuty,
    refuse_acknowledgement,
    refuse_notification,
)
from services.tenders.domain.model import Buyer, ContractKind, Lot, Tender
from services.tenders.domain.states import ContractAction, ContractStatus, next_contract_status
from shared.kernel.ids import AwardId, ContractId, TenderId
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Contractor:
    """The company bound by the contract (titulaire, R2182-4)."""

    siret: Siret
    name: str


class SignatureForm(StrEnum):
    """How the contract was signed; both are lawful (R2182-3: "may" be electronic)."""

    HANDWRITTEN = "handwritten"  # by hand, then scanned
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class Signature:
    """The buyer's signature: its form, the legal day, the function of the signatory, never a name."""

    form: SignatureForm
    signed_on: date
    function: str | None = None


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """The signed contract as a file, with its digest; its bytes are in the store of documents."""

    name: str
    media_type: str
    content: StoredBytes


class NotificationMeans(StrEnum):
    """How the contract was notified."""

    PLATFORM = "platform"  # a message of the platform, with its proof
    OTHER = "other"  # registered letter, hand-over against a receipt


@dataclass(frozen=True, slots=True)
class Notification:
    """The proof of the notification (R2182-4): the legal day, the means, the message or what stands for it."""

    means: NotificationMeans
    notified_on: date
    message_id: str | None = None
    note: str | None = None


class RecordedRegime(StrEnum):
    """Why a contract was not passed on the platform, hence is only recorded."""

    CONCESSION = "concession"  # third part of the Code
    DEFENCE = "defence"  # Livre III
    IN_HOUSE = "in_house"  # L2511-1
    EXCLUDED = "excluded"  # L2512-1
    EARLIER = "earlier"  # passed before the buyer came here
    ELSEWHERE = "elsewhere"  # passed with other means


class EndKind(StrEnum):
    """How the execution of a contract ended."""

    COMPLETED = "completed"  # réception, fin d'exécution
    FAULT = "fault"  # résiliation pour faute, L2195-3 1°
    PUBLIC_INTEREST = "public_interest"  # résiliation pour motif d'intérêt général, L2195-3 2°
    FORCE_MAJEURE = "force_majeure"  # L2195-2
    IRREGULARITY = "irregularity"  # L2195-4 to L2195-6

    @property
    def is_termination(self) -> bool:
        """Say whether the contract was terminated before its end (résiliation, L2195-1)."""
        return self is not EndKind.COMPLETED


@dataclass(frozen=True, slots=True)
class ContractEnd:
    """The end of the execution: the legal day from which documents are kept (R2184-13), and why."""

    kind: EndKind
    ended_on: date
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """One signed contract for one lot, with all that other services need to know of it.

    ``tender_id``, ``award_id`` and ``legality`` are None, and ``regime`` is not, for a recorded contract.
    """

    contract_id: ContractId
    version: int
    status: ContractStatus
    reference: str
    tender_id: TenderId | None
    award_id: AwardId | None
    object: str
    kind: ContractKind
    lot: Lot
    buyer: Buyer
    contractor: Contractor
    amount_excl_vat: Money
    launched_on: date
    timeline: Timeline
    sandbox: bool
    legality: LegalityDuty | None
    signature: Signature
    signed_document: SignedDocument | None = None
    acknowledgement: Acknowledgement | None = None
    notification: Notification | None = None
    regime: RecordedRegime | None = None
    end: ContractEnd | None = None

    @property
    def signed_on(self) -> date:
        """The legal day of the buyer's signature."""
        return self.signature.signed_on

    @property
    def notified_on(self) -> date | None:
        """The legal day from which the contract has effect; None while it has none."""
        return None if self.notification is None else self.notification.notified_on


def sign_contract(
    *,
    contract_id: ContractId,
    reference: str,
    tender: Tender,
    award: Award,
    legality: LegalityDuty,
    signature: Signature,
) -> Contract:
    """Make the contract of an award; the caller has checked the standstill (``standstill.refuse_signature``)."""
    return Contract(
        contract_id=contract_id,
        version=1,
        status=ContractStatus.SIGNED,
        reference=reference,
        tender_id=tender.tender_id,
        award_id=award.award_id,
        object=tender.content.object,
        kind=tender.content.kind,
        lot=tender.lot(award.lot_id),
        buyer=tender.buyer,
        contractor=Contractor(siret=award.winner.tenderer_siret, name=award.winner.tenderer_name),
        amount_excl_vat=award.amount,
        launched_on=tender.launched_on,
        timeline=tender.timeline,
        sandbox=tender.sandbox,
        legality=legality,
        signature=signature,
    )


def default_reference(*, contract_id: ContractId, lot: Lot, signed_on: date) -> str:
    """Make a number for a buyer that gave none: year, lot and end of the identifier, 13 characters.

    DECP allows 16 characters for the identifier of a contract.
    """
    return f"{signed_on.year}L{lot.number:02d}{contract_id.value.hex[-6:].upper()}"


def request_transmission(contract: Contract) -> Contract:
    """Hand the contract to the transmission channel; its acknowledgement comes later."""
    return _next(contract, ContractAction.TRANSMIT)


def acknowledge(contract: Contract, *, acknowledgement: Acknowledgement, today: date) -> Contract:
    """Record the prefect's acknowledgement; ``today`` is the legal day of the act."""
    following = _next(contract, ContractAction.ACKNOWLEDGE)
    refusal = refuse_acknowledgement(acknowledgement=acknowledgement, signed_on=contract.signed_on, today=today)
    refuse_if(refusal)
    return replace(following, acknowledgement=acknowledgement)


def keep_signed_document(contract: Contract, document: SignedDocument) -> Contract:
    """Keep the signed file; it is given once, and its digest never changes.

    Raises:
        Refused: ``TND-SIGNED-DOCUMENT-EXISTS``.
    """
    if contract.signed_document is not None:
        refuse(Code.SIGNED_DOCUMENT_EXISTS, article="R2182-3", contract=contract.contract_id)
    return replace(contract, signed_document=document, version=contract.version + 1)


def notify(contract: Contract, *, notification: Notification, today: date) -> Contract:
    """Notify the contract to its contractor: it takes effect on the day of the notification (R2182-4)."""
    # The law is asked before the table: "transmit first" helps more than "impossible in this state".
    if contract.legality is not None:
        refuse_if(refuse_notification(duty=contract.legality, acknowledgement=contract.acknowledgement))
    following = _next(contract, ContractAction.NOTIFY, notification=notification)
    if not contract.signed_on <= notification.notified_on <= today:
        facts = {"notified_on": notification.notified_on, "signed_on": contract.signed_on, "today": today}
        refuse(Code.NOTIFICATION_DATE, article="R2182-4", **{name: display_day(day) for name, day in facts.items()})
    return following


def with_message(contract: Contract, message_id: str) -> Contract:
    """Add to a notification the message that proves it; both are kept together."""
    assert contract.notification is not None, "the contract was notified"  # noqa: S101 - programmer error, not input
    return replace(contract, notification=replace(contract.notification, message_id=message_id))


def cancel(contract: Contract) -> Contract:
    """Cancel a signed contract that never took effect, its award being withdrawn (R2181-7)."""
    return _next(contract, ContractAction.CANCEL)


def perform(contract: Contract, *, contractor: Contractor | None = None) -> Contract:
    """Note an act of the execution; a modification may change the contractor (R2194-6)."""
    return _next(contract, ContractAction.PERFORM, contractor=contractor or contract.contractor)


def end_contract(contract: Contract, *, end: ContractEnd, today: date) -> Contract:
    """End the execution: completed, or terminated with its ground and its reason (L2195-1 to L2195-6).

    Raises:
        Refused: ``TND-CONTRACT-END-DATE`` for a day before the notification or, if completed, in the future;
            ``TND-CONTRACT-END-REASON`` for a termination without reason.
    """
    action = ContractAction.TERMINATE if end.kind.is_termination else ContractAction.COMPLETE
    following = _next(contract, action, end=end)
    assert contract.notified_on is not None, "the table let it pass"  # noqa: S101 - a notified contract has its day
    if end.ended_on < contract.notified_on or (not end.kind.is_termination and end.ended_on > today):
        days = {"ended_on": end.ended_on, "notified_on": contract.notified_on, "today": today}
        refuse(Code.CONTRACT_END_DATE, article="L2195-1", **{name: display_day(day) for name, day in days.items()})
    if end.kind.is_termination and not (end.reason and end.reason.strip()):
        refuse(Code.CONTRACT_END_REASON, article="L2195-1")
    return following


def refuse_recorded_dates(*, launched_on: date, signed_on: date, notified_on: date, today: date) -> None:
    """Check the days of a recorded contract: launched, then signed, then notified, none in the future.

    Raises:
        Refused: ``TND-RECORDED-DATES``.
    """
    if not launched_on <= signed_on <= notified_on <= today:
        days = {"launched_on": launched_on, "signed_on": signed_on, "notified_on": notified_on, "today": today}
        refuse(Code.RECORDED_DATES, **{name: display_day(day) for name, day in days.items()})


def _next(contract: Contract, action: ContractAction, **changes: Any) -> Contract:  # noqa: ANN401 - replace() checks
    status = next_contract_status(contract.status, action)
    return replace(contract, status=status, version=contract.version + 1, **changes)
