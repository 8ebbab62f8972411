"""How each kind of value is written: the element that the rules want for it (BR-TCR-08), and its text."""

from datetime import date, time
from decimal import Decimal
from typing import Final

from lxml import etree

from services.mps.domain.espd import EspdAmount, EspdPeriod, EspdValue, ResponseType
from services.mps.standards.espd.codes import COUNTRY, OCCUPATION, RATIO, ROLE, SWITCH, CodeList, written_currency
from services.mps.standards.espd.elements import add
from services.mps.standards.espd.terms import AGENCY

_FIXED: Final = {
    ResponseType.PERCENTAGE: ("ResponseNumeric", {"format": "PERCENTAGE"}),
    ResponseType.QUANTITY: ("ResponseQuantity", {}),
    ResponseType.QUANTITY_INTEGER: ("ResponseQuantity", {"unitCode": "INTEGER"}),
    ResponseType.QUANTITY_YEAR: ("ResponseQuantity", {"unitCode": "YEAR"}),
    ResponseType.DATE: ("ResponseDate", {}),
    ResponseType.TIME: ("ResponseTime", {}),
    ResponseType.INDICATOR: ("ResponseIndicator", {}),
    ResponseType.DESCRIPTION: ("Description", {}),
    ResponseType.NONE: ("Description", {}),
    ResponseType.URL: ("ResponseURI", {}),
    ResponseType.ECONOMIC_OPERATOR_IDENTIFIER: ("ResponseID", AGENCY),
    ResponseType.IDENTIFIER: ("ResponseID", AGENCY),
    ResponseType.QUAL_IDENTIFIER: ("ResponseID", AGENCY),
    ResponseType.CODE: ("ResponseCode", ROLE.attributes),
    ResponseType.CODE_COUNTRY: ("ResponseCode", COUNTRY.attributes),
    ResponseType.CODE_BOOLEAN: ("ResponseCode", SWITCH.attributes),
    ResponseType.AMOUNT: ("ResponseAmount", {}),
}
_ASKED: Final = {
    ResponseType.MINIMUM_AMOUNT: "MinimumAmount",
    ResponseType.MAXIMUM_AMOUNT: "MaximumAmount",
    ResponseType.DESCRIPTION: "ExpectedDescription",
    ResponseType.URL: "ExpectedURI",
    ResponseType.LOT_IDENTIFIER: "ExpectedID",
    ResponseType.CODE: "ExpectedCode",
    ResponseType.CODE_BOOLEAN: "ExpectedCode",
}


def text_of(value: EspdValue) -> str:
    """Write a simple value: no exponent in numbers, `true` and `false`, ISO dates and times."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case date() | time():
            return value.isoformat()
        case EspdAmount():
            return f"{value.amount:f}"
        case EspdPeriod():
            raise TypeError("a period has two texts")
        case _:
            return value


def add_response_value(response: etree._Element, kind: ResponseType, value: EspdValue, *, response_id: str) -> None:
    """Write what answers a property inside its response."""
    if isinstance(value, EspdPeriod):
        add_period(response, value)
        return
    if kind is ResponseType.EVIDENCE_IDENTIFIER:
        add(add(response, "cac:EvidenceSupplied"), "cbc:ID", text_of(value), **AGENCY)
        return
    inside = add(response, "cac:ResponseValue")
    add(inside, "cbc:ID", f"{response_id}/RV", **AGENCY)
    name, attributes = _FIXED[kind]
    if isinstance(value, EspdAmount):
        attributes = {"currencyID": written_currency(value.currency)}
    add(inside, f"cbc:{name}", text_of(value), **attributes)


def add_expected_value(parent: etree._Element, kind: ResponseType, value: EspdValue, *, property_id: str) -> None:
    """Write what the buyer asks at a property."""
    if isinstance(value, EspdPeriod):
        add_period(parent, value)
        return
    name = _ASKED.get(kind, "ExpectedValueNumeric")
    attributes: dict[str, str] = {}
    match name:
        case "MinimumAmount" | "MaximumAmount":
            if isinstance(value, EspdAmount):
                attributes = {"currencyID": written_currency(value.currency)}
        case "ExpectedURI" | "ExpectedID":
            attributes = {"schemeAgencyID": "OP"}
        case "ExpectedCode":
            attributes = _expected_list(kind, property_id).attributes
        case _:
            pass
    add(parent, f"cbc:{name}", text_of(value), **attributes)


def add_period(parent: etree._Element, period: EspdPeriod) -> None:
    """Write a period of days."""
    inside = add(parent, "cac:ApplicablePeriod")
    for name, day in (("cbc:StartDate", period.start), ("cbc:EndDate", period.end)):
        if day is not None:
            add(inside, name, day.isoformat())


def _expected_list(kind: ResponseType, property_id: str) -> CodeList:
    if kind is ResponseType.CODE_BOOLEAN:
        return SWITCH
    return OCCUPATION if "prof-regist" in property_id else RATIO
