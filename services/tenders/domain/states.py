"""States of a consultation and of a contract (états de la consultation et du marché), as tables.

A table says what may follow what; whether an act is allowed *now* (deadline, standstill, documents) is the affair of
the rule modules. Everything absent from a table is refused with the same code, so that a new act cannot slip in.

Sources: design section 8.1 (closing); CCP R2131-12 (publication), R2132-9 (nothing is known before the closing),
R2181-3 (award), R2185-1 (sans suite), R2182-3 to R2182-5 (signature, legality control,
notification). Read on 2026-11-22.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.errors import Code
from shared.kernel.refusal import refuse


class TenderStatus(StrEnum):
    """Where a consultation stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    OPENED = "opened"
    AWARDED = "awarded"
    ABANDONED = "abandoned"


class TenderAction(StrEnum):
    """What may be done to a consultation."""

    REVISE = "revise"
    ADD_DOCUMENT = "add_document"
    PUBLISH = "publish"
    CHANGE = "change"
    CLOSE = "close"
    ROLL_OVER = "roll_over"
    OPEN_STAGE = "open_stage"
    RECORD_OPENING = "record_opening"
    RECORD_EARLIER_OPENING = "record_earlier_opening"
    EVALUATE = "evaluate"
    AWARD_LOT = "award_lot"
    AWARD_LAST_LOT = "award_last_lot"
    WITHDRAW_AWARD = "withdraw_award"
    SIGN_CONTRACT = "sign_contract"
    END_LOT = "end_lot"
    END_LAST_LOT = "end_last_lot"
    ABANDON = "abandon"


TENDER_TRANSITIONS: Mapping[tuple[TenderStatus, TenderAction], TenderStatus] = MappingProxyType(
    {
        (TenderStatus.DRAFT, TenderAction.REVISE): TenderStatus.DRAFT,
        (TenderStatus.DRAFT, TenderAction.ADD_DOCUMENT): TenderStatus.DRAFT,
        (TenderStatus.DRAFT, TenderAction.PUBLISH): TenderStatus.PUBLISHED,
        (TenderStatus.PUBLISHED, TenderAction.ADD_DOCUMENT): TenderStatus.PUBLISHED,
        (TenderStatus.PUBLISHED, TenderAction.CHANGE): TenderStatus.PUBLISHED,
        (TenderStatus.PUBLISHED, TenderAction.CLOSE): TenderStatus.CLOSED,
        (TenderStatus.CLOSED, TenderAction.RECORD_OPENING): TenderStatus.OPENED,
        (TenderStatus.OPENED, TenderAction.RECORD_OPENING): TenderStatus.OPENED,
        (TenderStatus.OPENED, TenderAction.EVALUATE): TenderStatus.OPENED,
        (TenderStatus.OPENED, TenderAction.AWARD_LOT): TenderStatus.OPENED,
        (TenderStatus.OPENED, TenderAction.AWARD_LAST_LOT): TenderStatus.AWARDED,
        # One more holder of a framework agreement, every lot having its own already.
        (TenderStatus.AWARDED, TenderAction.AWARD_LAST_LOT): TenderStatus.AWARDED,
        # The winner does not sign, or cannot: its lot goes to the next (R2144-7, R2181-7).
        (TenderStatus.OPENED, TenderAction.WITHDRAW_AWARD): TenderStatus.OPENED,
        (TenderStatus.AWARDED, TenderAction.WITHDRAW_AWARD): TenderStatus.OPENED,
        # Lots live their own life: the first may be signed while the second is still being evaluated.
        (TenderStatus.OPENED, TenderAction.SIGN_CONTRACT): TenderStatus.OPENED,
        (TenderStatus.AWARDED, TenderAction.SIGN_CONTRACT): TenderStatus.AWARDED,
        # The next stage (offers of the invited, final offers) is one more reception.
        (TenderStatus.OPENED, TenderAction.OPEN_STAGE): TenderStatus.PUBLISHED,
        # A dynamic purchasing system stays open: a window ends, the next begins, the ended one is opened meanwhile.
        (TenderStatus.PUBLISHED, TenderAction.ROLL_OVER): TenderStatus.PUBLISHED,
        # A ceremony of an earlier stage may end while the next stage runs: nothing of the running one changes.
        (TenderStatus.PUBLISHED, TenderAction.RECORD_EARLIER_OPENING): TenderStatus.PUBLISHED,
        (TenderStatus.CLOSED, TenderAction.RECORD_EARLIER_OPENING): TenderStatus.CLOSED,
        (TenderStatus.OPENED, TenderAction.RECORD_EARLIER_OPENING): TenderStatus.OPENED,
        (TenderStatus.AWARDED, TenderAction.RECORD_EARLIER_OPENING): TenderStatus.AWARDED,
        # An envelope on paper that came in time may be found and opened after the award (R2132-11): it is kept.
        (TenderStatus.AWARDED, TenderAction.RECORD_OPENING): TenderStatus.AWARDED,
        # A ceremony that had begun ends after the buyer gave up: its minutes are kept.
        (TenderStatus.ABANDONED, TenderAction.RECORD_OPENING): TenderStatus.ABANDONED,
        (TenderStatus.ABANDONED, TenderAction.RECORD_EARLIER_OPENING): TenderStatus.ABANDONED,
        # Sans suite at any time (R2185-1), for one lot or for all; a lot without any good bid is unsuccessful.
        (TenderStatus.PUBLISHED, TenderAction.END_LOT): TenderStatus.PUBLISHED,
        (TenderStatus.CLOSED, TenderAction.END_LOT): TenderStatus.CLOSED,
        (TenderStatus.OPENED, TenderAction.END_LOT): TenderStatus.OPENED,
        (TenderStatus.AWARDED, TenderAction.END_LOT): TenderStatus.AWARDED,
        (TenderStatus.PUBLISHED, TenderAction.END_LAST_LOT): TenderStatus.AWARDED,
        (TenderStatus.CLOSED, TenderAction.END_LAST_LOT): TenderStatus.AWARDED,
        (TenderStatus.OPENED, TenderAction.END_LAST_LOT): TenderStatus.AWARDED,
        (TenderStatus.PUBLISHED, TenderAction.ABANDON): TenderStatus.ABANDONED,
        (TenderStatus.CLOSED, TenderAction.ABANDON): TenderStatus.ABANDONED,
        (TenderStatus.OPENED, TenderAction.ABANDON): TenderStatus.ABANDONED,
        (TenderStatus.AWARDED, TenderAction.ABANDON): TenderStatus.ABANDONED,
    }
)


