"""The two parties of an invoice have the same terms under two sets of numbers (BG-4 and BG-7 of EN 16931)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyNumbers:
    """The numbers of one party's terms."""

    group: str
    name: str
    trading_name: str
    identifier: str
    registration: str
    vat_number: str
    electronic_address: str
    address: str
    line: str
    additional_line: str
    city: str
    post_code: str
    country: str
    contact: str
    contact_name: str
    contact_phone: str
    contact_email: str


SELLER: Final = PartyNumbers(
    group="BG-4",
    name="BT-27",
    trading_name="BT-28",
    identifier="BT-29",
    registration="BT-30",
    vat_number="BT-31",
    electronic_address="BT-34",
    address="BG-5",
    line="BT-35",
    additional_line="BT-36",
    city="BT-37",
    post_code="BT-38",
    country="BT-40",
    contact="BG-6",
    contact_name="BT-41",
    contact_phone="BT-42",
    contact_email="BT-43",
)
BUYER: Final = PartyNumbers(
    group="BG-7",
    name="BT-44",
    trading_name="BT-45",
    identifier="BT-46",
    registration="BT-47",
    vat_number="BT-48",
    electronic_address="BT-49",
    address="BG-8",
    line="BT-50",
    additional_line="BT-51",
    city="BT-52",
    post_code="BT-53",
    country="BT-55",
    contact="BG-9",
    contact_name="BT-56",
    contact_phone="BT-57",
    contact_email="BT-58",
)
