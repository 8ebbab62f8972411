"""Reading an ESPD request or response of any version (v1.0.2 to v4.1.0), French DUME included, into one model.

Lenient with what is read, silent about nothing: what has no term is kept in `EspdDocument.unknown`.
"""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Final

from lxml import etree

from services.mps.domain.espd import (
    EspdContact,
    EspdDocument,
    EspdEvidence,
    EspdKind,
    EspdLot,
    EspdOperator,
    EspdParty,
    EspdRepresentative,
    OperatorRole,
    OperatorSize,
)
from services.mps.standards.espd import terms
from services.mps.standards.espd.codes import country_code
from services.mps.standards.espd.criterion_reader import read_answers, read_criteria
from services.mps.standards.espd.criterion_reader_v1 import read_criteria_v1
from services.mps.standards.espd.leftovers import report_leftovers
from services.mps.standards.espd.legacy_codes import ROLES
from services.mps.standards.espd.reading import Report, child, children, day, local, text
from shared.kernel.refusal import refuse
from shared.xml.parser import MEBIBYTE, XmlLimits, parse_xml

LIMITS: Final = XmlLimits(max_bytes=10 * MEBIBYTE, max_depth=60, max_nodes=150_000, max_text=MEBIBYTE)
_ROOTS: Final = {
    "ESPDRequest": EspdKind.REQUEST,
    "ESPDResponse": EspdKind.RESPONSE,
    "QualificationApplicationRequest": EspdKind.REQUEST,
    "QualificationApplicationResponse": EspdKind.RESPONSE,
}
_TERMS: Final = {table: {term.name: term.path for term in table} for table in terms.EVERY_TABLE}


def read_espd(content: bytes) -> EspdDocument:
    """Read a document.

    Raises:
        Refused: ``ESPD-NOT-ONE`` when the root is none of an ESPD; ``XML-…`` when it is no safe XML.
    """
    root = parse_xml(content, limits=LIMITS)
    kind = _ROOTS.get(local(root))
    if kind is None:
        refuse("ESPD-NOT-ONE", root=local(root)[:80])
    report = Report()
    if local(root).startswith("ESPD"):
        criteria, answers = read_criteria_v1(root, report)
    else:
        criteria, properties = read_criteria(root, report)
        answers = list(read_answers(root, properties, report))
    project = child(root, "ProcurementProject")
    document = EspdDocument(
        kind=kind,
        document_id=_leaf(root, terms.HEADER, "document_id") or "",
        uuid=_leaf(root, terms.HEADER, "uuid") or "",
        issued_at=_issued_at(root),
        reference=_leaf(root, terms.HEADER, "reference"),
        procedure=_leaf(root, terms.HEADER, "procedure"),
        project_name=_leaf(project, terms.PROJECT, "project_name"),
        project_description=_leaf(project, terms.PROJECT, "project_description"),
        buyer=_party(child(root, "ContractingParty/Party")),
        lots=tuple(_lot(element) for element in children(root, "ProcurementProjectLot")),
        criteria=tuple(criteria),
        operator=_operator(child(root, "EconomicOperatorParty"), report),
        group_name=_leaf(root, terms.HEADER, "group_name"),
        answers=tuple(answers),
        evidences=tuple(_evidence(element) for element in children(root, "Evidence")),
        request_id=_request_id(root),
        version=version_of(root),
    )
    report_leftovers(root, report)
    return replace(document, unknown=tuple(report.items))


def version_of(root: etree._Element) -> str:
    """Give the version that a document claims: its profile, else its version, else what its root tells."""
    profile = text(root, "ProfileExecutionID") or ""
    if "v" in profile:
        return profile.rpartition("v")[2]
    if local(root).startswith("ESPD"):
        return "1.0.2"
    return text(root, "VersionID") or "inconnue"


def _leaf(element: etree._Element | None, table: tuple[terms.Term, ...], name: str) -> str | None:
    return text(element, _TERMS[table][name])


