"""What a company reads of its deposit: where to send it, what it replaces, how it stands, what it may still do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BeforeValidator, Field

from services.responses.domain.deposit import Deposit
from services.responses.domain.replacing import Replaced
from services.responses.domain.verdict import Verdict
from shared.http.variant_outputs import RemarkOut
from shared.http.written import AsInstant, AsText, Written, inside
from shared.proof.canonical import Json

Places = Annotated[list[str], BeforeValidator(lambda slots: [slot.display() for slot in slots])]
UploadPath = Annotated[str, BeforeValidator(lambda file_id: f"/responses/uploads/{file_id}")]
_COPY: Final = "La copie de sauvegarde peut être ouverte (annexe 6, art. 2 II 2°)."


class ReplacedOut(Written):
    """An earlier deposit, and the places for which the last one in time counts (R2151-6)."""

    deposit_id: AsText
    completed_at: AwareDatetime
    places: Places = inside("slots")


class ConfirmationOut(Written):
    """What has to be confirmed, or was."""

    title: str
    buyer_siret: AsText
    deadline: AsInstant
    deadline_version: int
    lots: list[int]
    terms_version: str


class PreviewOut(Written):
    """What a declaration would be; ``confirms`` is sent back with it."""

    confirms: ConfirmationOut = inside("to_confirm")
    buyer_name: str = inside("consultation", "buyer", "name")
    object: str = inside("consultation", "object")
    replaces: list[ReplacedOut] = inside("replaced")
    already_deposited: AsText | None = inside(
        "same", "deposit_id", default=None, description="Ce même contenu est déjà ce dépôt : le déclarer le rend."
    )
    awaited_consents: list[AsText] = inside(
        "group", "awaited", default=[], description="SIRET des membres dont le consentement manque encore."
    )
    deposit_count_shown: bool = inside("consultation", "shows_count")
    remarks: list[RemarkOut] = Field(description="Variantes qui s'écartent de ce que la consultation publie.")
    habilitation: str = inside(
        "habilitation", "said", description="Ce qui montre le pouvoir du déposant d'engager l'entreprise : un avis."
    )


class VerdictOut(Written):
    """How the deposit stands against the deadline: as known so far, then as closed."""

    timeliness: AsText
    deadline: AsInstant = inside("deadline", "deadline")
    deadline_version: int = inside("deadline", "version")
    is_final: bool
    began_in_time: bool
    is_amended: bool
    allows_backup_copy: bool = Field(description=_COPY)


class FileOut(Written):
    """A file of a deposit and where its bytes are sent (tus)."""

    file_id: AsText
    role: AsText = inside("declared", "slot", "role")
    lot_number: int | None = inside("declared", "slot", "lot_number")
    name: str = inside("declared", "name")
    size: int = inside("declared", "size")
    sha256: str = inside("declared", "sha256")
    upload: UploadPath = inside("file_id")
    completed_at: AwareDatetime | None


@dataclass(frozen=True, slots=True)
class ToldDeposit:
    """A deposit with everything that its author is told about it."""

    deposit: Deposit
    replaced: Sequence[Replaced]
    verdict: Verdict
    acknowledgement: dict[str, Json] | None


class DepositOut(Written):
    """A deposit; the acknowledgement is there as soon as the last declared byte was durable."""

    deposit_id: AsText = inside("deposit", "deposit_id")
    tender_id: AsText = inside("deposit", "tender_id")
    status: AsText = inside("deposit", "status")
    declared_at: AwareDatetime = inside("deposit", "declared_at")
    completed_at: AwareDatetime | None = inside("deposit", "completed_at")
    files: list[FileOut] = inside("deposit", "files")
    confirmed: ConfirmationOut | None = inside("deposit", "particulars", "confirmed")
    group_id: AsText | None = inside("deposit", "particulars", "group_id")
    replaces: list[ReplacedOut] = inside("replaced")
    verdict: VerdictOut
    acknowledgement: dict[str, Any] | None
