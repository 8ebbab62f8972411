"""How the portal refuses: a whole number and a label, with HTTP 200 for what the business refuses.

Statuses other than 200 are those of the gateway in front of it: 400 for a question that cannot be read, 401 for the
token, 403 for the technical account, 413 for the size. Known numbers (AIFE, annexe des messages; they belong to each
operation): 20000 nothing found, 20001 and following: what was asked is not coherent.
"""

from enum import IntEnum
from typing import Final, NoReturn

from services.invoicing.api.texts import refusal_text
from services.invoicing.domain.errors import Code
from shared.http.texts import HTTP_TEXTS
from shared.kernel.refusal import InvalidValue, Refusal


class Return(IntEnum):
    """The numbers of ``codeRetour``."""

    SUCCESS = 0
    NOTHING_FOUND = 20000
    NOT_COHERENT = 20001
    STATUS_IMPOSSIBLE = 20002
    FIELD_INVALID = 20003
    ROLE_MISSING = 20004
    TOO_LARGE = 20005
    UNREADABLE = 20006
    NO_WORKS_FOUND = 20007


NOTHING_FOUND_LABEL: Final = "TRA_MSG_00.015"
_NUMBERS: Final = {
    Code.NOT_FOUND.value: Return.NOTHING_FOUND,
    Code.ACTION_IMPOSSIBLE.value: Return.STATUS_IMPOSSIBLE,
    Code.PORTAL_STATUS_IMPOSSIBLE.value: Return.STATUS_IMPOSSIBLE,
    Code.INTERRUPTED_ONCE.value: Return.STATUS_IMPOSSIBLE,
    Code.CONTRACTOR_ANSWERED.value: Return.STATUS_IMPOSSIBLE,
    Code.CONTRACTOR_ANSWER_LATE.value: Return.STATUS_IMPOSSIBLE,
    Code.CONTRACTOR_NOT_AWAITED.value: Return.STATUS_IMPOSSIBLE,
    Code.PORTAL_STATUS_UNKNOWN.value: Return.FIELD_INVALID,
    Code.REASON_MISSING.value: Return.FIELD_INVALID,
    "HTTP-RIGHT-MISSING": Return.ROLE_MISSING,
}


class CproRefused(Exception):
    """An operation refuses; nothing that it did is kept."""

    def __init__(self, number: Return, label: str, status: int = 200) -> None:
        super().__init__(number, label, status)
        self.number = number
        self.label = label
        self.status = status


def refuse_call(number: Return, label: str, *, status: int = 200) -> NoReturn:
    """Refuse with a number, and a label in French.

    Raises:
        CproRefused: always.
    """
    raise CproRefused(number, label, status)


def nothing_found(what: str) -> NoReturn:
    """Refuse because there is nothing of the kind that the caller may see; ``what`` names it in French.

    Raises:
        CproRefused: always.
    """
    raise CproRefused(Return.NOTHING_FOUND, f"{NOTHING_FOUND_LABEL} : {what}")


def of_refusal(refusal: Refusal) -> CproRefused:
    """Translate a refusal of the domain: its number, its own code and its French sentence."""
    number = _NUMBERS.get(refusal.code, Return.NOT_COHERENT)
    if number is Return.NOTHING_FOUND:
        return CproRefused(number, f"{NOTHING_FOUND_LABEL} : {refusal_text(refusal)}")
    return CproRefused(number, f"{refusal.code} : {refusal_text(refusal)}")


def of_value(fault: InvalidValue) -> CproRefused:
    """Translate a text that is not a value of its kind."""
    return CproRefused(Return.FIELD_INVALID, f"{fault.code} : {fault.message}")


def of_problem(refusal: Refusal, status: int) -> CproRefused:
    """Translate a refusal of the HTTP layer."""
    number = Return.TOO_LARGE if status == 413 else Return.UNREADABLE
    return CproRefused(number, f"{refusal.code} : {HTTP_TEXTS[refusal.code].title}", status)
