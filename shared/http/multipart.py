"""A form with one file, as browsers send it (RFC 7578), read while it streams: fields first, then the file.

The file is never held whole. A form is refused as soon as it is not what our own pages send: more fields, a second
file, a field after the file, an unreadable name, an end that never came.
"""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

_MOST_FIELDS: Final = 20
_LONGEST_FIELD: Final = 4096
_MOST_HEADERS, _LONGEST_HEADER = 8, 2048
ENVELOPE_BYTES: Final = 128 * 1024  # what surrounds the file: more than all fields together


class MalformedForm(ValueError):
    """The body is no form with one file."""


@dataclass(slots=True)
class _Part:
    """The part that is being read."""

    name: str
    file_name: str | None
    content: bytearray = field(default_factory=bytearray)


class FileForm:
    """Reads one form: `fields` and `file_name` are known after `begin`, the bytes come from `content`."""

    def __init__(self, request: Request) -> None:
        """Prepare the reading.

        Raises:
            MalformedForm: the body does not say that it is such a form.
        """
        kind, options = parse_options_header(request.headers.get("content-type"))
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise MalformedForm
        self.fields: dict[str, str] = {}
        self.file_name: str | None = None
        self._chunks = request.stream()
        self._pieces: deque[bytes] = deque()
        self._header = (bytearray(), bytearray())
        self._headers: dict[bytes, bytes] = {}
        self._part: _Part | None = None
        self._file_ended = self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin_part,
                    "on_part_data": self._data,
                    "on_part_end": self._end_part,
                    "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._end_headers,
                    "on_end": self._end,
                },
                max_header_count=_MOST_HEADERS,
                max_header_size=_LONGEST_HEADER,
            )
        except FormParserError as error:
            raise MalformedForm from error

    async def begin(self) -> None:
        """Read up to the file.

        Raises:
            MalformedForm: there is none, or what comes before is no form of ours.
        """
        while self.file_name is None:
            if not await self._read():
                raise MalformedForm

    async def content(self) -> AsyncIterator[bytes]:
        """Give the bytes of the file, then read the end of the form.

        Raises:
            MalformedForm: the form was cut, or something follows the file.
        """
        while True:
            while self._pieces:
                yield self._pieces.popleft()
            if not await self._read():
                break
        if not (self._file_ended and self._ended):
            raise MalformedForm

    async def _read(self) -> bool:
        chunk = await anext(self._chunks, b"")
        if not chunk:
            return False
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise MalformedForm from error
        return True

    def _begin_part(self) -> None:
        self._headers = {}
        if self.file_name is not None or len(self.fields) >= _MOST_FIELDS:
            raise MalformedForm

    def _end_header(self) -> None:
        name, value = (bytes(each) for each in self._header)
        self._headers[name.lower()] = value
        self._header = (bytearray(), bytearray())

    def _end_headers(self) -> None:
        kind, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        if kind != b"form-data" or b"name" not in options:
            raise MalformedForm
        name, named = _text(options[b"name"]), None if b"filename" not in options else _text(options[b"filename"])
        if name in self.fields:
            raise MalformedForm
        self._part = _Part(name, named)
        self.file_name = named

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part is None:
            raise MalformedForm
        if self._part.file_name is not None:
            self._pieces.append(data[start:end])
            return
        self._part.content += data[start:end]
        if len(self._part.content) > _LONGEST_FIELD:
            raise MalformedForm

    def _end_part(self) -> None:
        if self._part is None:
            raise MalformedForm
        if self._part.file_name is None:
            self.fields[self._part.name] = _text(bytes(self._part.content))
        else:
            self._file_ended = True
        self._part = None

    def _end(self) -> None:
        self._ended = True


def _text(written: bytes) -> str:
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedForm from error
