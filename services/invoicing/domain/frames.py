"""Frames of invoicing (cadres de facturation, en16931:BT-23): who deposits what, and with which effect on the payment.

Two lists live together: the portal of the State's (A1 to A25, CPPFacturePivot 2.02, published) and that of the 2026
reform (XP Z12-012, BR-FR-08, published; that S3 and S5 are a subcontractor's and S6 a co-contractor's is general
knowledge of the field, not read in a text). A frame that is in neither is told, never refused.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Depositor(StrEnum):
    """In which quality the frame says that its depositor acts."""

    SUPPLIER = "supplier"
    SUBCONTRACTOR = "subcontractor"
    CO_CONTRACTOR = "co_contractor"
    PROJECT_MANAGER = "project_manager"  # maîtrise d'œuvre
    OWNER = "owner"  # maîtrise d'ouvrage
    BENEFICIARY = "beneficiary"  # of a refund of the tax on energy


_DEPOSITORS: Mapping[Depositor, str] = MappingProxyType(
    {
        Depositor.SUPPLIER: "A1 A2 A3 A4 A5 A6 A7 A8 A22 A23 B1 S1 M1 B2 S2 M2 B4 S4 M4 B7 S7 B8 S8 M8 B9 S9 M9",
        Depositor.SUBCONTRACTOR: "A9 A10 A11 S3 S5",
        Depositor.CO_CONTRACTOR: "A12 A13 A14 S6",
        Depositor.PROJECT_MANAGER: "A15 A16 A17 A18 A24",
        Depositor.OWNER: "A19 A20 A25",
        Depositor.BENEFICIARY: "A21",
    }
)
DEPOSITOR_OF: Mapping[str, Depositor] = MappingProxyType(
    {frame: depositor for depositor, frames in _DEPOSITORS.items() for frame in frames.split()}
)
PAID_FRAMES = frozenset({"A2", "B2", "S2", "M2"})
WORKS_FRAMES = frozenset(DEPOSITOR_OF.keys() & {f"A{n}" for n in range(4, 26)}) - {"A9", "A12", "A21"}


def depositor_of(frame: str | None) -> Depositor | None:
    """Give in which quality a frame says that its depositor acts; None for a frame that is in no list."""
    return DEPOSITOR_OF.get(frame or "")
