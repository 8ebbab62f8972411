"""The terms of an invoice as plain values for programs: keys are the numbers of EN 16931, texts as they were given."""

from typing import Any

from services.invoicing.domain.semantic import Group, SemanticInvoice, Value
from services.invoicing.domain.terms import TERMS, Kind


def plain_terms(invoice: SemanticInvoice) -> dict[str, Any]:
    """Give every term present, and what the document says beyond the standard.

    A value is a text, or an object where it has parts (``{"value": "…", "BT-29-1": "0009"}``); what the standard lets
    occur several times is a list, whatever the number of occurrences.
    """
    return {
        "terms": _group(invoice.terms),
        "extensions": [{"path": extension.path, "value": extension.text} for extension in invoice.extensions],
    }


def _group(group: Group) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for number, term in TERMS.items():
        found: list[Any]
        if term.kind is Kind.GROUP:
            found = [_group(below) for below in group.groups.get(number, ())]
        else:
            found = [_value(value) for value in group.values.get(number, ())]
        if found:
            plain[number] = found if term.repeats or len(found) > 1 else found[0]
    return plain


def _value(value: Value) -> str | dict[str, str]:
    return {"value": value.text, **value.parts} if value.parts else value.text
