"""What ``plis invoice check`` says of each file: one entry, the same on screen and for programs."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from services.commands.refusals import sentence_of
from services.invoicing.api.texts import TEXTS
from services.invoicing.domain.verdict import OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards.detection import Detected, detect
from services.invoicing.standards.official_rules import OfficialRuleProcess
from shared.kernel.refusal import Refused
from shared.settings import Settings
from shared.xml.artefacts import ArtefactStore
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

_OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.VALID: "conforme", Outcome.INVALID: "non conforme", Outcome.NOT_CHECKED: "non contrôlé"}
)


def check_documents(settings: Settings, documents: Iterable[tuple[str, bytes]], *, rules: str) -> list[Entry]:
    """Judge documents by the official artefacts found on this machine, all in one validator process."""
    roots = artefact_roots(settings)
    pool = ValidatorPool(roots=roots)
    judge = OfficialRuleProcess(pool, ArtefactStore(roots=roots))
    try:
        return [_entry(name, content, judge, RULES[rules]) for name, content in documents]
    finally:
        pool.close()


def _entry(name: str, content: bytes, judge: OfficialRuleProcess, families: frozenset[RuleFamily]) -> Entry:
    try:
        found = detect(content)
        verdict = judge.judge_detected(found, families)
    except Refused as refused:
        code, words = refused.refusal.code, sentence_of(refused.refusal, TEXTS)
        return {"file": name, "valid": False, "error": {"code": code, "text": words}}
    except ValidatorUnavailable:
        words = "Le validateur officiel s'est arrêté deux fois sur ce document : rien n'est prouvé."
        return {"file": name, "valid": False, "error": {"code": "INV-VALIDATOR-UNAVAILABLE", "text": words}}
    return _judged(name, found, verdict)


def _judged(name: str, found: Detected, verdict: OfficialVerdict) -> Entry:
    entry: Entry = {"file": name, "syntax": found.syntax.value, "profile": found.profile}
    for check in verdict.checks:
        entry[check.family.value] = check.outcome.value if check.family is RuleFamily.XSD else _said(check)
    artefacts = {(check.artefact, check.version) for check in verdict.checks}
    entry["artefacts"] = [{"name": artefact, "version": version} for artefact, version in sorted(artefacts)]
    entry["valid"] = verdict.is_valid
    return entry


def _said(check: OfficialCheck) -> Entry:
    said: Entry = {"valid": check.outcome is Outcome.VALID, "failed": list(check.failed_rules)}
    if check.outcome is Outcome.NOT_CHECKED:
        said["not_checked"] = check.reason
    elif check.broken:
        said["texts"] = {broken.rule: broken.text for broken in check.broken}
    return said


def lines_of(entry: Entry) -> list[str]:
    """Say an entry to a person."""
    mark = "✓" if entry["valid"] else "✗"
    if "error" in entry:
        return [f"{mark} {entry['file']} : {entry['error']['text']}"]
    schema = _OUTCOMES[Outcome(entry["xsd"])]
    lines = [f"{mark} {entry['file']} ({entry['syntax']}, profil {entry['profile']}), schéma : {schema}"]
    for family, label in (("en16931", "EN 16931"), ("fr_ctc", "règles françaises"), ("facturx", "profil Factur-X")):
        said = entry.get(family)
        if said is None:
            continue
        if "not_checked" in said:
            lines.append(f"  {label} : {said['not_checked']}")
        elif said["valid"]:
            lines.append(f"  {label} : conforme")
        else:
            lines += [f"  {label} : {text}" for text in said["texts"].values()]
    lines.append("  artefacts : " + ", ".join(f"{a['name']} {a['version']}" for a in entry["artefacts"]))
    return lines
