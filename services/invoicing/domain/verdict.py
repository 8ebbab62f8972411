"""What the official rules said of an invoice: its form (XSD), EN 16931, the French rules, the Factur-X profile."""

from dataclasses import dataclass
from enum import StrEnum


class RuleFamily(StrEnum):
    """The families of official checks, in the order in which they are applied."""

    XSD = "xsd"
    EN16931 = "en16931"
    FRENCH = "fr_ctc"
    FACTUR_X = "facturx"


class Outcome(StrEnum):
    """What one artefact said; what it did not check is never valid."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that the invoice breaks, with its official text and the place."""

    rule: str
    text: str
    location: str


@dataclass(frozen=True, slots=True)
class OfficialCheck:
    """What one official artefact said, with its name and version."""

    family: RuleFamily
    artefact: str
    version: str
    outcome: Outcome
    broken: tuple[BrokenRule, ...] = ()
    reason: str = ""

    @property
    def failed_rules(self) -> tuple[str, ...]:
        """Identifiers of the broken rules, each once."""
        return tuple(dict.fromkeys(item.rule for item in self.broken))


@dataclass(frozen=True, slots=True)
class OfficialVerdict:
    """Every check made; an invoice is officially valid when each one said so."""

    checks: tuple[OfficialCheck, ...]

    @property
    def is_valid(self) -> bool:
        """Whether every check was made and passed."""
        return bool(self.checks) and all(check.outcome is Outcome.VALID for check in self.checks)

    @property
    def failed_rules(self) -> tuple[str, ...]:
        """Identifiers of every broken rule, each once, in the order of the checks."""
        return tuple(dict.fromkeys(rule for check in self.checks for rule in check.failed_rules))
