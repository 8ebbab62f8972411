"""Who may do what: tokens in headers, rights, idempotency keys, versions."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import FixedClock
from tests.asgi import AsgiClient

Bearer = Callable[..., dict[str, str]]
BODY = {"title": "Chaises", "count": 2}


def test_anonymous_readers_read_what_is_public(client: AsgiClient) -> None:
    assert client.get("/sample/public").json() == {"said": "anonymous"}


def test_a_known_reader_is_known_on_public_pages(client: AsgiClient, bearer: Bearer) -> None:
    assert client.get("/sample/public", headers=bearer("entreprise-a")).json() == {"said": "dev:entreprise-a"}


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic abc", "abc", "Bearer a.b.c", ""])
@pytest.mark.parametrize("path", ["/sample/public", "/sample/private"])
def test_a_bad_token_is_refused_even_where_none_is_needed(client: AsgiClient, header: str, path: str) -> None:
    answer = client.get(path, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "HTTP-TOKEN-INVALID")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_no_token_is_asked_for_with_a_challenge(client: AsgiClient) -> None:
    answer = client.get("/sample/private")
    assert (answer.status_code, answer.json()["code"]) == (401, "HTTP-UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == 'Bearer realm="plis"'


def test_an_expired_token_is_refused(client: AsgiClient, bearer: Bearer, clock: FixedClock) -> None:
    headers = bearer("acheteur")
    clock.advance(timedelta(hours=1, seconds=31))
    answer = client.get("/sample/private", headers=headers)
    assert (answer.status_code, answer.json()["facts"]["reason"]) == (401, "jeton expiré")


def test_a_missing_right_is_said(client: AsgiClient, bearer: Bearer) -> None:
    answer = client.get("/sample/private", headers=bearer("detenteur-1"))
    assert (answer.status_code, answer.json()["code"]) == (403, "HTTP-RIGHT-MISSING")
    assert answer.json()["facts"] == {"right": "award"}
    assert client.get("/sample/private", headers=bearer("acheteur")).status_code == 200


def test_an_act_knows_its_body_its_query_and_its_version(client: AsgiClient, bearer: Bearer) -> None:
    body = b'{"title": "Chaises", "count": 2}'
    headers = bearer("acheteur") | {"Content-Type": "application/json", "If-Match": '"7"'}
    answer = client.post("/sample/things?kind=x", content=body, headers=headers)
    assert answer.status_code == 201
    digest = hashlib.sha256(body).hexdigest()[:8]
    assert answer.json()["said"] == f"Chaises {digest} 7 /sample/things?kind=x"


def test_a_write_without_key_is_refused(client: AsgiClient, bearer: Bearer) -> None:
    headers = bearer("acheteur")
    del headers["Idempotency-Key"]
    answer = client.post("/sample/things", json=BODY, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "HTTP-IDEMPOTENCY-KEY-MISSING")


@pytest.mark.parametrize("key", ["", "court", "x" * 201, "avec espace", "clé-accentuée".encode()])
def test_a_malformed_key_is_refused(client: AsgiClient, bearer: Bearer, key: str | bytes) -> None:
    answer = client.post("/sample/things", json=BODY, headers=bearer("acheteur") | {"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "HTTP-IDEMPOTENCY-KEY-INVALID")


@pytest.mark.parametrize(
    ("header", "status"),
    [(None, 428), ('"3"', 200), ("3", 200), ('W/"3"', 200), ("*", 400), ('"a"', 400), ('"1","2"', 400)],
)
def test_a_change_says_which_version_it_changes(
    client: AsgiClient, bearer: Bearer, header: str | None, status: int
) -> None:
    headers = bearer("acheteur") | ({} if header is None else {"If-Match": header})
    assert client.put("/sample/things/a", headers=headers).status_code == status


def test_tokens_survive_a_restart(issuer: DevelopmentIssuer, client: AsgiClient, bearer: Bearer) -> None:
    assert re.fullmatch(r"urn:plis:dev:[0-9a-f]{16}", issuer.name)
    assert client.get("/sample/public", headers=bearer("acheteur")).status_code == 200
