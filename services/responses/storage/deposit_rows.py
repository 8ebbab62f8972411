"""Rows of deposited files and of their nested identities, both directions side by side."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from services.responses.domain.deposit import DeclaredFile, SealedFile
from shared.kernel.ids import CustodianId, DepositId, FileId
from shared.sealing.custody import Subset, Wrap
from shared.sealing.manifest import DocumentName, Role, Slot


def file_row(deposit_id: DepositId, ordinal: int, file: SealedFile) -> dict[str, object]:
    """Write a file of a deposit."""
    declared = file.declared
    return {
        "file_id": file.file_id.value,
        "deposit_id": deposit_id.value,
        "ordinal": ordinal,
        "blob_id": file.blob_id,
        "role": declared.slot.role.value,
        "lot_number": declared.slot.lot_number,
        "name": declared.name,
        "size": declared.size,
        "sha256": declared.sha256,
        "nonce": declared.nonce,
        "documents": [{"name": item.name, "size": item.size} for item in declared.documents],
        "completed_at": file.completed_at,
    }


def file_from_row(row: Row[Any]) -> SealedFile:
    """Read a file of a deposit; its nested identities are read apart, and only by an opening."""
    declared = DeclaredFile(
        slot=Slot(Role(row.role), row.lot_number),
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        nonce=row.nonce,
        documents=tuple(DocumentName(item["name"], item["size"]) for item in row.documents),
        wraps=(),
    )
    return SealedFile(FileId(row.file_id), row.blob_id, declared, row.completed_at)


def wrap_rows(files: Iterable[SealedFile]) -> list[dict[str, object]]:
    """Write the nested identities of files."""
    return [
        {"file_id": file.file_id.value, "subset": subset_text(wrap.subset), "data": wrap.data}
        for file in files
        for wrap in file.declared.wraps
    ]


def wrap_from_row(row: Row[Any]) -> tuple[FileId, Wrap]:
    """Read the nested identity of a file for one subset."""
    return FileId(row.file_id), Wrap(subset_from(row.subset), bytes(row.data))


def subset_text(subset: Subset) -> str:
    """Write a subset of custodians, in its order."""
    return ",".join(str(custodian_id) for custodian_id in subset)


def subset_from(text: str) -> Subset:
    """Read a subset of custodians."""
    return tuple(CustodianId.parse(part) for part in text.split(","))
