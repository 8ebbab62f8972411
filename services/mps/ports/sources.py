"""The administrations, as the simplified application needs them."""

from typing import Protocol

from services.mps.domain.answers import SourceAnswer
from services.mps.domain.tender import Question


class CertificateSource(Protocol):
    """The administrations, behind whatever carries the question to them."""

    def ask(self, question: Question) -> SourceAnswer:
        """Ask one source; never raises for what the source or the network may do."""
        ...
