"""What a company reads of its deposit: where to send it, what it replaces, how it stands, what it may still do."""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, Field

from services.responses.domain.confirmation import Confirmation
from services.responses.domain.deposit import Deposit
from services.responses.domain.replacing import Replaced
from services.responses.domain.verdict import Verdict
from services.responses.handlers.declarations import Preview


class ReplacedOut(BaseModel):
    """An earlier deposit, and the places for which the last one in time counts (R2151-6)."""

    deposit_id: str
    completed_at: AwareDatetime
    places: list[str]

    @classmethod
    def all_of(cls, replaced: Sequence[Replaced]) -> list[Self]:
        """Write what is replaced."""
        return [
            cls(
                deposit_id=str(one.deposit_id),
                completed_at=one.completed_at,
                places=[slot.display() for slot in one.slots],
            )
            for one in replaced
        ]


class ConfirmationOut(BaseModel):
    """What has to be confirmed, or was."""

    title: str
    buyer_siret: str
    deadline: AwareDatetime
    deadline_version: int
    lots: list[int]
    terms_version: str

    @classmethod
    def of(cls, found: Confirmation) -> Self:
        """Write what is confirmed."""
        return cls(
            title=found.title,
            buyer_siret=str(found.buyer_siret),
            deadline=found.deadline.at,
            deadline_version=found.deadline_version,
            lots=list(found.lots),
            terms_version=found.terms_version,
        )


class PreviewOut(BaseModel):
    """What a declaration would be; ``confirms`` is sent back with it."""

    confirms: ConfirmationOut
    buyer_name: str
    object: str
    replaces: list[ReplacedOut]
    already_deposited: str | None = Field(description="Ce même contenu est déjà ce dépôt : le déclarer le rend.")
    awaited_consents: list[str] = Field(description="SIRET des membres dont le consentement manque encore.")

    @classmethod
    def of(cls, found: Preview) -> Self:
        """Write a preview."""
        return cls(
            confirms=ConfirmationOut.of(found.to_confirm),
            buyer_name=found.consultation.buyer.name,
            object=found.consultation.object,
            replaces=ReplacedOut.all_of(found.replaced),
            already_deposited=None if found.same is None else str(found.same.deposit_id),
            awaited_consents=[] if found.group is None else [str(member) for member in found.group.awaited],
        )


class VerdictOut(BaseModel):
    """How the deposit stands against the deadline: as known so far, then as closed."""

    timeliness: str
    deadline: AwareDatetime
    deadline_version: int
    is_final: bool
    began_in_time: bool
    is_amended: bool
    allows_backup_copy: bool = Field(description="La copie de sauvegarde peut être ouverte (annexe 6, art. 2 II 2°).")

    @classmethod
    def of(cls, found: Verdict) -> Self:
        """Write a verdict."""
        return cls(
            timeliness=found.timeliness.value,
            deadline=found.deadline.deadline.at,
            deadline_version=found.deadline.version,
            is_final=found.is_final,
            began_in_time=found.began_in_time,
            is_amended=found.is_amended,
            allows_backup_copy=found.allows_backup_copy,
        )


class FileOut(BaseModel):
    """A file of a deposit and where its bytes are sent (tus)."""

    file_id: str
    role: str
    lot_number: int | None
    name: str
    size: int
    sha256: str
    upload: str
    completed_at: AwareDatetime | None


class DepositOut(BaseModel):
    """A deposit; the acknowledgement is there as soon as the last declared byte was durable."""

    deposit_id: str
    tender_id: str
    status: str
    declared_at: AwareDatetime
    completed_at: AwareDatetime | None
    files: list[FileOut]
    confirmed: ConfirmationOut | None
    group_id: str | None
    replaces: list[ReplacedOut]
    verdict: VerdictOut
    acknowledgement: dict[str, Any] | None

    @classmethod
    def of(
        cls, deposit: Deposit, *, replaced: Sequence[Replaced], verdict: Verdict, acknowledgement: dict[str, Any] | None
    ) -> Self:
        """Write a deposit."""
        files = [
            FileOut(
                file_id=str(file.file_id),
                role=file.declared.slot.role.value,
                lot_number=file.declared.slot.lot_number,
                name=file.declared.name,
                size=file.declared.size,
                sha256=file.declared.sha256,
                upload=f"/responses/uploads/{file.file_id}",
                completed_at=file.completed_at,
            )
            for file in deposit.files
        ]
        particulars = deposit.particulars
        return cls(
            deposit_id=str(deposit.deposit_id),
            tender_id=str(deposit.tender_id),
            status=deposit.status.value,
            declared_at=deposit.declared_at,
            completed_at=deposit.completed_at,
            files=files,
            confirmed=None if particulars.confirmed is None else ConfirmationOut.of(particulars.confirmed),
            group_id=None if particulars.group_id is None else str(particulars.group_id),
            replaces=ReplacedOut.all_of(replaced),
            verdict=VerdictOut.of(verdict),
            acknowledgement=acknowledgement,
        )
