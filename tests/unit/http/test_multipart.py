"""A form with one file, cut anywhere, changed anywhere."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request
from starlette.types import Message

from shared.http.multipart import FileForm, MalformedForm

BOUNDARY = "frontiere"
KIND = f"multipart/form-data; boundary={BOUNDARY}"
CONTENT = b"%PDF-1.7\r\n--frontier\r\n--frontiere\xff fin"  # what looks like a boundary and is none


def part(head: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


PROOF = part('name="preuve"', b"abc")
FILE = part('name="piece"; filename="\u00e9t\u00e9.pdf"', CONTENT)
END = f"--{BOUNDARY}--\r\n".encode()
WHOLE = PROOF + FILE + END


def request_of(chunks: Iterable[bytes], kind: str | None = KIND) -> Request:
    waiting = [*chunks, b""]

    async def receive() -> Message:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    headers = [] if kind is None else [(b"content-type", kind.encode("latin-1"))]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def read(*chunks: bytes, kind: str | None = KIND) -> tuple[dict[str, str], str | None, bytes]:
    async def run() -> tuple[dict[str, str], str | None, bytes]:
        form = FileForm(request_of(chunks, kind))
        await form.begin()
        content = b"".join([piece async for piece in form.content()])
        return form.fields, form.file_name, content

    return asyncio.run(run())


def test_a_form_is_read_the_same_wherever_it_is_cut() -> None:
    expected = ({"preuve": "abc"}, "été.pdf", CONTENT)
    assert read(WHOLE) == expected
    for cut in range(1, len(WHOLE)):
        assert read(WHOLE[:cut], WHOLE[cut:]) == expected
    assert read(*(bytes([each]) for each in WHOLE)) == expected


def test_a_form_that_stops_anywhere_is_no_form() -> None:
    whole = WHOLE.removesuffix(b"--\r\n")
    for end in range(len(whole)):
        with pytest.raises(MalformedForm):
            read(WHOLE[:end])


def test_fields_are_known_before_the_file_is_read() -> None:
    async def run() -> dict[str, str]:
        form = FileForm(request_of([PROOF + FILE[:-10]]))
        await form.begin()
        return form.fields

    assert asyncio.run(run()) == {"preuve": "abc"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (WHOLE, None),
        (WHOLE, "text/plain"),
        (WHOLE, "multipart/form-data"),
        (WHOLE, "multipart/mixed; boundary=frontiere"),
        (WHOLE, "multipart/form-data; boundary=" + "x" * 300),
        (b"", KIND),
        (END, KIND),
        (PROOF + END, KIND),
        (FILE + PROOF + END, KIND),
        (PROOF + FILE + FILE + END, KIND),
        (b"".join(part(f'name="c{n}"', b"a") for n in range(30)) + FILE + END, KIND),
        (PROOF + PROOF + FILE + END, KIND),
        (part('name="preuve"', b"a" * 5000) + FILE + END, KIND),
        (part('name="preuve"', b"\xff") + FILE + END, KIND),
        (part("filename=a.pdf", b"a") + END, KIND),
        (WHOLE.replace(b"form-data;", b"attachment;"), KIND),
        (WHOLE.replace(b"Content-Disposition", b"X" * 3000), KIND),
        (WHOLE.replace(b"Content-Disposition", b"A: b\r\n" * 20 + b"Content-Disposition"), KIND),
    ],
    ids=[
        "no type",
        "text",
        "no boundary",
        "mixed",
        "long boundary",
        "empty",
        "end alone",
        "no file",
        "file first",
        "two files",
        "many fields",
        "a field twice",
        "long field",
        "no text",
        "no name",
        "attachment",
        "long header",
        "many headers",
    ],
)
def test_what_no_page_of_ours_sends_is_refused(body: bytes, kind: str | None) -> None:
    with pytest.raises(MalformedForm):
        read(body, kind=kind)
