"""What one saved answer of an administration allows to conclude (lecture), and what it does not.

A reading is help for the agent who examines a candidacy: nothing here excludes anybody (CCP L2141-1 to L2141-11 are
applied by people, after hearing the company). ``NOT_AVAILABLE_ASK_SUPPLIER`` is never a bad sign: perimeters have gaps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

Value = str | int | bool | list[list[object]] | list[str | None] | None
Facts = Mapping[str, Value]
NO_FACT: Facts = MappingProxyType({})


class Outcome(StrEnum):
    """What the answer says on the day of the reading."""

    FAVOURABLE = "FAVOURABLE"  # the issuer vouches
    UNFAVOURABLE = "UNFAVOURABLE"  # a strong sign against, which the company may contest
    EXPIRED = "EXPIRED"  # it vouched until a day that is past
    PENDING = "PENDING"  # the issuer is still looking into the case
    NOT_AVAILABLE_ASK_SUPPLIER = "NOT_AVAILABLE_ASK_SUPPLIER"  # unknown, or outside the perimeter
    INFO = "INFO"  # facts that conclude nothing by themselves
    FORBIDDEN_CHECK_SCOPES = "FORBIDDEN_CHECK_SCOPES"  # the platform's own access is to be mended
    CLIENT_ERROR_NO_RETRY = "CLIENT_ERROR_NO_RETRY"  # the request was wrong
    PROVIDER_ERROR_RETRY = "PROVIDER_ERROR_RETRY"  # the issuer is out of order
    RETRY_AFTER = "RETRY_AFTER"  # to be asked again after a stated time


@dataclass(frozen=True, slots=True)
class Reading:
    """An outcome, its reason in French, the last day for which the issuer vouches, and the facts read.

    ``retry_in`` is a delay in seconds that the service itself announced.
    """

    outcome: Outcome
    why: str
    valid_until: date | None = None
    facts: Facts = field(default_factory=lambda: NO_FACT)
    retry_in: int | None = None
