"""Reading criteria and answers of documents in the form of UBL (v2.0 to v4.1.0): properties nested in groups."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from services.mps.domain.espd import EspdAnswer, EspdCriterion, EspdRequirement, EspdValue, ResponseType
from services.mps.standards.espd.catalogue import PropertyRole, catalogue
from services.mps.standards.espd.legacy_codes import code_of
from services.mps.standards.espd.reading import Report, child, children, kind_named, local, text, value_in, whole_text

_GROUPS = ("TenderingCriterionPropertyGroup", "SubsidiaryTenderingCriterionPropertyGroup")
_NOT_VALUES = frozenset({"ID", "Name", "Description", "TypeCode", "ValueDataTypeCode", "ValueUnitCode"})


@dataclass(frozen=True, slots=True)
class KnownProperty:
    """A property of the document being read, by which its answers are understood."""

    criterion: str
    label: str
    kind: str | None


def code_for(source_id: str, source_code: str) -> str | None:
    """Find the criterion by its identifier in e-Certis, else by its code, else by its former name."""
    known = catalogue()
    card = known.by_id.get(source_id) or known.by_code.get(source_code)
    return card.code if card is not None else code_of(source_code)


def read_criteria(root: etree._Element, report: Report) -> tuple[list[EspdCriterion], dict[str, KnownProperty]]:
    """Read every criterion, and every property by its identifier in this document."""
    criteria: list[EspdCriterion] = []
    properties: dict[str, KnownProperty] = {}
    for element in children(root, "TenderingCriterion"):
        source_id, source_code = text(element, "ID") or "", text(element, "CriterionTypeCode") or ""
        code = code_for(source_id, source_code)
        name = text(element, "Name") or ""
        if code is None:
            report.add(f"TenderingCriterion[{source_id}]", source_code or name)
        requirements = []
        for item in _properties(element):
            property_id = text(item, "ID") or ""
            label, kind = text(item, "Description") or "", text(item, "ValueDataTypeCode")
            properties.setdefault(property_id, KnownProperty(code or source_id, label, kind))
            if text(item, "TypeCode") == PropertyRole.REQUIREMENT.value:
                requirements += list(_requirement(item, property_id, label))
        lots = tuple(filter(None, (text(lot, "ID") for lot in children(element, "ProcurementProjectLotReference"))))
        criteria.append(EspdCriterion(code, lots, tuple(requirements), source_id, source_code, name))
    return criteria, properties


def read_answers(root: etree._Element, properties: dict[str, KnownProperty], report: Report) -> Iterator[EspdAnswer]:
    """Read every response that refers to a property of the document."""
    ranks: Counter[str] = Counter()
    for response in children(root, "TenderingCriterionResponse"):
        property_id = text(response, "ValidatedCriterionPropertyID") or ""
        known = properties.get(property_id)
        value = _answer_value(response)
        if known is None or value is None:
            report.add(f"TenderingCriterionResponse[{property_id}]", whole_text(response))
            continue
        ranks[property_id] += 1
        lot = text(response, "ProcurementProjectLotReference/ID")
        kind = kind_named(known.kind, value[0])
        yield EspdAnswer(property_id, kind, value[1], lot, ranks[property_id], known.label, known.criterion)


def _properties(element: etree._Element) -> Iterator[etree._Element]:
    for item in element:
        if local(item) == "TenderingCriterionProperty":
            yield item
        elif local(item) in _GROUPS or local(item) == "SubTenderingCriterion":
            yield from _properties(item)


def _requirement(item: etree._Element, property_id: str, label: str) -> Iterator[EspdRequirement]:
    for element in item:
        if local(element) not in _NOT_VALUES and (found := value_in(element)):
            yield EspdRequirement(property_id, kind_named(text(item, "ValueDataTypeCode"), found[0]), found[1], label)
            return


def _answer_value(response: etree._Element) -> tuple[ResponseType, EspdValue] | None:
    evidence = text(response, "EvidenceSupplied/ID")
    if evidence:
        return ResponseType.EVIDENCE_IDENTIFIER, evidence
    holder = child(response, "ResponseValue")
    candidates = [] if holder is None else [element for element in holder if local(element) != "ID"]
    candidates += list(children(response, "ApplicablePeriod"))
    return next((found for element in candidates if (found := value_in(element))), None)
