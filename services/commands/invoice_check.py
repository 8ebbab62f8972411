"""What ``plis invoice check`` says of each file: one entry, the same on screen and for programs.

Every entry has the same keys, whatever became of the file: a file that cannot be read is one whose schema is not
respected; a family of rules that was asked for and does not concern the document (the Factur-X profile of a UBL) is
neither valid nor not: ``"valid": null``. The rules speak of documents that their schema refuses too: it helps to mend
them.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from services.commands.refusals import sentence_of
from services.invoicing.api.texts import TEXTS
from services.invoicing.api.texts.findings import finding_text
from services.invoicing.api.texts.official_rules import to_change
from services.invoicing.api.texts.schema_faults import reason_text, schema_fault
from services.invoicing.domain.errors import Code
from services.invoicing.domain.verdict import OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards.detection import Detected, detect
from services.invoicing.standards.official_rules import OfficialRuleProcess
from services.invoicing.standards.unfolding import Unfolded, unfold
from shared.kernel.refusal import Refusal, Refused
from shared.settings import Settings
from shared.xml.artefacts import ArtefactStore
from shared.xml.parser import MEBIBYTE
from shared.xml.roots import artefact_roots
from shared.xml.validator_pool import ValidatorPool, ValidatorUnavailable

Entry = dict[str, Any]
RULES: Mapping[str, frozenset[RuleFamily]] = MappingProxyType(
    {
        "en16931": frozenset({RuleFamily.EN16931}),
        "fr": frozenset({RuleFamily.FRENCH}),
        "all": frozenset({RuleFamily.EN16931, RuleFamily.FRENCH, RuleFamily.FACTUR_X}),
    }
)
_LARGEST_TO_MEND: Final = 4 * MEBIBYTE  # what the rules are asked to bear of documents that are no invoice yet
_FRENCH_WORDS: Final = "règles françaises"
_OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.VALID: "conforme", Outcome.INVALID: "non conforme", Outcome.NOT_CHECKED: "non contrôlé"}
)


def check_documents(settings: Settings, documents: Iterable[tuple[str, bytes | Refusal]], *, rules: str) -> list[Entry]:
    """Judge documents by the official artefacts found on this machine, all in one validator process.

    A ``tar.gz`` archive gives one entry for each file in it, named ``archive.tar.gz/member``; a
    refusal in the place of a document is said as it is.
    """
    roots = artefact_roots(settings)
    pool = ValidatorPool(roots=roots, tells=False)
    judge = OfficialRuleProcess(pool, ArtefactStore(roots=roots))
    families = RULES[rules]
    try:
        return [
            _entry(part.name, part.content, judge, families)
            if part.refusal is None
            else _refused(part.name, part.refusal, families)
            for name, document in documents
            for part in _parts(name, document)
        ]
    finally:
        pool.close()


def _parts(name: str, document: bytes | Refusal) -> Iterable[Unfolded]:
    if isinstance(document, Refusal):
        return (Unfolded(name, b"", document),)
    return unfold(name, document)


def _entry(name: str, content: bytes, judge: OfficialRuleProcess, families: frozenset[RuleFamily]) -> Entry:
    try:
        found = detect(content)
    except Refused as refused:
        return _refused(name, refused.refusal, families)
    try:
        verdict = judge.judge_detected(found, families)
        if verdict.checks[0].outcome is Outcome.INVALID and len(found.xml) <= _LARGEST_TO_MEND:
            verdict = _with_rules(found, judge, families) or verdict
    except ValidatorUnavailable:
        entry = _refused(name, Refusal(Code.VALIDATOR_UNAVAILABLE), families)
        return {**entry, "syntax": found.syntax.value, "profile": found.profile, "xsd": Outcome.NOT_CHECKED.value}
    return _judged(name, found, verdict, families)


def _with_rules(found: Detected, judge: OfficialRuleProcess, families: frozenset[RuleFamily]) -> OfficialVerdict | None:
    """Judge by the rules a document that its schema refuses; None when they cannot bear it."""
    try:
        return judge.judge_detected(found, families, whatever_schema_says=True)
    except ValidatorUnavailable:
        return None


def _refused(name: str, refusal: Refusal, families: frozenset[RuleFamily]) -> Entry:
    """Say that a file was not judged, with the keys of one that was."""
    said = {key: {**words, "valid": False} for key, words in _nothing_said(families).items()}
    return {
        "file": name,
        "syntax": None,
        "profile": None,
        "xsd": Outcome.INVALID.value,
        **said,
        "artefacts": [],
        "valid": False,
        "error": {"code": refusal.code, "text": sentence_of(refusal, TEXTS)},
    }


def _judged(name: str, found: Detected, verdict: OfficialVerdict, families: frozenset[RuleFamily]) -> Entry:
    entry: Entry = {"file": name, "syntax": found.syntax.value, "profile": found.profile}
    entry |= {RuleFamily.XSD.value: Outcome.NOT_CHECKED.value, **_nothing_said(families)}
    for check in verdict.checks:
        if check.family is RuleFamily.XSD:
            entry[check.family.value] = check.outcome.value
            if check.broken:
                entry["xsd_faults"] = [schema_fault(broken) for broken in check.broken]
        else:
            entry[check.family.value] = _joined(entry[check.family.value], _said(check))
    artefacts = {(check.artefact, check.version) for check in verdict.checks}
    entry["artefacts"] = [{"name": artefact, "version": version} for artefact, version in sorted(artefacts)]
    entry["valid"] = verdict.is_valid
    if found.findings:
        entry["findings"] = [{"code": one.code.value, "text": finding_text(one)} for one in found.findings]
    return entry


def _nothing_said(families: frozenset[RuleFamily]) -> Entry:
    """Say of each family that was asked for that its rules were not applied."""
    return {family.value: {"valid": None, "failed": []} for family in RuleFamily if family in families}


def _joined(known: Entry, said: Entry) -> Entry:
    """Join what two artefacts of one family say: the French rules and those of the French extension."""
    if known["valid"] is None:
        return said
    joined = {**known, **said, "valid": known["valid"] and said["valid"]}
    joined["failed"] = list(dict.fromkeys([*known["failed"], *said["failed"]]))
    if "texts" in known or "texts" in said:
        joined["texts"] = {**known.get("texts", {}), **said.get("texts", {})}
    return joined


def _said(check: OfficialCheck) -> Entry:
    said: Entry = {"valid": check.outcome is Outcome.VALID, "failed": list(check.failed_rules)}
    if check.outcome is Outcome.NOT_CHECKED:
        said["not_checked"] = reason_text(check.reason)
    elif check.broken:
        said["texts"] = {broken.rule: broken.text for broken in check.broken}
    return said


def exit_code(entries: Iterable[Entry]) -> int:
    """Give 0 where all is valid, 1 where something is not, 2 where a file could not even be read from the disk."""
    codes = {entry.get("error", {}).get("code") if not entry["valid"] else "" for entry in entries}
    if Code.FILE_UNREADABLE in codes:
        return 2
    return 1 if codes - {""} else 0


def _rule_lines(label: str, rule: str, text: str) -> list[str]:
    """Say a broken rule in its official words; where those are English, what to change, or to look at, in French."""
    if label == _FRENCH_WORDS:
        return [f"  {label} : {text}"]
    change = to_change(rule, text)
    return [f"  {label} : {text}", *([f"    {change}"] if change else [])]


def lines_of(entry: Entry) -> list[str]:
    """Say an entry to a person."""
    mark = "✓" if entry["valid"] else "✗"
    if "error" in entry:
        return [f"{mark} {entry['file']} : {entry['error']['text']}"]
    schema = _OUTCOMES[Outcome(entry["xsd"])]
    lines = [f"{mark} {entry['file']} ({entry['syntax']}, profil {entry['profile']}), schéma : {schema}"]
    lines += [f"  schéma : {fault}" for fault in entry.get("xsd_faults", ())]
    for family, label in (("en16931", "EN 16931"), ("fr_ctc", _FRENCH_WORDS), ("facturx", "profil Factur-X")):
        said = entry.get(family, {"valid": None})
        if said["valid"] is None:
            continue
        if "not_checked" in said:
            lines.append(f"  {label} : {said['not_checked']}")
        elif said["valid"]:
            lines.append(f"  {label} : conforme")
        else:
            lines += [line for rule, text in said["texts"].items() for line in _rule_lines(label, rule, text)]
    lines += [f"  à noter : {finding['text']}" for finding in entry.get("findings", ())]
    lines.append("  artefacts : " + ", ".join(f"{a['name']} {a['version']}" for a in entry["artefacts"]))
    return lines
