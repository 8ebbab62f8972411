"""Reading a question that carries a whole file: its base64 is decoded as it comes, and never stands whole in memory.

What is left of the question is as small as any other. Only base64 written as JSON allows is taken: some software writes
``/`` or ``+`` as an escape, some breaks its lines.
"""

import binascii
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

_SPACES: Final = b" \t\r\n"
_LONGEST_ESCAPE: Final = 6  # \u002B
_GROUP: Final = 4
_AROUND: Final = 20  # spaces around the colon
_TAKEN: Final = b"*"  # what is left in the place of the file


@dataclass(slots=True)
class TakenFile:
    """A file as it was decoded; ``is_base64`` is false when it could not be, ``is_too_large`` when it was given up."""

    most: int
    content: bytearray = field(default_factory=bytearray)
    is_base64: bool = True
    is_too_large: bool = False
    _escape: bytes = b""
    _rest: bytes = b""
    _is_padded: bool = False

    def take(self, piece: bytes) -> None:
        """Decode a piece; nothing more is kept once something is wrong."""
        if not self.is_base64 or self.is_too_large:
            return
        try:
            self._decode(self._unescaped(self._escape + piece))
        except ValueError:  # binascii.Error is one
            self.is_base64 = False
            self.content = bytearray()
        if len(self.content) > self.most:
            self.is_too_large = True
            self.content = bytearray()

    def end(self) -> None:
        """Say that no piece follows."""
        if (self._rest or self._escape) and not self.is_too_large:
            self.is_base64 = False
            self.content = bytearray()

    def _unescaped(self, text: bytes) -> bytes:
        self._escape = b""
        if b"\\" not in text:
            return text
        last = text.rindex(b"\\")
        if len(text) - last < _LONGEST_ESCAPE and not _is_whole(text[last:]):
            self._escape, text = text[last:], text[:last]
        return str(json.loads(b'"' + text + b'"')).encode("ascii")

    def _decode(self, text: bytes) -> None:
        text = self._rest + text.translate(None, _SPACES)
        whole = len(text) - len(text) % _GROUP
        self._rest, text = text[whole:], text[:whole]
        if (text or self._rest) and self._is_padded:
            raise binascii.Error("text after the padding")
        if text:
            self.content += binascii.a2b_base64(text, strict_mode=True)
            self._is_padded = text.endswith(b"=")


def _is_whole(escape: bytes) -> bool:
    return len(escape) > 1 and escape[1:2] != b"u"


class FileTaking:
    """Takes the file of one field out of a question, chunk by chunk."""

    def __init__(self, name: str, *, most: int, most_besides: int) -> None:
        around = rb"[ \t\r\n]{0,%d}" % _AROUND
        self._begins = re.compile(b'"' + re.escape(name.encode()) + b'"' + around + b":" + around + b'"')
        self._overlap = len(name) + 2 * _AROUND + len('"":"')
        self._most, self._most_besides = most, most_besides
        self._is_inside = False
        self.besides = bytearray()
        self.file: TakenFile | None = None

    async def take(self, chunks: AsyncIterator[bytes]) -> None:
        """Take everything.

        Raises:
            ValueError: two files, or more besides the file than any question has.
        """
        async for chunk in chunks:
            left = chunk
            while left:
                left = self._inside(left) if self._is_inside else self._outside(left)
            if len(self.besides) > self._most_besides:
                raise ValueError("too much besides the file")

    def _outside(self, chunk: bytes) -> bytes:
        start = max(0, len(self.besides) - self._overlap)
        before = len(self.besides)
        self.besides += chunk
        begun = (each for each in self._begins.finditer(self.besides, start) if each.end() > before)
        found = next(begun, None)
        if found is None:
            return b""
        del begun  # it holds the bytes that are cut below
        if self.file is not None:
            raise ValueError("two files")
        left = bytes(self.besides[found.end() :])
        del self.besides[found.end() :]
        self.file, self._is_inside = TakenFile(self._most), True
        return left

    def _inside(self, chunk: bytes) -> bytes:
        end, file = chunk.find(b'"'), self.file
        if file is None:
            raise AssertionError("one is inside a file once it began")
        piece = chunk if end < 0 else chunk[:end]
        if piece and not self.besides.endswith(_TAKEN):
            self.besides += _TAKEN
        file.take(piece)
        if end < 0:
            return b""
        file.end()
        self._is_inside = False
        self.besides += b'"'
        return chunk[end + 1 :]
