"""What travels between a custodian's machine and a ceremony: layers to peel, and what was got from them."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from shared.http.base64_text import Base64, from_base64, to_base64
from shared.http.given import Given
from shared.http.written import AsText, Written, inside
from shared.kernel.ids import CustodianId, FileId
from shared.sealing.layers import Peel

IdText = Annotated[str, Field(min_length=36, max_length=36)]


class PeelIn(Given):
    """What a custodian got from one layer, or null when it could not open it."""

    file_id: IdText
    custodian_ids: list[IdText] = Field(min_length=1, max_length=20)
    data: Base64 | None

    def to_peel(self) -> Peel:
        """Read the peel."""
        subset = tuple(CustodianId.parse(one) for one in self.custodian_ids)
        return Peel(FileId.parse(self.file_id), subset, None if self.data is None else from_base64(self.data))


class PeelsIn(Given):
    """A custodian's peels."""

    custodian_id: IdText
    peels: list[PeelIn] = Field(max_length=500)


class LayerOut(Written):
    """A layer that the custodian can peel; ``last`` says that what it gives goes to the worker alone."""

    file_id: AsText
    custodian_ids: list[AsText] = inside("subset")
    last: bool = inside("is_last")
    data: Annotated[str, BeforeValidator(to_base64)]
