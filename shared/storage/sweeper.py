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


def drop_quarantined(files: BlobFiles, *, older_than: datetime) -> int:
    """Remove what was set aside and has not been touched since an instant; give how many blobs went.

    For contents that the law wants gone; evidence stays in its quarantine.
    """
    aside = files.folder.glob("quarantine/*.blob")
    old = [path for path in aside if path.stat().st_mtime < older_than.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