def _issued_at(root: etree._Element) -> datetime | None:
    """Join date and hour; a document that says no zone is read in UTC, since nothing says where it was made."""
    issued_on = day(_leaf(root, terms.HEADER, "issue_date"))
    if issued_on is None:
        return None
    try:
        hour = time.fromisoformat(_leaf(root, terms.HEADER, "issue_time") or "00:00:00")
    except ValueError:
        hour = time(0)
    at = datetime.combine(issued_on, hour)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _party(element: etree._Element | None) -> EspdParty | None:
    if element is None:
        return None
    leaf = {name: text(element, path) for name, path in _TERMS[terms.PARTY].items()}
    contact = EspdContact(leaf["contact_name"], leaf["contact_telephone"], leaf["contact_email"])
    country = leaf["country"] or ""
    return EspdParty(
        name=leaf["name"] or "",
        identifier=leaf["identifier"] or text(element, "EndpointID") or text(element, "PartyTaxScheme/CompanyID") or "",
        country=country_code(country) or country,
        street=leaf["street"] or text(element, "PostalAddress/AddressLine/Line"),
        city=leaf["city"],
        postal_code=leaf["postal_code"] or text(element, "PostalAddress/Postbox"),
        website=leaf["website"],
        contact=contact if contact != EspdContact() else None,
    )


def _operator(element: etree._Element | None, report: Report) -> EspdOperator | None:
    party = _party(child(element, "Party"))
    if element is None or party is None:
        return None
    holders = [child(element, "Party"), *children(element, "RepresentativeNaturalPerson")]
    powers = [power for holder in holders for power in children(holder, "PowerOfAttorney")]
    return EspdOperator(
        party=party,
        role=_role(element, report),
        size=_size(element, report),
        representatives=tuple(_representative(power) for power in powers),
    )


def _role(element: etree._Element, report: Report) -> OperatorRole | None:
    code = _leaf(element, terms.ROLE_TERMS, "role") or text(element, "EconomicOperatorRoleCode")
    if code is None:
        return None
    known = ROLES.get(code.upper(), code.lower())
    if known not in [role.value for role in OperatorRole]:
        report.add("EconomicOperatorRole/RoleCode", code)
        return None
    return OperatorRole(known)


def _size(element: etree._Element, report: Report) -> OperatorSize | None:
    code = text(element, "Party/IndustryClassificationCode")
    if code is None:
        small = text(element, "SMEIndicator")
        return {"true": OperatorSize.SME, "false": OperatorSize.LARGE}.get(small or "")
    if code.lower() not in [size.value for size in OperatorSize]:
        report.add("Party/IndustryClassificationCode", code)
        return None
    return OperatorSize(code.lower())


def _representative(element: etree._Element) -> EspdRepresentative:
    leaf = {name: text(element, path) for name, path in _TERMS[terms.REPRESENTATIVE].items()}
    country = leaf["country"] or ""
    return EspdRepresentative(
        first_name=leaf["first_name"] or "",
        family_name=leaf["family_name"] or "",
        country=country_code(country) or country,
        description=leaf["description"],
    )


def _lot(element: etree._Element) -> EspdLot:
    return EspdLot(_leaf(element, terms.LOT, "lot_id") or "", _leaf(element, terms.LOT, "name"))


def _evidence(element: etree._Element) -> EspdEvidence:
    leaf = {name: text(element, path) for name, path in _TERMS[terms.EVIDENCE].items()}
    return EspdEvidence(
        evidence_id=leaf["evidence_id"] or "",
        reference=leaf["reference"] or "",
        uri=leaf["uri"],
        issuer_name=leaf["issuer_name"],
        confidentiality=leaf["confidentiality"],
        issued_on=day(leaf["issued_on"]),
        valid_until=day(leaf["valid_until"]),
        digest=leaf["digest"],
        description=leaf["description"],
        statement=leaf["statement"],
    )


def _request_id(root: etree._Element) -> str | None:
    """Find the request that a response answers, among the documents to which it refers."""
    for element in children(root, "AdditionalDocumentReference"):
        if _leaf(element, terms.REQUEST_REFERENCE, "kind") == terms.REQUEST_KIND:
            return _leaf(element, terms.REQUEST_REFERENCE, "request_id")
    return None
