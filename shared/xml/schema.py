"""Validation by official XML schemas (XSD), compiled once and kept; the schema's files are hashed first."""

import threading
from typing import Any

from lxml import etree

from shared.xml.artefacts import ArtefactStatus, ArtefactStore, why_not_checked
from shared.xml.verdict import Check, CheckStatus, Finding, Severity

_MAX_FINDINGS = 50


class Schemas:
    """Compiled schemas by artefact and entry file; safe to share between threads."""

    def __init__(self, store: ArtefactStore) -> None:
        self._store = store
        self._compiled: dict[tuple[str, str], etree.XMLSchema] = {}
        # libxml2 keeps the errors of a validation on the schema object, so one document at a time.
        self._lock = threading.Lock()

    def check(self, root: etree._Element, *, artefact_id: str, entry: str) -> Check:
        """Judge a parsed document by one schema; an absent or altered schema judges nothing and says so."""
        state = self._store.state(artefact_id)
        name = state.artefact.name
        if state.status is not ArtefactStatus.PRESENT or state.folder is None:
            return Check(name, CheckStatus.NOT_CHECKED, reason=why_not_checked(state))
        with self._lock:
            schema = self._compiled.get((artefact_id, entry))
            if schema is None:
                parser = etree.XMLParser(no_network=True, resolve_entities=False)
                schema = etree.XMLSchema(etree.parse(str(state.folder / entry), parser))
                self._compiled[artefact_id, entry] = schema
            if schema.validate(root):
                return Check(name, CheckStatus.VALID)
            log: Any = schema.error_log  # the stubs do not know that the log is a sequence
            findings = tuple(
                Finding(rule=str(e.type_name), severity=Severity.FATAL, location=f"ligne {e.line}", text=e.message)
                for e in log[:_MAX_FINDINGS]
            )
        return Check(name, CheckStatus.INVALID, findings)
