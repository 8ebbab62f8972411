"""Rows of deposited files and of their nested identities, both directions side by side."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from services.responses.domain.deposit import DeclaredFile, SealedFile
from shared.kernel.ids import CustodianId, DepositId, FileId
from shared.sealing.custody import Subset, Wrap
from shared.sealing.manifest import Slot
from shared.storage.rows import from_row, to_row


def file_row(deposit_id: DepositId, ordinal: int, file: SealedFile) -> dict[str, object]:
    """Write a file of a deposit."""
    return to_row(
        file,
        without=("declared",),
        deposit_id=deposit_id.value,
        ordinal=ordinal,
        **to_row(file.declared, without=("slot", "wraps")),
        **to_row(file.declared.slot),
    )


def file_from_row(row: Mapping[str, Any]) -> SealedFile:
    """Read a file of a deposit; its nested identities are read apart, and only by an opening."""
    declared = from_row(DeclaredFile, row, slot=from_row(Slot, row), wraps=())
    return from_row(SealedFile, row, declared=declared)


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
