"""The code lists of ESPD-EDM v4.1.0 that a writer must respect: where each list is, and the values that are checked."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from shared.kernel.refusal import refuse

VERSION: Final = "4.1.0"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_FILE: Final = "codes_4_1.yaml"


@dataclass(frozen=True, slots=True)
class CodeList:
    """One code list: its identifier, its publisher and its version, as every code repeats them."""

    list_id: str
    version: str
    agency: str = "OP"

    @property
    def attributes(self) -> dict[str, str]:
        """Give the attributes of a code of this list (BR-OTH-01)."""
        return {"listID": self.list_id, "listAgencyID": self.agency, "listVersionID": self.version}


ACCESS: Final = CodeList(f"{_AUTHORITY}access-right", "20250924-0")
COUNTRY: Final = CodeList(f"{_AUTHORITY}country", "20250924-0")
CRITERION: Final = CodeList(f"{_AUTHORITY}criterion", "20240612-0")
ELEMENT: Final = CodeList("criterion-element-type", VERSION)
GROUP: Final = CodeList("property-group-type", VERSION)
LANGUAGE: Final = CodeList(f"{_AUTHORITY}language", "20250618-0")
OCCUPATION: Final = CodeList(f"{_AUTHORITY}occupation", "20221214-0", "EMPL")
PROCEDURE: Final = CodeList(f"{_AUTHORITY}procurement-procedure-type", "20250924-0")
REFERRED: Final = CodeList(f"{_AUTHORITY}docrefcontent-type", "20250924-0")
RATIO: Final = CodeList("financial-ratio-type", VERSION)
RESPONSE: Final = CodeList("response-data-type", VERSION)
ROLE: Final = CodeList(f"{_AUTHORITY}eo-role-type", "20211208-0")
SIZE: Final = CodeList(f"{_AUTHORITY}economic-operator-size", "20250924-0")
SWITCH: Final = CodeList("boolean-gui-control-type", VERSION)


class AccessRight(StrEnum):
    """Who may read an evidence (code list `access-right`)."""

    PUBLIC = "PUBLIC"
    RESTRICTED = "RESTRICTED"
    NON_PUBLIC = "NON_PUBLIC"
    SENSITIVE = "SENSITIVE"
    CONFIDENTIAL = "CONFIDENTIAL"
    NORMAL = "NORMAL"


@dataclass(frozen=True, slots=True)
class Codes:
    """The values that are checked before they are written."""

    countries: frozenset[str]
    currencies: frozenset[str]
    two_letters: dict[str, str]


@cache
def codes() -> Codes:
    """Read the packaged lists once."""
    document: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(_FILE).read_text("utf-8"))
    countries, currencies = (frozenset(document[name].split()) for name in ("countries", "currencies"))
    return Codes(countries, currencies, document["two_letters"])


def country_code(text: str) -> str | None:
    """Read a country written with two or three letters; None when it is neither."""
    folded = text.strip().upper()
    known = codes()
    return folded if folded in known.countries else known.two_letters.get(folded)


def written_country(text: str) -> str:
    """Give the three letters of a country (FRA), never the two of ISO 3166-1.

    Raises:
        Refused: ``ESPD-COUNTRY``.
    """
    return country_code(text) or refuse("ESPD-COUNTRY", country=text[:40])


def written_currency(text: str) -> str:
    """Give a currency of the list.

    Raises:
        Refused: ``ESPD-CURRENCY``.
    """
    if not re.fullmatch("[A-Z]{3}", text) or text not in codes().currencies:
        refuse("ESPD-CURRENCY", currency=text[:40])
    return text
