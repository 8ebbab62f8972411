"""The official validators of invoices, run in their own process; every verdict names each artefact and its version."""

import hashlib
from collections import Counter
from collections.abc import Collection

from services.invoicing.domain.verdict import BrokenRule, Cause, OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards.detection import Detected, Syntax, detect
from services.invoicing.standards.selection import INTAKE_RULES, rules_for, schema_for
from shared.xml.artefacts import ArtefactStatus, ArtefactStore
from shared.xml.validator_pool import ValidatorCrashed, ValidatorPool, ValidatorTooSlow
from shared.xml.verdict import Check, CheckStatus, Severity
from shared.xml.wire import Selected

_OF_PIVOT = OfficialCheck(
    family=RuleFamily.XSD,
    artefact="CPPFacturePivot",
    version="",
    outcome=Outcome.NOT_CHECKED,
    reason="Résumé établi par le portail de l'État : il ne porte aucune facture structurée du fournisseur à contrôler.",
    cause=Cause.SUMMARY,
)


_MOST_CRASHES = 3
_MOST_REMEMBERED = 1000
_TOO_LONG = "non contrôlé : l'application des règles officielles à ce document dépasse le temps permis"
_CRASHED = "non contrôlé : l'application des règles officielles à ce document s'est interrompue plusieurs fois"


class OfficialRuleProcess:
    """Judges documents by schema, EN 16931 and the French rules."""

    def __init__(self, pool: ValidatorPool, store: ArtefactStore) -> None:
        self._pool = pool
        self._store = store
        self._crashes: Counter[bytes] = Counter()

    def judge(self, document: bytes) -> OfficialVerdict:
        """Judge a document as it is judged on reception; one that no validator can bear is not checked, and says so.

        Raises:
            ValidatorUnavailable: no validator could be started, or two crashed; it is worth asking again.
        """
        found = detect(document)
        try:
            return self.judge_detected(found, INTAKE_RULES)
        except ValidatorTooSlow:
            return self._not_checked(found, _TOO_LONG)
        except ValidatorCrashed:
            if not self._crashes_always(document):
                raise
            return self._not_checked(found, _CRASHED)

    def _crashes_always(self, document: bytes) -> bool:
        """Count a crash; say whether it is the document's own, rather than that of a machine short of memory."""
        if len(self._crashes) >= _MOST_REMEMBERED:
            self._crashes.clear()
        digest = hashlib.sha256(document).digest()
        self._crashes[digest] += 1
        return self._crashes[digest] >= _MOST_CRASHES

    def _not_checked(self, document: Detected, reason: str) -> OfficialVerdict:
        wanted = ((RuleFamily.XSD, schema_for(document)), *self._rules_of(document, INTAKE_RULES))
        names = ((family, self._store.state(selected.artefact_id).artefact.name) for family, selected in wanted)
        return OfficialVerdict(
            tuple(
                OfficialCheck(f, n.name, n.version, Outcome.NOT_CHECKED, reason=reason, cause=Cause.MACHINE)
                for f, n in names
            )
        )

    def judge_detected(
        self, document: Detected, families: Collection[RuleFamily], *, whatever_schema_says: bool = False
    ) -> OfficialVerdict:
        """Judge a document that was recognised, by the wanted families of rules."""
        if document.syntax is Syntax.PIVOT:
            return OfficialVerdict((_OF_PIVOT,))
        wanted = self._rules_of(document, families)
        artefacts: tuple[Selected, ...] = tuple(dict.fromkeys(selected for _, selected in wanted))
        verdict = self._pool.validate(
            document.xml,
            schema=schema_for(document),
            rules=artefacts,
            whatever_schema_says=whatever_schema_says,
        )
        by_artefact = {check.artefact.artefact_id: check for check in verdict.rules}
        made = ((RuleFamily.XSD, verdict.schema), *((f, by_artefact[s.artefact_id]) for f, s in wanted))
        return OfficialVerdict(
            tuple(_translated(family, check, self._cause(check, verdict.schema)) for family, check in made)
        )

    def _rules_of(
        self, document: Detected, families: Collection[RuleFamily]
    ) -> tuple[tuple[RuleFamily, Selected], ...]:
        has_cen_cii = self._store.state("en16931-cii").status is ArtefactStatus.PRESENT
        return rules_for(document, families, has_cen_cii=has_cen_cii)

    def _cause(self, check: Check, schema: Check) -> Cause | None:
        """Say why a check was not made; rules are applied to what its schema accepts only."""
        if check.status is not CheckStatus.NOT_CHECKED:
            return None
        names = (schema.artefact.artefact_id, check.artefact.artefact_id)
        if schema.status is CheckStatus.INVALID:
            return Cause.FORM
        if any(self._store.state(name).status is not ArtefactStatus.PRESENT for name in names):
            return Cause.ABSENT
        return Cause.VALUES


def _translated(family: RuleFamily, check: Check, cause: Cause | None) -> OfficialCheck:
    return OfficialCheck(
        family=family,
        artefact=check.artefact.name,
        version=check.artefact.version,
        outcome=Outcome(check.status.value),
        broken=tuple(
            BrokenRule(rule=f.rule, text=f.text, location=f.location)
            for f in check.findings
            if f.severity is Severity.FATAL
        ),
        reason=check.reason,
        cause=cause,
    )
