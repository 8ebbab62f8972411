"""The official validators of invoices, run in their own process; every verdict names each artefact and its version."""

from collections.abc import Collection

from services.invoicing.domain.verdict import BrokenRule, OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards.detection import Detected, Syntax, detect
from services.invoicing.standards.selection import INTAKE_RULES, rules_for, schema_for
from shared.xml.artefacts import ArtefactStatus, ArtefactStore
from shared.xml.validator_pool import ValidatorPool
from shared.xml.verdict import Check, Severity
from shared.xml.wire import Selected

_OF_PIVOT = OfficialCheck(
    family=RuleFamily.XSD,
    artefact="CPPFacturePivot",
    version="",
    outcome=Outcome.NOT_CHECKED,
    reason="Résumé établi par le portail de l'État : il ne porte aucune facture structurée du fournisseur à contrôler.",
)


class OfficialRuleProcess:
    """Judges documents by schema, EN 16931 and the French rules."""

    def __init__(self, pool: ValidatorPool, store: ArtefactStore) -> None:
        self._pool = pool
        self._store = store

    def judge(self, document: bytes) -> OfficialVerdict:
        """Judge a document as it is judged on reception.

        Raises:
            ValidatorUnavailable: the validator process failed twice; nothing is known of the document.
        """
        return self.judge_detected(detect(document), INTAKE_RULES)

    def judge_detected(
        self, document: Detected, families: Collection[RuleFamily], *, whatever_schema_says: bool = False
    ) -> OfficialVerdict:
        """Judge a document that was recognised, by the wanted families of rules."""
        if document.syntax is Syntax.PIVOT:
            return OfficialVerdict((_OF_PIVOT,))
        has_cen_cii = self._store.state("en16931-cii").status is ArtefactStatus.PRESENT
        wanted = rules_for(document, families, has_cen_cii=has_cen_cii)
        artefacts: tuple[Selected, ...] = tuple(dict.fromkeys(selected for _, selected in wanted))
        verdict = self._pool.validate(
            document.xml,
            schema=schema_for(document),
            rules=artefacts,
            whatever_schema_says=whatever_schema_says,
        )
        by_artefact = {check.artefact.artefact_id: check for check in verdict.rules}
        rules = (_translated(family, by_artefact[selected.artefact_id]) for family, selected in wanted)
        return OfficialVerdict((_translated(RuleFamily.XSD, verdict.schema), *rules))


def _translated(family: RuleFamily, check: Check) -> OfficialCheck:
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
    )
