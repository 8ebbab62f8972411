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


class Cause(StrEnum):
    """Why a check was not made: by the document as it is, by what is missing here, or by a machine that failed."""

    FORM = "form"  # its schema refuses the document: rules do not apply to it
    VALUES = "values"  # the rules themselves gave up on what the document says
    SUMMARY = "summary"  # the State's portal gave a summary, and no document to be checked
    ABSENT = "absent"  # the artefact is not installed, or was altered
    MACHINE = "machine"  # the validator was too slow, or crashed


_OF_DOCUMENT = frozenset({Cause.FORM, Cause.SUMMARY})


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that the invoice breaks, with its official text and the place."""

    rule: str
    text: str
    location: str


@dataclass(frozen=True, slots=True)
class OfficialCheck:
    """What one official artefact said, with its name and version.

    ``cause`` says why it said nothing; it is not known of what was judged before causes were kept.
    """

    family: RuleFamily
    artefact: str
    version: str
    outcome: Outcome
    broken: tuple[BrokenRule, ...] = ()
    reason: str = ""
    cause: Cause | None = None

    @property
    def is_of_extension(self) -> bool:
        """Whether the artefact is that of an extension of EN 16931 (EXTENDED-CTC-FR, Factur-X EXTENDED)."""
        return "EXTENDED" in self.artefact

    @property
    def failed_rules(self) -> tuple[str, ...]:
        """Identifiers of the broken rules, each once."""
        return tuple(dict.fromkeys(item.rule for item in self.broken))


@dataclass(frozen=True, slots=True)
class OfficialVerdict:
    """Every check made; an invoice is officially valid when each one that decides said so.

    An extension relaxes rules of EN 16931: for a document judged by the rules of its extension, the core is told only.
    """

    checks: tuple[OfficialCheck, ...]

    @property
    def deciding(self) -> tuple[OfficialCheck, ...]:
        """The checks that decide: all of them but those of the core beside an extension."""
        extended = any(check.is_of_extension for check in self.checks)
        return tuple(c for c in self.checks if not (extended and c.family is RuleFamily.EN16931))

    @property
    def is_valid(self) -> bool:
        """Whether every check was made and passed."""
        return bool(self.deciding) and all(check.outcome is Outcome.VALID for check in self.deciding)

    @property
    def not_checked(self) -> tuple[OfficialCheck, ...]:
        """The deciding checks that could not be made, each with its reason."""
        return tuple(check for check in self.deciding if check.outcome is Outcome.NOT_CHECKED)

    @property
    def is_worth_another(self) -> bool:
        """Whether judging the same document again may say more: something was not checked, not by its own form."""
        is_refused = any(c.family is RuleFamily.XSD and c.outcome is Outcome.INVALID for c in self.checks)
        return not is_refused and any(check.cause not in _OF_DOCUMENT for check in self.not_checked)

    @property
    def failed_by_machine(self) -> bool:
        """Whether checks were not made because the machine failed: it says nothing of the document."""
        return any(check.cause is Cause.MACHINE for check in self.not_checked)

    @property
    def failed_rules(self) -> tuple[str, ...]:
        """Identifiers of every broken rule, each once, in the order of the checks."""
        return tuple(dict.fromkeys(rule for check in self.checks for rule in check.failed_rules))
