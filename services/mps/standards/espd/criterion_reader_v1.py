"""Reading criteria and answers of documents of v1.0.2 (CCV vocabulary): each requirement holds its own response."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from services.mps.domain.espd import EspdAnswer, EspdCriterion, EspdValue, ResponseType
from services.mps.standards.espd.criterion_reader import code_for
from services.mps.standards.espd.reading import Report, child, children, kind_named, local, text, value_in, whole_text

_FORMER_KINDS = {"EVIDENCE_URL": "URL", "EVIDENCE_IDENTIFIER": "IDENTIFIER"}


def read_criteria_v1(root: etree._Element, report: Report) -> tuple[list[EspdCriterion], list[EspdAnswer]]:
    """Read every criterion with its answers; an identifier is unique only with that of its criterion."""
    criteria: list[EspdCriterion] = []
    answers: list[EspdAnswer] = []
    for element in children(root, "Criterion"):
        source_id, source_code = text(element, "ID") or "", text(element, "TypeCode") or ""
        code = code_for(source_id, source_code)
        if code is None:
            report.add(f"Criterion[{source_id}]", source_code)
        name = text(element, "Name") or ""
        criteria.append(EspdCriterion(code, source_id=source_id, source_code=source_code, name=name))
        answers += _answers(element, code or source_id, report)
    return criteria, answers


def _answers(criterion: etree._Element, owner: str, report: Report) -> Iterator[EspdAnswer]:
    ranks: Counter[str] = Counter()
    for requirement in criterion.iter("{*}Requirement"):
        property_id = f"{text(criterion, 'ID')}/{text(requirement, 'ID')}"
        label = text(requirement, "Description") or ""
        declared = requirement.get("responseDataType") or ""
        for response in children(requirement, "Response"):
            found = _value(response)
            if found is None:
                if rest := whole_text(response):
                    report.add(f"Requirement[{property_id}]", rest)
                continue
            ranks[property_id] += 1
            kind = kind_named(_FORMER_KINDS.get(declared, declared), found[0])
            yield EspdAnswer(property_id, kind, found[1], None, ranks[property_id], label, owner)


def _value(response: etree._Element) -> tuple[ResponseType, EspdValue] | None:
    for element in response:
        if local(element) == "Evidence":
            address = text(child(element, "EvidenceDocumentReference/Attachment/ExternalReference"), "URI")
            if address:
                return ResponseType.URL, address
        elif local(element) != "ID" and (found := value_in(element)):
            return found
    return None
