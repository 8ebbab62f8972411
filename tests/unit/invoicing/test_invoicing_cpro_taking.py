"""Large files taken out of a question as it comes: the same as reading it whole, however it is cut and escaped."""

import base64
import json
import tracemalloc
from collections.abc import AsyncIterator

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.invoicing.api.cpro.taking import FileTaking, TakenFile

FIELD = "fichierFlux"
ESCAPES = st.sampled_from(["plain", "php", "dotnet", "lines"])


def taken(body: bytes, *, cut: int = 7, most: int = 10_000, besides: int = 10_000) -> FileTaking:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), cut):
            yield body[start : start + cut]

    taking = FileTaking(FIELD, most=most, most_besides=besides)
    anyio.run(taking.take, chunks())
    return taking


def file_of(body: bytes, **options: int) -> TakenFile:
    file = taken(body, **options).file
    assert file is not None
    return file


def written(content: bytes, escapes: str) -> str:
    text = json.dumps(base64.b64encode(content).decode())
    if escapes == "php":
        return text.replace("/", "\\/")
    if escapes == "dotnet":
        return text.replace("+", "\\u002B").replace("=", "\\u003d")
    return json.dumps(base64.encodebytes(content).decode()) if escapes == "lines" else text


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=300), ESCAPES, st.integers(1, 90), st.booleans())
def test_a_file_is_decoded_as_it_comes(content: bytes, escapes: str, cut: int, first: bool) -> None:
    said = '"nomFichier": "é \\"fichierFlux\\": \\"x\\"", "n": [1, {"a": null}]'
    file = f'"{FIELD}" : {written(content, escapes)}'
    body = ("{" + ", ".join([file, said] if first else [said, file]) + "}").encode()
    taking = taken(body, cut=cut)
    assert taking.file is not None
    assert (taking.file.is_base64, bytes(taking.file.content)) == (True, content)
    left = json.loads(taking.besides)
    assert left[FIELD] == "*"
    assert {name: value for name, value in left.items() if name != FIELD} == json.loads("{" + said + "}")


@pytest.mark.parametrize(
    "text",
    ["pas du base64 !", "é", "AAA", "====", "AA==AAAA", "AAAA=", "\\u00e9", "\\", "AAA\\u002", "A\\", "\\x41AAA"],
)
@pytest.mark.parametrize("cut", [1, 3, 100])
def test_what_is_no_base64_is_said_once_and_nothing_of_it_is_kept(text: str, cut: int) -> None:
    file = file_of(f'{{"{FIELD}":"{text}"}}'.encode(), cut=cut)
    assert (file.is_base64, bytes(file.content)) == (False, b"")


def test_a_file_is_given_up_at_its_limit_and_not_before() -> None:
    for size, is_too_large in ((300, False), (301, True), (900, True)):
        file = file_of(f'{{"{FIELD}":"{base64.b64encode(b"x" * size).decode()}"}}'.encode(), most=300)
        assert (file.is_too_large, file.is_base64, len(file.content)) == (
            is_too_large,
            True,
            0 if is_too_large else size,
        )


def test_a_question_without_a_file_or_with_an_empty_one_is_left_as_it_is() -> None:
    for body in (b"{}", b"", b'{"fichierFlux":null}', b'{"autre":"AAAA"}', b'{"fichierFlux":""}', b"[1"):
        assert bytes(taken(body, cut=1).besides) == body


def test_two_files_or_too_much_besides_are_refused() -> None:
    for body in (b'{"fichierFlux":"AAAA","fichierFlux":"BBBB"}', b'{"a":{"fichierFlux":"AAAA"},"fichierFlux":"BBBB"}'):
        for cut in (1, 9, 100):
            with pytest.raises(ValueError, match="two files"):
                taken(body, cut=cut)
    with pytest.raises(ValueError, match="too much"):
        taken(b'{"nomFichier":"' + b"x" * 500, besides=400)


def test_a_large_file_stands_once_in_memory() -> None:
    size = 8 << 20
    body = b'{"nomFichier":"f.xml","fichierFlux":"' + base64.b64encode(bytes(size)) + b'"}'
    tracemalloc.start()
    try:
        file = file_of(body, cut=1 << 16, most=size)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(file.content) == size
    assert peak < size * 3 // 2  # a buffer that grows has room ahead; the body, read whole, is counted nowhere here
