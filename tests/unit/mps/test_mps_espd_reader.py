"""Documents made elsewhere: older versions, French DUME, unknown pieces, and hostile bytes."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mps.domain.espd import (
    EspdAmount,
    EspdKind,
    EspdPeriod,
    EspdUnknown,
    OperatorRole,
    OperatorSize,
    ResponseType,
)
from services.mps.standards.espd.criterion_reader import code_for
from services.mps.standards.espd.reader import LIMITS, read_espd
from services.mps.standards.espd.writer import write_espd
from shared.kernel.refusal import Refused
from tests.unit.mps.espd_documents import a_response

UBL = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
FIRST_VERSION = f"""<?xml version="1.0" encoding="UTF-8"?>
<espd:ESPDResponse {UBL} xmlns:espd="urn:grow:names:specification:ubl:schema:xsd:ESPDResponse-1"
  xmlns:ccv="urn:isa:names:specification:ubl:schema:xsd:CCV-CommonAggregateComponents-1"
  xmlns:ccv-cbc="urn:isa:names:specification:ubl:schema:xsd:CCV-CommonBasicComponents-1"
  xmlns:espd-cac="urn:grow:names:specification:ubl:schema:xsd:ESPD-CommonAggregateComponents-1"
  xmlns:espd-cbc="urn:grow:names:specification:ubl:schema:xsd:ESPD-CommonBasicComponents-1">
 <cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:ID>a1</cbc:ID><cbc:VersionID>1</cbc:VersionID>
 <cbc:IssueDate>2019-03-02</cbc:IssueDate><cbc:IssueTime>14:26:59+01:00</cbc:IssueTime>
 <cbc:ContractFolderID>RN1</cbc:ContractFolderID>
 <cac:ContractingParty><cac:Party><cac:PartyName><cbc:Name>Ville</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
 </cac:Party></cac:ContractingParty>
 <espd-cac:EconomicOperatorParty><espd-cbc:SMEIndicator>true</espd-cbc:SMEIndicator>
  <espd-cac:RepresentativeNaturalPerson>
   <espd-cbc:NaturalPersonRoleDescription>Gérante</espd-cbc:NaturalPersonRoleDescription>
   <cac:PowerOfAttorney><cac:AgentParty><cac:Person><cbc:FirstName>Léa</cbc:FirstName>
    <cbc:FamilyName>Martin</cbc:FamilyName></cac:Person></cac:AgentParty></cac:PowerOfAttorney>
  </espd-cac:RepresentativeNaturalPerson>
  <cac:Party><cac:PartyIdentification><cbc:ID>35600000000048</cbc:ID></cac:PartyIdentification>
   <cac:PartyName><cbc:Name>Atelier</cbc:Name></cac:PartyName></cac:Party>
 </espd-cac:EconomicOperatorParty>
 <cac:ProcurementProjectLot><cbc:ID>1</cbc:ID></cac:ProcurementProjectLot>
 <ccv:Criterion><cbc:ID>297d2323-3ede-424e-94bc-a91561e6f320</cbc:ID>
  <cbc:TypeCode>EXCLUSION.CRIMINAL_CONVICTIONS</cbc:TypeCode><cbc:Name>Fraud</cbc:Name>
  <ccv:RequirementGroup><cbc:ID>g</cbc:ID>
   <ccv:Requirement responseDataType="INDICATOR"><cbc:ID>q1</cbc:ID><cbc:Description>Your answer?</cbc:Description>
    <ccv:Response><ccv-cbc:Indicator>false</ccv-cbc:Indicator></ccv:Response></ccv:Requirement>
   <ccv:Requirement responseDataType="DATE"><cbc:ID>q2</cbc:ID><cbc:Description>Date</cbc:Description>
    <ccv:Response/></ccv:Requirement></ccv:RequirementGroup></ccv:Criterion>
 <ccv:Criterion><cbc:ID>autre</cbc:ID><cbc:TypeCode>CRITERION.OTHER.EO_DATA.TOGETHER_WITH_OTHERS</cbc:TypeCode>
  <ccv:RequirementGroup><ccv:Requirement responseDataType="EVIDENCE_URL"><cbc:ID>q1</cbc:ID>
   <ccv:Response><ccv-cbc:URI>https://exemple.test</ccv-cbc:URI></ccv:Response></ccv:Requirement>
   <ccv:Requirement responseDataType="AMOUNT"><cbc:ID>q3</cbc:ID>
   <ccv:Response><cbc:Amount currencyID="EUR">12.50</cbc:Amount></ccv:Response></ccv:Requirement>
   <ccv:Requirement responseDataType="PERIOD"><cbc:ID>q4</cbc:ID>
   <ccv:Response><cac:Period><cbc:Description>deux ans</cbc:Description></cac:Period></ccv:Response></ccv:Requirement>
  </ccv:RequirementGroup></ccv:Criterion>
