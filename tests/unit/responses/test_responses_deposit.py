"""A deposit: its declaration, its completion."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.responses.domain.acts import deposit_content
from services.responses.domain.deposit import DeclaredFile, DepositStatus, check_declaration, content_digest
from shared.kernel.refusal import InvalidValue, Refused
from shared.proof.acts import logged
from shared.sealing.custody import Custody
from shared.sealing.manifest import DocumentName, Manifest, Role, SealedDocument, SealedFor, Slot
from tests.unit.responses.builders import ACME, BOLT, CUSTODY, TENDER, T, a_consultation, a_deposit, a_file, wraps


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.refusal.code


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "RSP-FILE-COUNT"),
        ([a_file(1), a_file(1)], "RSP-SLOT-REPEATED"),
        ([a_file(3)], "RSP-LOT-UNKNOWN"),
        ([a_file(1, size=1001)], "RSP-FILE-TOO-LARGE"),
        ([a_file(1, size=1000), a_file(2, size=501)], "RSP-DEPOSIT-TOO-LARGE"),
        ([a_file(1, wraps=wraps()[:2])], "RSP-WRAPS-INCOMPLETE"),
        ([a_file(1, wraps=(*wraps()[:2], wraps()[0]))], "RSP-WRAPS-INCOMPLETE"),
    ],
)
def test_what_is_refused_before_any_byte_travels(files: list[DeclaredFile], code: str) -> None:
    assert code_of(lambda: check_declaration(files, a_consultation())) == code


def test_the_published_limits_are_included() -> None:
    check_declaration(
        [
            a_file(1, size=1000),
            a_file(2, size=500),
        ],
        a_consultation(),
    )


@pytest.mark.parametrize(
    "changes", [{"size": 0}, {"sha256": "AB" * 32}, {"name": "a/b"}, {"name": ""}, {"documents": ()}]
)
def test_impossible_files(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        a_file(1, **changes)


def test_one_custodian_may_be_lost() -> None:
    assert code_of(lambda: Custody(CUSTODY.custodians, 3)) == "RSP-CUSTODY-THRESHOLD"


def test_the_last_byte_completes_whichever_file_it_belongs_to() -> None:
    deposit = a_deposit(1, None, lots=(1, 2))
    after = deposit.with_file_complete(deposit.files[1].file_id, T)
    assert (after.status, after.completed_at) == (DepositStatus.RECEIVING, None)
    whole = after.with_file_complete(deposit.files[0].file_id, T - timedelta(minutes=1))
    assert (whole.status, whole.completed_at) == (DepositStatus.COMPLETE, T)
    assert whole.with_file_complete(deposit.files[0].file_id, T + timedelta(hours=1)) == whole


def test_the_same_bytes_are_the_same_content() -> None:
    assert content_digest([a_file(1), a_file(2)]) == content_digest([a_file(2), a_file(1)])
    assert content_digest([a_file(1)]) != content_digest([a_file(2)])


def test_the_act_tells_nothing_without_its_salt() -> None:
    content = deposit_content(a_deposit(1, T), a_consultation())
    assert logged(content, bytes(32)).leaf != logged(content, bytes([1] * 32)).leaf
    with pytest.raises(ValueError, match="32 bytes"):
        logged(content, b"")


def a_manifest(**changes: Any) -> Manifest:
    facts: dict[str, Any] = {
        "tender_id": TENDER,
        "slot": Slot(Role.BID, 1),
        "siret": ACME,
        "nonce": "0f" * 16,
        "documents": (SealedDocument(DocumentName("offre.pdf", 400), "cd" * 32),),
    }
    return Manifest(**{**facts, **changes})


EXPECTED = SealedFor(TENDER, Slot(Role.BID, 1), ACME, "0f" * 16, (DocumentName("offre.pdf", 400),))


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert Manifest.parse(a_manifest().to_json()) == a_manifest()
    assert EXPECTED.mismatches(a_manifest()) == ()


@pytest.mark.parametrize(
    ("changes", "point"),
    [
        ({"slot": Slot(Role.BID, 2)}, "lot ou rôle"),
        ({"siret": BOLT}, "SIRET"),
        ({"nonce": "1f" * 16}, "aléa"),
        ({"documents": ()}, "liste des documents"),
    ],
)
def test_a_seal_cannot_serve_elsewhere(changes: dict[str, Any], point: str) -> None:
    assert EXPECTED.mismatches(a_manifest(**changes)) == (point,)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"format":"plis-manifest-1"}', b"[" * 100_000])
def test_a_foreign_manifest_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidValue):
        Manifest.parse(text)
