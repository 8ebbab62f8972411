"""The sweeper: sets aside blobs that no row knows, and never touches one that was completed (design section 8.12)."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from shared.storage.blob_files import BlobFiles

_GRACE: Final = timedelta(hours=24)  # a blob is made before the row that names it commits
_BATCH: Final = 500


def sweep(
    files: BlobFiles, *, known: Callable[[Collection[str]], Collection[str]], now: datetime, grace: timedelta = _GRACE
) -> tuple[str, ...]:
    """Quarantine the blobs without sidecar that are older than the grace and that no row names; give their ids.

    Args:
        files: the blobs.
        known: says which ids of a batch are named by a row.
        now: the present instant; file times only ever delay the sweep, they decide nothing of law.
        grace: how long a blob may wait for its row.
    """
    candidates = files.rowless_candidates(older_than=now - grace)
    swept: list[str] = []
    while batch := list(islice(candidates, _BATCH)):
        rowless = set(batch).difference(known(batch))
        swept += [blob_id for blob_id in sorted(rowless) if files.quarantine(blob_id)]
    return tuple(swept)
