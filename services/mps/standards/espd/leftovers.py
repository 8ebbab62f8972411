"""What a document says outside its criteria and that has no term: told to the reader, never dropped in silence."""

from typing import Final

from lxml import etree

from services.mps.standards.espd import terms
from services.mps.standards.espd.reading import Report, local

_READ_APART: Final = frozenset({"Criterion", "TenderingCriterion", "TenderingCriterionResponse"})
_SAID_OTHERWISE: Final = frozenset(
    {
        "CustomizationID",
        "ProfileID",
        "EconomicOperatorParty/SMEIndicator",
        "EconomicOperatorParty/EconomicOperatorRoleCode",
        "EconomicOperatorParty/Party/PostalAddress/Postbox",
        "ContractingParty/Party/PostalAddress/Postbox",
        "EconomicOperatorParty/Party/PostalAddress/AddressLine/Line",
        "ContractingParty/Party/PostalAddress/AddressLine/Line",
        "ContractingParty/Party/EndpointID",
        "EconomicOperatorParty/Party/EndpointID",
    }
)


def _below(prefix: str, table: tuple[terms.Term, ...]) -> set[str]:
    return {prefix + "/".join(step.rpartition(":")[2] for step in term.path.split("/")) for term in table}


_KNOWN: Final = frozenset(
    _SAID_OTHERWISE
    | _below("", terms.HEADER)
    | _below("ContractingParty/Party/", terms.PARTY)
    | _below("EconomicOperatorParty/Party/", terms.PARTY)
    | _below("EconomicOperatorParty/", terms.ROLE_TERMS)
    | _below("EconomicOperatorParty/Party/PowerOfAttorney/", terms.REPRESENTATIVE)
    | _below("EconomicOperatorParty/RepresentativeNaturalPerson/PowerOfAttorney/", terms.REPRESENTATIVE)
    | _below("ProcurementProject/", terms.PROJECT)
    | _below("ProcurementProjectLot/", terms.LOT)
    | _below("Evidence/", terms.EVIDENCE)
    | _below("AdditionalDocumentReference/", terms.REQUEST_REFERENCE)
)


def report_leftovers(root: etree._Element, report: Report) -> None:
    """Tell every leaf with content that no term covers."""
    for element in root:
        if local(element) not in _READ_APART:
            _tell(element, local(element), report)


def _tell(element: etree._Element, place: str, report: Report) -> None:
    if len(element) == 0:
        content = (element.text or "").strip()
        if content and place not in _KNOWN:
            report.add(place, content)
    for below in element:
        _tell(below, f"{place}/{local(below)}", report)
