"""Authorities that state another time, another policy, or bytes at random; tokens that outlive their certificate."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kernel.clock import FixedClock
from shared.kernel.refusal import InvalidValue
from shared.proof.time_stamp_authorities import DevelopmentAuthority, RemoteAuthority, make_certificates, make_key
from shared.proof.timestamps import answer_request, generation_time, time_stamp_request, token_of
from shared.proof.token_check import verify_token

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DATA = b"point de controle"
KEY = make_key()
LIFETIME = timedelta(days=3650)


def an_authority(since: datetime) -> DevelopmentAuthority:
    return DevelopmentAuthority.load(KEY, make_certificates(KEY, since), FixedClock(NOW))


AUTHORITY = an_authority(NOW - timedelta(days=1))


def answered(
    request: bytes, *, at: datetime = NOW, policy: str = "1.2.3", authority: DevelopmentAuthority = AUTHORITY
) -> bytes:
    return answer_request(request, at=at, serial=7, policy=policy, certificate=authority.certificate, key=authority.key)


def asked(post: object, policy: str | None = None) -> RemoteAuthority:
    return RemoteAuthority("tsa.example", AUTHORITY.root_pem, post, FixedClock(NOW), policy=policy)  # type: ignore[arg-type]


@pytest.mark.parametrize("at", [NOW - timedelta(days=2), NOW + LIFETIME + timedelta(days=1)], ids=["before", "after"])
def test_a_time_at_which_its_certificate_is_not_valid_is_no_time(at: datetime) -> None:
    with pytest.raises(InvalidValue):
        asked(lambda request: answered(request, at=at)).stamp(DATA)


def test_a_token_outlives_the_certificate_that_signed_it() -> None:
    """A receipt is verified for ever: what counts is that the certificate was valid when it signed."""
    long_ago = datetime(2010, 6, 1, tzinfo=UTC)
    authority = an_authority(long_ago)
    request, nonce = time_stamp_request(DATA)
    token = token_of(answered(request, at=long_ago, authority=authority), data=DATA, nonce=nonce)
    assert long_ago + LIFETIME < datetime(2026, 1, 1, tzinfo=UTC), "its certificate expired since"
    assert verify_token(token, DATA, authority.root_pem) == long_ago == generation_time(token)


def test_another_policy_than_the_one_asked_for_is_refused() -> None:
    """RFC 3161 2.4.2: the policy must be the requested one; where none is configured the authority chooses."""
    assert asked(answered).stamp(DATA).token
    assert asked(answered, "1.2.3").stamp(DATA).token
    with pytest.raises(InvalidValue, match="autre politique"):
        asked(lambda request: answered(request, policy="1.2.4"), "1.2.3").stamp(DATA)


@settings(max_examples=25)
@given(
    at=st.floats(0, 1, exclude_max=True),
    cut=st.integers(0, 20),
    put=st.binary(max_size=8),
    also=st.none() | st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)),
)
def test_bytes_at_random_are_a_lie_or_the_truth_and_never_a_crash(
    at: float, cut: int, put: bytes, also: tuple[float, int] | None
) -> None:
    """Whatever an authority sends, the loop that asks it goes on, and what is kept verifies."""

    def post(request: bytes) -> bytes:
        answer = bytearray(answered(request))
        place = int(at * len(answer))
        answer[place : place + cut] = put
        if also is not None and answer:
            answer[int(also[0] * len(answer))] = also[1]
        return bytes(answer)

    try:
        stamp = asked(post).stamp(DATA)
    except InvalidValue:
        return
    assert verify_token(stamp.token, DATA, AUTHORITY.root_pem) == NOW


def test_a_tower_of_sequences_is_unreadable() -> None:
    tower = b"\x05\x00"
    for _ in range(3000):
        length = len(tower)
        head = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2)
        tower = b"\x30" + head + tower
    with pytest.raises(InvalidValue):
        asked(lambda _request: tower).stamp(DATA)
