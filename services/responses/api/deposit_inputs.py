"""What a company sends to declare a deposit: its sealed files, and what it confirms having read."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from services.responses.api.schemas import IdText
from services.responses.domain.confirmation import Confirmation
from services.responses.domain.deposit import DeclaredFile
from services.responses.handlers.declarations import DeclareDeposit
from shared.http.base64_text import Base64, from_base64
from shared.http.given import Given
from shared.kernel.ids import CustodianId, TenderId
from shared.kernel.variants import DeclaredVariants
from shared.registers.group import GroupId
from shared.sealing.custody import Wrap
from shared.sealing.manifest import DocumentName, Role, Slot, nonce_of


class WrapIn(Given):
    """A nested identity: for whom, in which order, and its age file in base64."""

    custodian_ids: list[IdText] = Field(min_length=1, max_length=20)
    data: Base64

    def to_wrap(self) -> Wrap:
        """Read the wrap."""
        return Wrap(tuple(CustodianId.parse(one) for one in self.custodian_ids), from_base64(self.data))


class DocumentIn(Given):
    """One document inside a sealed file, for the receipt's detailed list."""

    name: str
    size: int = Field(ge=0, le=1 << 50)  # whoever verifies a receipt reads it exactly, in any language


class FileIn(Given):
    """One sealed file that is about to be sent."""

    role: Literal["candidacy", "bid"]
    lot_number: int | None = Field(default=None, ge=1)
    name: str
    size: int = Field(ge=1)
    sha256: str
    nonce: str
    variants: int = Field(default=0, ge=0, le=100, description="Nombre de variantes que l'offre contient.")
    documents: list[DocumentIn]
    wraps: list[WrapIn]

    def to_file(self) -> DeclaredFile:
        """Read the declaration of a file."""
        return DeclaredFile(
            slot=Slot(Role(self.role), self.lot_number),
            name=self.name,
            size=self.size,
            sha256=self.sha256,
            nonce=nonce_of(self.nonce),
            documents=tuple(item.to(DocumentName) for item in self.documents),
            wraps=tuple(wrap.to_wrap() for wrap in self.wraps),
        )


class PreviewIn(Given):
    """A deposit that a company thinks of declaring."""

    tender_id: IdText
    company_name: str | None = Field(default=None, min_length=1, max_length=200)
    group_id: IdText | None = Field(default=None, description="Groupement que l'entreprise représente.")
    files: list[FileIn]

    def to_command(
        self, *, default_name: str, arrived_at: datetime, confirmed: Confirmation | None = None
    ) -> DeclareDeposit:
        """Read the command."""
        return DeclareDeposit(
            tender_id=TenderId.parse(self.tender_id),
            depositor_name=self.company_name or default_name,
            files=[file.to_file() for file in self.files],
            arrived_at=arrived_at,
            confirmed=confirmed,
            group_id=None if self.group_id is None else GroupId.parse(self.group_id),
            variants=tuple(
                DeclaredVariants(file.lot_number, file.variants) for file in self.files if file.lot_number is not None
            ),
        )


class ConfirmationIn(Given):
    """What the company confirms having read: repeated as the preview or the consultation says it."""

    title: str
    buyer_siret: str
    deadline: AwareDatetime
    deadline_version: int
    lots: Annotated[list[int], AfterValidator(sorted)] = Field(max_length=500)
    terms_version: str = Field(description="Version acceptée des conditions d'utilisation du dépôt.")


class DepositIn(PreviewIn):
    """The declaration of a deposit."""

    confirms: ConfirmationIn
