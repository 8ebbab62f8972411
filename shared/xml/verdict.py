"""What the official validators said of a document, with the name and version of each artefact that judged it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Weight of a finding, as its rule set marks it: ``fatal`` makes the document invalid."""

    FATAL = "fatal"
    WARNING = "warning"


class CheckStatus(StrEnum):
    """Outcome of one artefact; a missing or altered artefact never gives ``valid``."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: its identifier, where (an XPath or a line) and the rule's own words."""

    rule: str
    severity: Severity
    location: str
    text: str


@dataclass(frozen=True, slots=True)
class ArtefactName:
    """Identity of a schema or rule set: key in the lock, official name, version."""

    artefact_id: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Check:
    """What one artefact said of one document; ``reason`` says why nothing was checked."""

    artefact: ArtefactName
    status: CheckStatus
    findings: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def failed_rules(self) -> tuple[str, ...]:
        """Identifiers of the fatal rules that are broken, without repetition, in order of appearance."""
        return tuple(dict.fromkeys(f.rule for f in self.findings if f.severity is Severity.FATAL))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The schema's check, then one check per rule set, in the order that was asked for."""

    schema: Check
    rules: tuple[Check, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check, the schema first."""
        return (self.schema, *self.rules)