</espd:ESPDResponse>"""


def ubl(version: str, body: str, kind: str = "Response") -> bytes:
    """A document in the form of UBL."""
    name = f"QualificationApplication{kind}"
    namespace = f"urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
    head = f"<cbc:ProfileExecutionID>ESPD-EDMv{version}</cbc:ProfileExecutionID>"
    return f'<{name} xmlns="{namespace}" {UBL}>{head}{body}</{name}>'.encode()


def criterion(identifier: str, code: str, properties: str) -> str:
    """A criterion with one group."""
    return (
        f"<cac:TenderingCriterion><cbc:ID>{identifier}</cbc:ID><cbc:CriterionTypeCode>{code}</cbc:CriterionTypeCode>"
        f"<cac:TenderingCriterionPropertyGroup>{properties}</cac:TenderingCriterionPropertyGroup>"
        "</cac:TenderingCriterion>"
    )


def asked(identifier: str, kind: str, more: str = "") -> str:
    """A question."""
    return (
        f"<cac:TenderingCriterionProperty><cbc:ID>{identifier}</cbc:ID><cbc:Description>Question</cbc:Description>"
        f"<cbc:TypeCode>QUESTION</cbc:TypeCode><cbc:ValueDataTypeCode>{kind}</cbc:ValueDataTypeCode>{more}"
        "</cac:TenderingCriterionProperty>"
    )


def answered(identifier: str, value: str) -> str:
    """A response."""
    return (
        "<cac:TenderingCriterionResponse>"
        f"<cbc:ValidatedCriterionPropertyID>{identifier}</cbc:ValidatedCriterionPropertyID>{value}"
        "</cac:TenderingCriterionResponse>"
    )


def test_a_document_of_the_first_version_is_read_into_the_same_model() -> None:
    read = read_espd(FIRST_VERSION.encode())
    assert (read.kind, read.version, read.reference) == (EspdKind.RESPONSE, "1.0.2", "RN1")
    assert read.issued_at == datetime(2019, 3, 2, 13, 26, 59, tzinfo=UTC)
    assert read.buyer is not None
    assert read.buyer.country == "FRA"
    assert read.operator is not None
    assert (read.operator.size, read.operator.role) == (OperatorSize.SME, None)
    assert [person.family_name for person in read.operator.representatives] == ["Martin"]
    assert [found.code for found in read.criteria] == ["fraud", "eo-group"]
    assert [(a.criterion, a.kind, a.value) for a in read.answers] == [
        ("fraud", ResponseType.INDICATOR, False),
        ("eo-group", ResponseType.URL, "https://exemple.test"),
        ("eo-group", ResponseType.AMOUNT, EspdAmount(Decimal("12.50"), "EUR")),
        ("eo-group", ResponseType.PERIOD, "deux ans"),
    ]
    place = "EconomicOperatorParty/RepresentativeNaturalPerson/NaturalPersonRoleDescription"
    assert read.unknown == (EspdUnknown(place, "Gérante"),)


def test_the_same_question_of_two_criteria_of_the_first_version_is_two_questions() -> None:
    identifiers = [answer.property_id for answer in read_espd(FIRST_VERSION.encode()).answers]
    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.parametrize("version", ["2.0.2", "2.1.1", "3.0.0", "3.3.0", "4.0.0"])
def test_documents_of_every_later_version_are_read_by_identifiers_of_their_own(version: str) -> None:
    period = "<cac:ApplicablePeriod><cbc:StartDate>2025-01-01Z</cbc:StartDate></cac:ApplicablePeriod>"
    body = (
        "<cac:EconomicOperatorParty><cac:EconomicOperatorRole><cbc:RoleCode>SCLE</cbc:RoleCode>"
        "</cac:EconomicOperatorRole><cac:Party><cbc:IndustryClassificationCode>MEDIUM</cbc:IndustryClassificationCode>"
        "</cac:Party></cac:EconomicOperatorParty>"
        + criterion(
            "b61bbeb7-690e-4a40-bc68-d6d4ecfaa3d4",
            "CRITERION.EXCLUSION.CONTRIBUTIONS.PAYMENT_OF_TAXES",
            asked("u1", "INDICATOR") + asked("u2", "PERIOD") + asked("u3", "QUANTITY_INTEGER") + asked("u4", "X"),
        )
        + answered("u1", "<cac:ResponseValue><cbc:ResponseIndicator>1</cbc:ResponseIndicator></cac:ResponseValue>")
        + answered("u2", period)
        + answered("u3", "<cac:ResponseValue><cbc:ResponseQuantity>12</cbc:ResponseQuantity></cac:ResponseValue>")
        + answered("u4", "<cac:ResponseValue><cbc:Description>libre</cbc:Description></cac:ResponseValue>")
    )
    read = read_espd(ubl(version, body))
    assert read.version == version
    assert read.operator is not None
    assert (read.operator.role, read.operator.size) == (OperatorRole.SOLE_TENDERER, OperatorSize.MEDIUM)
    values = [(answer.kind, answer.value) for answer in read.answers]
    assert values[0] == (ResponseType.INDICATOR, True)
    assert isinstance(values[1][1], EspdPeriod)
    assert values[2:] == [(ResponseType.QUANTITY_INTEGER, Decimal(12)), (ResponseType.DESCRIPTION, "libre")]
    assert {answer.criterion for answer in read.answers} == {"tax-pay"}


def test_what_is_not_understood_is_told_and_the_rest_is_read() -> None:
    body = (
        "<cbc:Note>remarque</cbc:Note>"
        + criterion("inconnu", "CRITERION.NOUVEAU", asked("u1", "INDICATOR") + asked("u2", "DATE"))
        + answered(
            "u1", "<cac:ResponseValue><cbc:ResponseIndicator>peut-être</cbc:ResponseIndicator></cac:ResponseValue>"
        )
        + answered("u2", "<cac:ResponseValue><cbc:ResponseDate>hier</cbc:ResponseDate></cac:ResponseValue>")
        + answered("u9", "<cac:ResponseValue><cbc:Description>orphelin</cbc:Description></cac:ResponseValue>")
    )
    read = read_espd(ubl("4.1.0", body))
    assert [item.value for item in read.unknown] == [
        "CRITERION.NOUVEAU",
        "u1 peut-être",
        "u2 hier",
        "u9 orphelin",
        "remarque",
    ]
    assert (read.criteria[0].code, read.answers) == (None, ())


@pytest.mark.parametrize(
    ("identifier", "code", "expected"),
    [
        ("c27b7c4e-c837-4529-b867-ed55ce639db5", "", "corruption"),
        ("", "sme", "sme"),
        ("", "CRITERION.EXCLUSION.CONVICTIONS.CORRUPTION", "corruption"),
        ("", "CRITERION.EXCLUSION.SOCIAL.SOCIAL_LAW", "socsec-law"),
        ("", "misinterpr", "misrepresent"),
        ("", "", None),
    ],
)
def test_criteria_are_recognised_by_identifier_then_code_then_former_name(
    identifier: str, code: str, expected: str | None
) -> None:
    assert code_for(identifier, code) == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "XML-EMPTY"),
        (b"<a/>", "ESPD-NOT-ONE"),
        (b"<html><body>erreur</body></html>", "ESPD-NOT-ONE"),
        (b"{}", "XML-NOT-WELL-FORMED"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "XML-DOCTYPE"),
        (b"<a>" * 200 + b"</a>" * 200, "XML-TOO-DEEP"),
        (b"<QualificationApplicationResponse>", "XML-NOT-WELL-FORMED"),
        (b"x" * (LIMITS.max_bytes + 1), "XML-TOO-LARGE"),
    ],
)
def test_hostile_bytes_are_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_espd(content)
    assert caught.value.refusal.code == code


def test_numbers_of_a_million_digits_are_not_read() -> None:
    value = f"<cac:ResponseValue><cbc:ResponseQuantity>{'9' * 1000}</cbc:ResponseQuantity></cac:ResponseValue>"
    huge = value.replace("9" * 1000, "1E+999999")
    for text in (value, huge):
        read = read_espd(ubl("4.1.0", criterion("x", "sme", asked("u1", "QUANTITY")) + answered("u1", text)))
        assert read.answers == ()


def test_a_flood_of_unknown_pieces_is_told_up_to_a_bound() -> None:
    read = read_espd(ubl("4.1.0", "<cbc:Note>bruit</cbc:Note>" * 5000))
    assert 0 < len(read.unknown) < 1000


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_damaged_document_is_read_or_refused_never_a_crash(noise: bytes, place: int) -> None:
    content = write_espd(a_response()).content
    damaged = content[:place] + noise + content[place + len(noise) :]
    with suppress(Refused):  # anything else is a crash
        assert read_espd(damaged).kind in EspdKind
