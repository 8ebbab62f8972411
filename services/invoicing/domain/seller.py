"""What an invoice says of its seller and no order knows: address, VAT number, bank account; said once, used again.

The supplier keeps it itself; it prefills its drafts and appears nowhere else (CCP D2192-2: mentions of an invoice).
"""

from dataclasses import dataclass

from services.invoicing.domain.errors import Code
from services.invoicing.domain.invoice import Address
from services.invoicing.domain.vat_exemptions import checked_exemption
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.vat_number import VatNumber

_IBAN_LENGTHS = range(15, 35)  # ISO 13616
_A = ord("A") - 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerProfile:
    """A seller's own mentions; the VAT number of a French company follows from its SIREN.

    ``exemption_code`` (BT-121) says why its invoices bear no VAT: never any in the franchise en base (CGI 293 B), else
    where the order bears none.
    """

    siret: Siret
    version: int
    line: str
    city: str
    post_code: str
    country: str = "FR"
    vat_number: str | None = None
    account: str | None = None
    exemption_code: str | None = None

    def __post_init__(self) -> None:
        if self.account is not None and not is_iban(self.account):
            refuse(Code.IBAN)
        if self.vat_number is not None:
            VatNumber.parse(self.vat_number)
        if self.exemption_code is not None:
            checked_exemption(self.exemption_code)

    @property
    def address(self) -> Address:
        """The postal address (en16931:BG-5)."""
        return Address(line=self.line, city=self.city, post_code=self.post_code, country=self.country)

    @property
    def vat(self) -> str:
        """The VAT number given, else the one that follows from the SIREN: (12 + 3 x (SIREN mod 97)) mod 97."""
        siren = str(self.siret.siren)
        return self.vat_number or f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def is_iban(text: str) -> bool:
    """Say whether a text is an IBAN: its length and its check digits (ISO 13616, ISO 7064 mod 97-10)."""
    if not text.isascii() or not text.isalnum() or len(text) not in _IBAN_LENGTHS or not text[:2].isalpha():
        return False
    moved = (text[4:] + text[:4]).upper()
    return int("".join(digit if digit.isdigit() else str(ord(digit) - _A) for digit in moved)) % 97 == 1
