"""The terms of an ESPD document outside its criteria: path of each leaf, in the order of the schema (UBL 2.3).

One table serves the writer and the reader: a leaf that has no term here is neither written nor understood, and the
reader reports it. Paths are relative to the element named by the table.
"""

from dataclasses import dataclass
from typing import Final

from services.mps.standards.espd.codes import ACCESS, COUNTRY, PROCEDURE, REFERRED, ROLE, SIZE, VERSION

CAC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
REQUEST: Final = "urn:oasis:names:specification:ubl:schema:xsd:QualificationApplicationRequest-2"
RESPONSE: Final = "urn:oasis:names:specification:ubl:schema:xsd:QualificationApplicationResponse-2"
UBL_VERSION: Final = "2.3"
PROFILE: Final = f"ESPD-EDMv{VERSION}"
REQUEST_KIND: Final = "ESPD_REQUEST"  # what a response refers to, in the list `docrefcontent-type`
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
AGENCY: Final = {"schemeAgencyID": "PLIS"}  # who gives the identifiers that are not of the Publications Office
OWN: Final = {"schemeID": "Criterion", "schemeAgencyID": "OP", "schemeVersionID": VERSION}


@dataclass(frozen=True, slots=True)
class Term:
    """One leaf: its name in the model, its path, and the fixed attributes that the rules want."""

    name: str
    path: str
    attributes: tuple[tuple[str, str], ...] = ()


def _term(name: str, path: str, attributes: dict[str, str] | None = None) -> Term:
    return Term(name, path, tuple((attributes or {}).items()))


HEADER: Final = (
    _term("ubl_version", "cbc:UBLVersionID", {"schemeAgencyID": "OASIS-UBL-TC"}),
    _term("profile", "cbc:ProfileExecutionID", {"schemeAgencyID": "OP", "schemeVersionID": VERSION}),
    _term("document_id", "cbc:ID", AGENCY),
    _term("copy", "cbc:CopyIndicator"),
    _term("uuid", "cbc:UUID", {"schemeID": "ISO/IEC 9834-8:2008 - 4UUID", **AGENCY, "schemeVersionID": VERSION}),
    _term("reference", "cbc:ContractFolderID", AGENCY),
    _term("issue_date", "cbc:IssueDate"),
    _term("issue_time", "cbc:IssueTime"),
    _term("group_name", "cbc:EconomicOperatorGroupName"),
    _term("version", "cbc:VersionID", {"schemeAgencyID": "OP", "schemeVersionID": VERSION}),
    _term("procedure", "cbc:ProcedureCode", PROCEDURE.attributes),
)
PARTY: Final = (
    _term("website", "cbc:WebsiteURI"),
    _term("size", "cbc:IndustryClassificationCode", SIZE.attributes),
    _term("identifier", "cac:PartyIdentification/cbc:ID", {"schemeID": "NATIONAL", **AGENCY}),
    _term("name", "cac:PartyName/cbc:Name"),
    _term("street", "cac:PostalAddress/cbc:StreetName"),
    _term("city", "cac:PostalAddress/cbc:CityName"),
    _term("postal_code", "cac:PostalAddress/cbc:PostalZone"),
    _term("country", "cac:PostalAddress/cac:Country/cbc:IdentificationCode", COUNTRY.attributes),
    _term("contact_name", "cac:Contact/cbc:Name"),
    _term("contact_telephone", "cac:Contact/cbc:Telephone"),
    _term("contact_email", "cac:Contact/cbc:ElectronicMail"),
)
ROLE_TERMS: Final = (_term("role", "cac:EconomicOperatorRole/cbc:RoleCode", ROLE.attributes),)
REPRESENTATIVE: Final = (
    _term("description", "cbc:Description"),
    _term("first_name", "cac:AgentParty/cac:Person/cbc:FirstName"),
    _term("family_name", "cac:AgentParty/cac:Person/cbc:FamilyName"),
    _term(
        "country",
        "cac:AgentParty/cac:Person/cac:ResidenceAddress/cac:Country/cbc:IdentificationCode",
        COUNTRY.attributes,
    ),
)
PROJECT: Final = (_term("project_name", "cbc:Name"), _term("project_description", "cbc:Description"))
LOT: Final = (_term("lot_id", "cbc:ID", OWN), _term("name", "cac:ProcurementProject/cbc:Name"))
EVIDENCE: Final = (
    _term("evidence_id", "cbc:ID", AGENCY),
    _term("description", "cbc:Description"),
    _term("statement", "cbc:CandidateStatement"),
    _term("confidentiality", "cbc:ConfidentialityLevelCode", ACCESS.attributes),
    _term("reference", "cac:DocumentReference/cbc:ID", AGENCY),
    _term("issued_on", "cac:DocumentReference/cbc:IssueDate"),
    _term("uri", "cac:DocumentReference/cac:Attachment/cac:ExternalReference/cbc:URI"),
    _term("digest", "cac:DocumentReference/cac:Attachment/cac:ExternalReference/cbc:DocumentHash"),
    _term("algorithm", "cac:DocumentReference/cac:Attachment/cac:ExternalReference/cbc:HashAlgorithmMethod"),
    _term("valid_until", "cac:DocumentReference/cac:ValidityPeriod/cbc:EndDate"),
    _term("issuer_id", "cac:DocumentReference/cac:IssuerParty/cac:PartyIdentification/cbc:ID", AGENCY),
    _term("issuer_name", "cac:DocumentReference/cac:IssuerParty/cac:PartyName/cbc:Name"),
)
REQUEST_REFERENCE: Final = (
    _term("request_id", "cbc:ID", AGENCY),
    _term("kind", "cbc:DocumentTypeCode", REFERRED.attributes),
)
EVERY_TABLE: Final[tuple[tuple[Term, ...], ...]] = (
    *(HEADER, PARTY, ROLE_TERMS, REPRESENTATIVE, PROJECT, LOT, EVIDENCE),
    REQUEST_REFERENCE,
)
