"""A buyer profile of somebody else, written with an independent OAuth client after the published page alone."""

import hashlib
import hmac
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from services.mps.api.app import create_app
from shared.http.outbound import Outbound
from shared.http.trust import security_from
from shared.kernel.client_secrets import TOKEN_LIFE
from tests.integration.http.servers import serving
from tests.integration.mps.conftest import Platform
from tests.integration.mps.editor_client import V1, EditorClient, a_market, an_editor, receiver
from tests.unit.mps.builders import WHOLE
from tests.waiting import wait_for


@pytest.fixture
def url(platform: Platform) -> Iterator[str]:
    security = security_from(platform.settings, clock=platform.clock, outbound=Outbound())
    with serving(create_app(platform.app, security)) as port:
        yield f"http://127.0.0.1:{port}"


def a_session(editor: EditorClient, *, method: str, secret: str | None = None) -> OAuth2Session:
    """The library's own client; it knows of us nothing but the addresses."""
    given = secret or editor.client_secret
    return OAuth2Session(editor.client_id, given, scope="api_access", token_endpoint_auth_method=method)


def test_the_whole_walk_of_a_foreign_platform(platform: Platform, url: str) -> None:
    with receiver() as told:
        editor = an_editor(platform, webhook_url=told.url)
        session = a_session(editor, method="client_secret_basic")
        token = session.fetch_token(f"{url}{V1}/oauth/token", grant_type="client_credentials")
        assert (token["token_type"], token["expires_in"]) == ("Bearer", int(TOKEN_LIFE.total_seconds()))

        market = _made(session.post(f"{url}{V1}/public_markets", json=a_market()))
        assert session.get(f"{url}{V1}/public_markets/{market['identifier']}").json()["status"] == "open"
        asked = {"market_application": {"siret": str(WHOLE)}}
        path = f"{url}{V1}/public_markets/{market['identifier']}/market_applications"
        application = _made(session.post(path, json=asked))
        read = f"{url}{V1}/market_applications/{application['identifier']}"
        early = session.get(f"{read}/attestation")
        assert (early.status_code, early.headers["content-type"]) == (422, "application/problem+json")

        _people_answer(platform, market["identifier"], application["identifier"])
        wait_for(lambda: len(told.calls) == 2, within=20)
        for headers, body in told.calls:
            signature = hmac.new(editor.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
            assert hmac.compare_digest(headers["x-webhook-signature-sha256"], f"sha256={signature}")
        completed = json.loads(told.calls[1][1])["market_application"]
        assert completed["attestation_url"].endswith(f"{application['identifier']}/attestation")
        assert session.get(f"{read}/attestation").content.startswith(b"%PDF-")
        package = zipfile.ZipFile(BytesIO(session.get(f"{read}/documents_package").content))
        assert package.testzip() is None
        assert {"attestation.pdf", "empreintes.json"} <= set(package.namelist())


def test_the_library_understands_our_refusals_and_the_end_of_a_token(platform: Platform, url: str) -> None:
    editor = an_editor(platform)
    wrong = a_session(editor, method="client_secret_basic", secret="faux")
    with pytest.raises(OAuthError) as refused:
        wrong.fetch_token(f"{url}{V1}/oauth/token", grant_type="client_credentials")
    assert refused.value.error == "invalid_client"
    broad = OAuth2Session(editor.client_id, editor.client_secret, scope="tout")
    with pytest.raises(OAuthError) as unknown:
        broad.fetch_token(f"{url}{V1}/oauth/token", grant_type="client_credentials")
    assert unknown.value.error == "invalid_scope"
    crowded = requests.post(f"{url}{V1}/oauth/token", data={f"champ{n}": "x" for n in range(40)}, timeout=20)
    assert (crowded.status_code, crowded.json()) == (400, {"error": "invalid_request"})

    session = a_session(editor, method="client_secret_post")
    session.fetch_token(f"{url}{V1}/oauth/token", grant_type="client_credentials")
    assert session.get(f"{url}{V1}/webhook_notifications").status_code == 200
    platform.clock.advance(TOKEN_LIFE)
    over = session.get(f"{url}{V1}/webhook_notifications")
    assert (over.status_code, over.headers["www-authenticate"][:6]) == (401, "Bearer")
    session.fetch_token(f"{url}{V1}/oauth/token", grant_type="client_credentials")
    assert session.get(f"{url}{V1}/webhook_notifications").status_code == 200


def _made(response: requests.Response) -> dict[str, Any]:
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


def _people_answer(platform: Platform, market: str, application: str) -> None:
    buyer = platform.headers(role="acheteur", key="termine-marche")
    assert platform.client.post(f"/mps/markets/{market}/completion", headers=buyer).status_code == 200
    opened = platform.client.post(
        f"/mps/applications/{application}/candidacy",
        json={"siret": str(WHOLE)},
        headers=platform.headers(key=f"ouvre-{application}"),
    )
    platform.read(opened.json()["candidacy_id"])
    done = platform.client.post(
        f"/mps/applications/{application}/completion", headers=platform.headers(key=f"finit-{application}")
    )
    assert done.json()["status"] == "completed", done.text
