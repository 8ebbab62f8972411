"""Byte ranges of downloads (RFC 9110, section 14): one range at a time, for readers who resume."""

import re
from dataclasses import dataclass

from services.tenders.domain.errors import Code
from shared.kernel.refusal import refuse

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """The bytes from ``start`` included to ``end`` excluded, of ``size`` in all."""

    start: int
    end: int
    size: int

    @property
    def is_whole(self) -> bool:
        """Say whether every byte is asked."""
        return self.start == 0 and self.end == self.size

    @property
    def content_range(self) -> str:
        """Write the range for ``Content-Range``."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def requested_range(header: str | None, *, size: int) -> ByteRange:
    """Read a ``Range`` header; anything but one plain range of bytes asks for the whole, as the standard allows.

    Raises:
        Refused: ``TND-RANGE`` when the range begins after the last byte.
    """
    whole = ByteRange(0, size, size)
    found = None if header is None else _ONE_RANGE.fullmatch(header.strip())
    if found is None or found.group(1, 2) == ("", ""):
        return whole
    first, last = found.group(1, 2)
    if first == "":
        return ByteRange(max(0, size - int(last)), size, size) if int(last) else _unsatisfiable(size)
    start, end = int(first), size if last == "" else min(int(last) + 1, size)
    if start >= size:
        return _unsatisfiable(size)
    return whole if end <= start else ByteRange(start, end, size)


def _unsatisfiable(size: int) -> ByteRange:
    refuse(Code.RANGE_UNSATISFIABLE, size=size)
