"""The open directory of companies."""

from typing import Protocol

from services.mps.domain.companies import DirectoryAnswer


class CompanyDirectory(Protocol):
    """Finds companies by name, SIREN or SIRET among open data; no purpose is told, because nothing is protected."""

    def search(self, text: str, *, page: int, per_page: int) -> DirectoryAnswer:
        """Find companies; never raises for what the directory or the network may do."""
        ...
