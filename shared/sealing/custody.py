"""Custody of the opening keys: which custodians (détenteurs de clé) together open a file, CCP R2132-9.

The identity of each sealed file is nested once for every subset of k custodians, in the published order: the first of
a subset peels the outermost layer. Nothing can be wrapped again after the deposit, so one custodian may be lost.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final

from shared.kernel.ids import CustodianId
from shared.kernel.refusal import refuse

Subset = tuple[CustodianId, ...]

AGE_MAGIC: Final = b"age-encryption.org/v1\n"
GREATEST_WRAP: Final = 4096
_MOST_SUBSETS: Final = 252  # 5 of 10: more would make every deposit heavier than its receipt


@dataclass(frozen=True, slots=True)
class Custodian:
    """A custodian as published: its age recipient."""

    custodian_id: CustodianId
    recipient: str


@dataclass(frozen=True, slots=True)
class Wrap:
    """The identity of one file, nested for one subset of custodians."""

    subset: Subset
    data: bytes


@dataclass(frozen=True, slots=True)
class Custody:
    """The custodians of a consultation, in their published order, and how many of them open."""

    custodians: tuple[Custodian, ...]
    threshold: int

    def __post_init__(self) -> None:
        count = len(self.custodians)
        if not 1 <= self.threshold < count:
            refuse("RSP-CUSTODY-THRESHOLD", threshold=self.threshold, custodians=count)
        if comb(count, self.threshold) > _MOST_SUBSETS:
            refuse("RSP-CUSTODY-TOO-MANY", subsets=comb(count, self.threshold), most=_MOST_SUBSETS)
        if len({custodian.recipient for custodian in self.custodians}) != count:
            refuse("RSP-CUSTODY-REPEATED")

    def subsets(self) -> tuple[tuple[Custodian, ...], ...]:
        """Give every group of custodians that opens, each in the published order."""
        return tuple(combinations(self.custodians, self.threshold))

    def check_wraps(self, wraps: Collection[Wrap]) -> None:
        """Check that a file comes with exactly one wrap for each subset.

        Raises:
            Refused: `RSP-WRAPS-INCOMPLETE` when some are missing, foreign or repeated; `RSP-WRAP-FORM` when one
                is not an age file of a plausible size.
        """
        expected = {tuple(custodian.custodian_id for custodian in subset) for subset in self.subsets()}
        given = [wrap.subset for wrap in wraps]
        if set(given) != expected or len(given) != len(expected):
            refuse("RSP-WRAPS-INCOMPLETE", expected=len(expected), given=len(given))
        for wrap in wraps:
            check_layer(wrap.data)


def check_layer(data: bytes) -> None:
    """Check that some bytes look like one nested layer: an age file, small.

    Raises:
        Refused: `RSP-WRAP-FORM`.
    """
    if not data.startswith(AGE_MAGIC) or len(data) > GREATEST_WRAP:
        refuse("RSP-WRAP-FORM", most=GREATEST_WRAP)
