"""What can go wrong with stored bytes; the service that calls says what it means for a person."""

from collections.abc import Iterator
from contextlib import contextmanager


class BlobMissing(LookupError):
    """No blob has this id."""


class BlobBusy(RuntimeError):
    """Another request is writing this blob."""


class BlobProtected(RuntimeError):
    """The blob has a sidecar: it only goes by an act that is logged."""


class NoRoom(RuntimeError):
    """The disk has no room for a blob of this size."""


class StoreFailed(RuntimeError):
    """The disk refused: full, read only or broken. Nothing that was asked is to be believed done."""


class OffsetMismatch(ValueError):
    """Bytes were sent for another place than the end of the blob."""

    def __init__(self, actual: int) -> None:
        super().__init__(f"the blob ends at {actual}")
        self.actual = actual


class TooManyBytes(ValueError):
    """More bytes were sent than the blob may hold; nothing beyond the limit was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the limit is {limit} bytes")
        self.limit = limit


@contextmanager
def told() -> Iterator[None]:
    """Let a failure of the disk be told as what it is.

    Raises:
        StoreFailed: no room, a read-only or broken disk, a quota.
    """
    try:
        yield
    except OSError as error:
        raise StoreFailed(str(error)) from error
