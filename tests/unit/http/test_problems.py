"""Every refusal leaves in one shape, in French, with its code, article and facts (RFC 9457)."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.http.texts import HTTP_TEXTS, field_message
from tests.asgi import AsgiClient

JSON = {"Content-Type": "application/json"}
Bearer = Callable[..., dict[str, str]]


def test_a_domain_refusal_has_its_code_article_facts_and_french_text(client: AsgiClient) -> None:
    answer = client.get("/sample/late", headers={"X-Request-Id": "abc-1"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:plis:problem:SMP-TOO-LATE",
        "title": "Trop tard",
        "status": 409,
        "detail": "Remis à 12:00:01, limite 12:00:00.",
        "code": "SMP-TOO-LATE",
        "article": "R2151-5",
        "facts": {"at": "12:00:01", "deadline": "12:00:00"},
        "request_id": "abc-1",
    }


def test_a_refusal_without_text_still_says_its_code_and_facts(client: AsgiClient) -> None:
    problem = client.get("/sample/textless").json()
    assert problem["code"] == "SMP-WITHOUT-TEXT"
    assert "lots : 3" in problem["detail"]


def test_a_fault_shows_a_request_id_and_nothing_else(client: AsgiClient) -> None:
    answer = client.get("/sample/fault")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["x-request-id"] in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/sample/nowhere", 404, "HTTP-NOT-FOUND"),
        ("GET", "/elsewhere", 404, "HTTP-NOT-FOUND"),
        ("GET", "/sample/public/", 404, "HTTP-NOT-FOUND"),
        ("DELETE", "/sample/public", 405, "HTTP-METHOD-NOT-ALLOWED"),
        ("GET", "/sample/things/%00", 404, "HTTP-NOT-FOUND"),
        ("GET", "/sample/company?siret=%00", 404, "HTTP-NOT-FOUND"),
        ("GET", "/sample/company?siret=123", 422, "HTTP-VALUE-INVALID"),
        ("GET", "/sample/company", 422, "HTTP-BODY-INVALID"),
        ("GET", "/sample/list?cursor=!!!", 400, "HTTP-CURSOR-INVALID"),
        ("GET", "/sample/list?limit=101", 422, "HTTP-BODY-INVALID"),
    ],
)
def test_faults_of_the_framework_are_problems_too(
    client: AsgiClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_value_object_explains_itself_in_french(client: AsgiClient) -> None:
    assert "14 chiffres" in client.get("/sample/company?siret=123").json()["detail"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "syntaxe"),
        (b'{"title": "\xff"}', "UTF-8"),
        (b'{"title": "a\\u0000b", "count": 1}', "nul"),
        (b'{"title": "\\ud800", "count": 1}', "Unicode"),
        (b"[" * 33 + b"]" * 33, "32 niveaux"),
        (b'{"a":' * 5000, "32 niveaux"),
    ],
)
def test_an_unreadable_body_is_refused_with_its_reason(
    client: AsgiClient, bearer: Bearer, body: bytes, reason: str
) -> None:
    answer = client.post("/sample/things", content=body, headers=bearer("acheteur") | JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "HTTP-BODY-UNREADABLE")
    assert reason in answer.json()["detail"]


def test_a_whole_emoji_and_an_escaped_backslash_are_readable(client: AsgiClient, bearer: Bearer) -> None:
    body = b'{"title": "\\ud83d\\ude00 \\\\u0000", "count": 1}'
    assert client.post("/sample/things", content=body, headers=bearer("acheteur") | JSON).status_code == 201


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_refused(client: AsgiClient, bearer: Bearer, media_type: str) -> None:
    headers = bearer("acheteur") | {"Content-Type": media_type}
    answer = client.post("/sample/things", content=b'{"title": "a", "count": 1}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "HTTP-MEDIA-TYPE")


def test_wrong_fields_are_named_in_french_without_their_content(client: AsgiClient, bearer: Bearer) -> None:
    body = {"title": "un titre bien trop long pour ce champ", "count": "zéro", "siret": "123"}
    answer = client.post("/sample/things", json=body, headers=bearer("acheteur"))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "HTTP-BODY-INVALID")
    messages = {error["field"]: error["message"] for error in problem["errors"]}
    assert messages == {
        "body.title": "Texte trop long (maximum 20).",
        "body.count": "Nombre entier attendu.",
        "body.siret": "Un SIRET comporte exactement 14 chiffres.",
    }
    assert "bien trop long" not in answer.text


def test_an_absent_body_is_an_invalid_body(client: AsgiClient, bearer: Bearer) -> None:
    assert client.post("/sample/things", headers=bearer("acheteur")).json()["code"] == "HTTP-BODY-INVALID"


def test_every_http_code_raised_has_a_french_text() -> None:
    folder = Path(__file__).parents[3] / "shared" / "http"
    raised = {
        code
        for path in folder.glob("*.py")
        for code in re.findall(r'"(HTTP-[A-Z-]+)"', path.read_text())
        if not code.startswith("HTTP-KEY-")
    }
    assert raised <= set(HTTP_TEXTS)


def test_texts_are_json_safe() -> None:
    assert json.dumps({code: (text.title, text.detail) for code, text in HTTP_TEXTS.items()})


def test_the_values_of_a_list_are_given_in_french() -> None:
    said = field_message("enum", {"expected": "'ubl', 'cii' or 'factur-x'"})
    assert said == "Valeur hors de la liste : 'ubl', 'cii' ou 'factur-x'."
    assert field_message("enum", {}) == "Valeur incorrecte."
