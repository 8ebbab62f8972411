"""What the official validators say of an ESPD document: a document is called valid only when all of them judged it."""

from dataclasses import dataclass
from enum import StrEnum


class VerdictStatus(StrEnum):
    """The outcome of all the checks together."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKED = "not_checked"  # an artefact is missing or altered: nothing is proved


@dataclass(frozen=True, slots=True)
class EspdFinding:
    """One broken rule, in its own words."""

    rule: str
    severity: str
    location: str
    text: str


@dataclass(frozen=True, slots=True)
class EspdCheck:
    """What one artefact said."""

    artefact: str
    version: str
    status: str
    reason: str
    findings: tuple[EspdFinding, ...]


@dataclass(frozen=True, slots=True)
class EspdVerdict:
    """What all of them said of one document, named by the SHA-256 of its bytes."""

    status: VerdictStatus
    digest: str
    checks: tuple[EspdCheck, ...]