class ContractStatus(StrEnum):
    """Where a contract (marché) stands."""

    SIGNED = "signed"
    AWAITING_ACKNOWLEDGEMENT = "awaiting_acknowledgement"
    ACKNOWLEDGED = "acknowledged"
    NOTIFIED = "notified"
    CANCELLED = "cancelled"  # its award was withdrawn before the notification, R2181-7
    COMPLETED = "completed"  # everything was received
    TERMINATED = "terminated"  # résiliation, L2195-1


class ContractAction(StrEnum):
    """What may be done to a contract once it is signed."""

    TRANSMIT = "transmit"
    ACKNOWLEDGE = "acknowledge"
    NOTIFY = "notify"
    CANCEL = "cancel"
    PERFORM = "perform"  # modification, service order, subcontract: acts of a contract in force
    COMPLETE = "complete"
    TERMINATE = "terminate"


CONTRACT_TRANSITIONS: Mapping[tuple[ContractStatus, ContractAction], ContractStatus] = MappingProxyType(
    {
        (ContractStatus.SIGNED, ContractAction.TRANSMIT): ContractStatus.AWAITING_ACKNOWLEDGEMENT,
        # The buyer may have used its own @CTES channel: the acknowledgement is then recorded by hand.
        (ContractStatus.SIGNED, ContractAction.ACKNOWLEDGE): ContractStatus.ACKNOWLEDGED,
        (ContractStatus.AWAITING_ACKNOWLEDGEMENT, ContractAction.ACKNOWLEDGE): ContractStatus.ACKNOWLEDGED,
        # Below the threshold nothing is transmitted; ``legality.refuse_notification`` guards this line.
        (ContractStatus.SIGNED, ContractAction.NOTIFY): ContractStatus.NOTIFIED,
        (ContractStatus.ACKNOWLEDGED, ContractAction.NOTIFY): ContractStatus.NOTIFIED,
        (ContractStatus.SIGNED, ContractAction.CANCEL): ContractStatus.CANCELLED,
        (ContractStatus.AWAITING_ACKNOWLEDGEMENT, ContractAction.CANCEL): ContractStatus.CANCELLED,
        (ContractStatus.ACKNOWLEDGED, ContractAction.CANCEL): ContractStatus.CANCELLED,
        (ContractStatus.NOTIFIED, ContractAction.PERFORM): ContractStatus.NOTIFIED,
        (ContractStatus.NOTIFIED, ContractAction.COMPLETE): ContractStatus.COMPLETED,
        (ContractStatus.NOTIFIED, ContractAction.TERMINATE): ContractStatus.TERMINATED,
    }
)


def next_tender_status(status: TenderStatus, action: TenderAction) -> TenderStatus:
    """Give the status of a consultation after an act.

    Raises:
        Refused: ``TND-ACTION-IMPOSSIBLE`` when the table has no such line.
    """
    following = TENDER_TRANSITIONS.get((status, action))
    if following is None:
        refuse(Code.ACTION_IMPOSSIBLE, status=status, action=action)
    return following


def next_contract_status(status: ContractStatus, action: ContractAction) -> ContractStatus:
    """Give the status of a contract after an act.

    Raises:
        Refused: ``TND-ACTION-IMPOSSIBLE`` when the table has no such line.
    """
    following = CONTRACT_TRANSITIONS.get((status, action))
    if following is None:
        refuse(Code.ACTION_IMPOSSIBLE, status=status, action=action)
    return following
