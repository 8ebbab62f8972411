"""Official business rules (Schematron compiled to XSLT) run by Saxon: only inside the validator process.

Traps that are measured, and answered here: Saxon resolves external entities unless told otherwise (documents come
from ``canonical_bytes``, and DOCTYPE is disallowed in Saxon's parser too); one processor and one thread per process;
the official rules abort on documents that the schema refuses, so they are never run on those.
"""

from collections.abc import Sequence
from functools import cached_property

from saxonche import PySaxonApiError, PySaxonProcessor, PyXdmNode, PyXsltExecutable

from shared.xml.artefacts import ArtefactStatus, ArtefactStore, why_not_checked
from shared.xml.svrl import findings_of
from shared.xml.verdict import Check, CheckStatus, Severity
from shared.xml.wire import Selected

_DISALLOW_DOCTYPE = "http://saxon.sf.net/feature/parserFeature?uri=http://apache.org/xml/features/disallow-doctype-decl"


class RuleSets:
    """Compiled rule sets by artefact and entry file; each is compiled at its first need, after its hash was checked."""

    def __init__(self, store: ArtefactStore) -> None:
        self._store = store
        self._processor = PySaxonProcessor(license=False)
        self._processor.set_configuration_property(_DISALLOW_DOCTYPE, "true")
        self._xslt = self._processor.new_xslt30_processor()
        self._compiled: dict[Selected, PyXsltExecutable] = {}

    def check(self, document: bytes, rules: Sequence[Selected]) -> tuple[Check, ...]:
        """Judge a canonical document, already valid by its schema, by each rule set; it is parsed once for all."""
        parsed = _Parsed(self._processor, document)
        return tuple(self._check(parsed, rule) for rule in rules)

    def _check(self, document: "_Parsed", rule: Selected) -> Check:
        state = self._store.state(rule.artefact_id)
        name = state.artefact.name
        if state.status is not ArtefactStatus.PRESENT or state.folder is None:
            return Check(name, CheckStatus.NOT_CHECKED, reason=why_not_checked(state))
        executable = self._compiled.get(rule)
        if executable is None:
            executable = self._xslt.compile_stylesheet(stylesheet_file=str(state.folder / rule.entry))
            self._compiled[rule] = executable
        try:
            report = executable.transform_to_string(xdm_node=document.node)
        except PySaxonApiError as error:
            # The official stylesheet itself gave up on the values of this document: nothing was proved about it.
            reason = f"les règles officielles n'ont pas pu être appliquées ({str(error)[:200].strip()})"
            return Check(name, CheckStatus.NOT_CHECKED, reason=reason)
        findings = findings_of(report)
        broken = any(finding.severity is Severity.FATAL for finding in findings)
        return Check(name, CheckStatus.INVALID if broken else CheckStatus.VALID, findings)


class _Parsed:
    """A document as Saxon sees it, parsed when the first rule set asks for it."""

    def __init__(self, processor: PySaxonProcessor, document: bytes) -> None:
        self._processor = processor
        self._document = document

    @cached_property
    def node(self) -> PyXdmNode:
        return self._processor.parse_xml(xml_text=self._document.decode("utf-8"))
