"""The DUME service of the State, as this service needs it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from services.mps.domain.dume_service import DataReach, DumeApi, DumeFormat, DumeRequester, FoundDume
from shared.kernel.siret import Siret


class DumeService(Protocol):
    """Asks the service; every refusal has a code (``DUME-…``)."""

    @property
    def is_configured(self) -> bool:
        """Say whether this platform may call the service."""
        ...

    def is_healthy(self, api: DumeApi) -> bool:
        """Say whether an API of the service answers."""
        ...

    def create(self, xml: bytes, *, requester: DumeRequester) -> str:
        """Save a buyer's document; give its identifier."""
        ...

    def search(self, criteria: Mapping[str, str], *, requester: DumeRequester) -> Sequence[FoundDume]:
        """Find documents of buyers."""
        ...

    def formatted(self, dume_id: str, form: DumeFormat, *, requester: DumeRequester, api: DumeApi) -> bytes:
        """Read a document in one form."""
        ...

    def merged(self, dume_id: str, siret: Siret, reach: DataReach, *, requester: DumeRequester) -> bytes:
        """Read the document of an operator, made from a buyer's and filled with the data of a company, as XML."""
        ...

    def publish_essential_data(self, document: Mapping[str, Any], *, requester: DumeRequester) -> Mapping[str, Any]:
        """Have essential data published."""
        ...

    def labels(self, language: str) -> Mapping[str, Any]:
        """Read the labels of the forms."""
        ...
