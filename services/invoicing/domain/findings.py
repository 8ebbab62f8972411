"""What is noticed about a document without making it refused: codes and facts, said in French by the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FindingCode(StrEnum):
    """Stable codes of findings; the comment says which facts travel with each."""

    PDF_NAME = "INV-PDF-NAME"  # name
    PDF_RELATIONSHIP = "INV-PDF-RELATIONSHIP"  # relationship
    PDF_OTHER_XML = "INV-PDF-OTHER-XML"  # count
    PDF_METADATA = "INV-PDF-METADATA"  # no fact
    ENCODING_DOUBTFUL = "INV-ENCODING-DOUBTFUL"  # encoding
    TERM_NOT_WRITTEN = "INV-TERM-NOT-WRITTEN"  # place
    EXTENSION_NOT_WRITTEN = "INV-EXTENSION-NOT-WRITTEN"  # place, text


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed about a document."""

    code: FindingCode
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
