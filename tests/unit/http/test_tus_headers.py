"""The headers of tus as strangers send them."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from shared.http.tus_headers import TusHeaders
from shared.http.tus_texts import tus_texts
from shared.kernel.refusal import Refused

TYPE = {"content-type": "application/offset+octet-stream"}


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def read(**headers: str) -> TusHeaders:
    return TusHeaders(Headers({name.replace("_", "-"): value for name, value in headers.items()}), "RSP")


def code_of(refused: "pytest.ExceptionInfo[Refused]") -> str:
    return refused.value.refusal.code


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1e3", " 1", "²", "1" * 19, "0x10"])
def test_a_number_is_digits_alone(text: str) -> None:
    for ask in (lambda: read(upload_offset=text, **TYPE).offset(), lambda: read(upload_length=text).length()):
        with pytest.raises(Refused) as refused:
            ask()
        assert code_of(refused) in {"RSP-TUS-HEADER", "RSP-TUS-TYPE"}


def test_bytes_of_an_upload_say_what_they_are() -> None:
    headers = TusHeaders(Headers({"upload-offset": "7", **TYPE}), "RSP")
    assert headers.offset() == 7
    with pytest.raises(Refused) as refused:
        read(upload_offset="7", content_type="application/json").offset()
    assert code_of(refused) == "RSP-TUS-TYPE"


def test_metadata_are_pairs_of_a_key_and_a_text() -> None:
    assert read(upload_metadata=f"filename {b64('été.age')},file_id {b64('x')}").metadata()["filename"] == "été.age"
    assert read(upload_metadata="is_confidential").metadata() == {"is_confidential": ""}
    assert read().metadata() == {}


@pytest.mark.parametrize(
    "text",
    [
        "a !!!",
        ",",
        "a Eg==,a Eg==",
        "a //4=",
        ",".join(f"k{n} " for n in range(17)),
    ],
)
def test_wrong_metadata_are_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(upload_metadata=text).metadata()
    assert code_of(refused) == "RSP-TUS-HEADER"


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_characters="\r\n")))
def test_any_header_is_read_or_refused(text: str) -> None:
    headers = read(
        upload_metadata=text, upload_checksum=text, upload_length=text, x_http_method_override=text, tus_resumable=text
    )
    for ask in (headers.metadata, headers.checksum, headers.length, headers.method, headers.check_version):
        try:
            ask()
        except Refused:
            continue


def test_a_checksum_is_a_digest_of_the_one_algorithm() -> None:
    digest = hashlib.sha256(b"x").digest()
    encoded = base64.b64encode(digest).decode()
    assert read(upload_checksum=f"sha256 {encoded}").checksum() == digest
    assert read().checksum() is None
    for wrong in ("sha1 " + encoded, "sha256", "sha256 ***", "sha256 eA=="):
        with pytest.raises(Refused):
            read(upload_checksum=wrong).checksum()


def test_the_words_of_refusals_take_the_family_of_their_service() -> None:
    assert {code.partition("-")[0] for code in tus_texts("DOC")} == {"DOC"}
