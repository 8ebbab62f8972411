"""The syntaxes that the portal names (syntaxeFlux), and those that are read here.

Sources: AIFE, spécifications externes, annexes EDI et API; the flows of works (E4, E5) are apart since February 2024.
"""

from enum import StrEnum
from typing import Final


class PortalSyntax(StrEnum):
    """What a depositor says of its file."""

    E1_UBL = "IN_DP_E1_UBL_INVOICE"
    E1_CII = "IN_DP_E1_CII"
    E1_CII_16B = "IN_DP_E1_CII_16B"
    E1_PES = "IN_DP_E1_PES_FACTURE"
    E1_XCBL = "IN_DP_E1_XCBL"
    E2_UBL_MIN = "IN_DP_E2_UBL_INVOICE_MIN"
    E2_CPP_MIN = "IN_DP_E2_CPP_FACTURE_MIN"
    E2_CII_MIN = "IN_DP_E2_CII_MIN"
    E2_CII_MIN_16B = "IN_DP_E2_CII_MIN_16B"
    E2_PES_MIN = "IN_DP_E2_PES_FACTURE_MIN"
    E2_FACTUR_X = "IN_DP_E2_CII_FACTURX"
    E3_UBL = "IN_DP_E3_UBL_INVOICE"
    ARCHIVE_UBL = "IN_DP_PDFARCHIVE_UBL_INVOICE_MUG"
    ARCHIVE_CII = "IN_DP_PDFARCHIVE_CII_MUG"


READ_HERE: Final = frozenset(
    {
        PortalSyntax.E1_UBL,
        PortalSyntax.E1_CII,
        PortalSyntax.E1_CII_16B,
        PortalSyntax.E2_FACTUR_X,
        PortalSyntax.E3_UBL,
    }
)


def is_read_here(syntax: str | None) -> bool:
    """Say whether a declared syntax is read here; a file without declaration is recognised by its content."""
    return syntax is None or syntax in READ_HERE
