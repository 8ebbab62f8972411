"""Reading the report of a Schematron run (SVRL, ISO/IEC 19757-3 annex D)."""

import re

from lxml import etree

from shared.xml.verdict import Finding, Severity

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_BROKEN = ("failed-assert", "successful-report")
_BRACKETED_RULE = re.compile(r"\[([A-Z][A-Za-z0-9-]{2,40})\]")
_NAMESPACE_PREDICATE = re.compile(r"\*:([A-Za-z]+)\[namespace-uri\(\)='[^']*'\](\[\d+\])?")


def findings_of(report: str) -> tuple[Finding, ...]:
    """Give every broken rule of a report: failed assertions and successful reports alike.

    Most reports tell of none, and at length: those are not parsed.

    A rule without identifier is named by the code in brackets of its text (Factur-X), else by the text's beginning.
    """
    if not any(kind in report for kind in _BROKEN):
        return ()
    tree = etree.fromstring(report.encode("utf-8"))
    return tuple(_finding(element) for element in tree.iter(*(f"{_SVRL}{kind}" for kind in _BROKEN)))


def _finding(element: etree._Element) -> Finding:
    words = " ".join("".join(t for t in element.itertext() if isinstance(t, str)).split())
    bracketed = _BRACKETED_RULE.search(words)
    rule = element.get("id") or (bracketed.group(1) if bracketed else words[:39])
    warning = element.get("flag") == "warning" or element.get("role") == "warning"
    return Finding(
        rule=rule,
        severity=Severity.WARNING if warning else Severity.FATAL,
        location=_NAMESPACE_PREDICATE.sub(r"\1\2", element.get("location") or ""),
        text=words[:1000],
    )
