"""The life of one block of evidence, as a table; the blocks of a candidacy know nothing of one another.

There is no "unfavourable" here and no transition that excludes anybody: the buyer decides (L2141-1 to L2141-11).
`UNKNOWN` says that the administration has no answer for this company, which is never evidence against it: every
source has gaps in its perimeter (API Entreprise endpoint sheets: income tax, no employee, struck off…).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class BlockStatus(StrEnum):
    """Where a block of evidence stands."""

    PENDING = "pending"  # asked, no answer yet
    FOUND = "found"  # the issuer stated facts
    UNKNOWN = "unknown"  # the issuer knows nothing for this company: ask the company (R2144-2)
    REFUSED = "refused"  # the issuer says that it refuses to deliver the certificate
    UNAVAILABLE = "unavailable"  # the issuer could not answer; asked again when `next_try_at` is due


class BlockAction(StrEnum):
    """What may happen to a block."""

    STATE_FACTS = "state_facts"
    KNOW_NOTHING = "know_nothing"
    REFUSE_DELIVERY = "refuse_delivery"
    FAIL = "fail"
    ASK_AGAIN = "ask_again"
    RENEW = "renew"  # during the execution, what was said before is asked anew


TRANSITIONS: Final[Mapping[tuple[BlockStatus, BlockAction], BlockStatus]] = MappingProxyType(
    {
        (BlockStatus.PENDING, BlockAction.STATE_FACTS): BlockStatus.FOUND,
        (BlockStatus.PENDING, BlockAction.KNOW_NOTHING): BlockStatus.UNKNOWN,
        (BlockStatus.PENDING, BlockAction.REFUSE_DELIVERY): BlockStatus.REFUSED,
        (BlockStatus.PENDING, BlockAction.FAIL): BlockStatus.UNAVAILABLE,
        (BlockStatus.UNAVAILABLE, BlockAction.ASK_AGAIN): BlockStatus.PENDING,
        (BlockStatus.FOUND, BlockAction.RENEW): BlockStatus.PENDING,
        (BlockStatus.UNKNOWN, BlockAction.RENEW): BlockStatus.PENDING,
        (BlockStatus.REFUSED, BlockAction.RENEW): BlockStatus.PENDING,
        (BlockStatus.UNAVAILABLE, BlockAction.RENEW): BlockStatus.PENDING,
    }
)


class ImpossibleTransition(Exception):
    """A block was asked to do what its status does not allow: a mistake of the programme, never of a person."""

    def __init__(self, status: BlockStatus, action: BlockAction) -> None:
        super().__init__(f"{action} is not possible for a block that is {status}")


def next_status(status: BlockStatus, action: BlockAction) -> BlockStatus:
    """Give the status after an action.

    Raises:
        ImpossibleTransition: the table has no such line.
    """
    following = TRANSITIONS.get((status, action))
    if following is None:
        raise ImpossibleTransition(status, action)
    return following
