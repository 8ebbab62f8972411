"""The law as dated data: every threshold, period and rate with its article, its source and its confidence."""

from shared.legal.table import LegalTable
from shared.legal.value import Confidence, LegalValue, NoLegalValue

__all__ = ["Confidence", "LegalTable", "LegalValue", "NoLegalValue"]
