"""An editor offers the simplified application through this platform, in the manner of Passe Marché."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from shared.kernel.client_secrets import TOKEN_LIFE
from tests.integration.mps.conftest import Platform
from tests.integration.mps.editor_client import V1, EditorClient, Receiver, a_market, an_editor, receiver
from tests.unit.mps.builders import SOLE_TRADER, WHOLE
from tests.waiting import wait_for


def opened(platform: Platform, application: str, siret: Any = WHOLE) -> Any:
    return platform.client.post(
        f"/mps/applications/{application}/candidacy",
        json={"siret": str(siret)},
        headers=platform.headers(siret, key=f"ouvre-{application}-{siret}"),
    )


def completed(platform: Platform, application: str, siret: Any = WHOLE) -> Any:
    headers = platform.headers(siret, key=f"termine-{application}-{siret}")
    return platform.client.post(f"/mps/applications/{application}/completion", headers=headers)


def check_what_was_told(editor: EditorClient, told: Receiver, market: str, attestation: str) -> None:
    """Read the two notifications as the documentation describes them."""
    assert all(editor.is_signed(*call) for call in told.calls)
    assert not editor.is_signed(told.calls[0][0], told.calls[0][1] + b" ")
    first, second = told.bodies()
    assert (first["event"], second["event"]) == ("market.completed", "market_application.completed")
    assert first["market"]["identifier"] == market
    assert "identity" in first["market"]["field_keys"]
    assert second["market_application"]["siret"] == str(WHOLE)
    assert second["market_application"]["attestation_url"].endswith(attestation)


def test_from_the_button_of_an_editor_to_its_attestation(platform: Platform) -> None:
    with receiver() as told:
        editor = an_editor(platform, webhook_url=told.url)
        market = editor.ask("POST", "/public_markets", a_market()).json()
        assert f"/mps/pages/markets/{market['identifier']}?lien=1." in market["configuration_url"]
        path = f"/public_markets/{market['identifier']}/market_applications"
        asked = {"market_application": {"siret": str(WHOLE), "provider_user_id": "user-candidat-7"}}
        application = editor.ask("POST", path, asked).json()
        name = application["identifier"]
        read = f"/market_applications/{name}"
        assert editor.ask("GET", read).json()["status"] == "open"
        early = editor.ask("GET", f"{read}/attestation")
        assert (early.status_code, early.json()["code"]) == (422, "MPS-APPLICATION-NOT-COMPLETED")

        buyer = platform.headers(role="acheteur", key="termine-marche")
        done = platform.client.post(f"/mps/markets/{market['identifier']}/completion", headers=buyer)
        assert done.status_code == 200, done.text

        assert completed(platform, name).json()["code"] == "MPS-APPLICATION-NOT-OPENED"
        candidacy = opened(platform, name).json()["candidacy_id"]
        platform.read(candidacy)
        headers = platform.headers(key="termine-la-candidature")
        answered = platform.client.post(f"/mps/applications/{name}/completion", headers=headers)
        assert answered.json()["status"] == "completed", answered.text

        wait_for(lambda: len(told.calls) == 2, within=20)
        check_what_was_told(editor, told, market["identifier"], f"{V1}{read}/attestation")

        pdf = editor.ask("GET", f"{read}/attestation")
        assert pdf.content.startswith(b"%PDF-")
        package = editor.ask("GET", f"{read}/documents_package")
        assert "attestation.pdf" in zipfile.ZipFile(io.BytesIO(package.content)).namelist()
        listed = editor.ask("GET", "/webhook_notifications").json()["items"]
        assert {item["status"] for item in listed} == {"sync_completed"}


def test_nothing_of_an_editor_is_seen_by_another_nor_without_a_token(platform: Platform) -> None:
    mine, other = an_editor(platform, name="Un"), an_editor(platform, name="Deux")
    market = mine.ask("POST", "/public_markets", a_market()).json()["identifier"]
    application = mine.ask("POST", f"/public_markets/{market}/market_applications", {}).json()["identifier"]
    routes = [
        ("GET", f"/public_markets/{market}", None, "MPS-MARKET-UNKNOWN"),
        (
            "PATCH",
            f"/public_markets/{market}",
            {"public_market": {"deadline": "2028-01-01T00:00:00Z"}},
            "MPS-MARKET-UNKNOWN",
        ),
        ("POST", f"/public_markets/{market}/market_applications", {}, "MPS-MARKET-UNKNOWN"),
        ("GET", f"/market_applications/{application}", None, "MPS-APPLICATION-UNKNOWN"),
        ("GET", f"/market_applications/{application}/attestation", None, "MPS-APPLICATION-UNKNOWN"),
        ("GET", f"/market_applications/{application}/documents_package", None, "MPS-APPLICATION-UNKNOWN"),
    ]
    alone = [("POST", "/public_markets", a_market(), ""), ("GET", "/webhook_notifications", None, "")]
    alone += [("POST", "/webhook_notifications/retry", None, "")]
    token = mine.token()
    platform.clock.advance(TOKEN_LIFE + timedelta(seconds=1))
    for method, path, body, code in [*routes, *alone]:
        if code:
            foreign = other.ask(method, path, body)
            assert (foreign.status_code, foreign.json()["code"]) == (404, code), path
        for headers in (
            {},
            {"Authorization": "Bearer faux"},
            {"Authorization": f"Bearer {token}"},
            {"Authorization": "Basic x"},
        ):
            refused = platform.client.request(method, f"{V1}{path}", headers=headers, json=body)
            assert refused.status_code == 401, path
            assert refused.json()["code"] == ("HTTP-TOKEN-INVALID" if headers else "HTTP-UNAUTHENTICATED")
            assert "Bearer" in refused.headers["www-authenticate"]
    person = platform.client.get(f"{V1}/public_markets/{market}", headers=platform.headers())
    assert person.status_code == 401, "the token of a person opens nothing of an editor"


def test_people_see_only_what_names_them(platform: Platform) -> None:
    mine = an_editor(platform)
    market = mine.ask("POST", "/public_markets", a_market()).json()["identifier"]
    named = {"market_application": {"siret": str(WHOLE)}}
    own = mine.ask("POST", f"/public_markets/{market}/market_applications", named).json()["identifier"]
    for stranger in (opened(platform, own, SOLE_TRADER), completed(platform, own, SOLE_TRADER)):
        assert (stranger.status_code, stranger.json()["code"]) == (404, "MPS-APPLICATION-UNKNOWN")
    for path in (
        f"/mps/applications/{own}/candidacy",
        f"/mps/applications/{own}/completion",
        f"/mps/markets/{market}/completion",
        "/mps/editors",
    ):
        assert platform.client.post(path, json={}).status_code == 401
    company = platform.headers(key="cle-etrangere")
    assert platform.client.post(f"/mps/markets/{market}/completion", headers=company).status_code == 403
    assert platform.client.post("/mps/editors", json={"name": "x"}, headers=company).status_code == 403


def test_a_token_is_refused_as_the_standard_says(platform: Platform) -> None:
    grant = {"grant_type": "client_credentials"}
    for form, status, error in (
        ({}, 400, "unsupported_grant_type"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({**grant, "scope": "tout"}, 400, "invalid_scope"),
        (grant, 401, "invalid_client"),
        ({**grant, "client_id": "' OR 1=1", "client_secret": "\x00"}, 401, "invalid_client"),
    ):
        refused = platform.client.post(f"{V1}/oauth/token", data=form)
        assert (refused.status_code, refused.json()) == (status, {"error": error})


def test_two_buttons_of_one_company_lead_to_one_candidacy(platform: Platform) -> None:
    editor = an_editor(platform)
    market = editor.ask("POST", "/public_markets", a_market()).json()["identifier"]
    names = [
        editor.ask("POST", f"/public_markets/{market}/market_applications", {}).json()["identifier"] for _ in range(2)
    ]
    first, second = (opened(platform, name).json()["candidacy_id"] for name in names)
    assert first == second


def test_secrets_are_never_kept_and_a_renewed_one_closes_everything(platform: Platform) -> None:
    editor = an_editor(platform)
    token = editor.token()
    shown = platform.client.post(f"/mps/editors/{editor.client_id}/secret", headers=platform.headers(role="operateur"))
    with platform.app.database.reader() as connection:
        kept = json.dumps([str(row) for row in connection.execute(text("SELECT * FROM editor"))])
        kept += json.dumps([str(row) for row in connection.execute(text("SELECT * FROM editor_token"))])
    for secret in (token, editor.client_secret, shown.json()["client_secret"], shown.json()["webhook_secret"]):
        assert secret not in kept
    headers = {"Authorization": f"Bearer {token}"}
    assert platform.client.get(f"{V1}/webhook_notifications", headers=headers).status_code == 401
    refused = platform.client.post(
        f"{V1}/oauth/token",
        data={"grant_type": "client_credentials", "client_id": editor.client_id, "client_secret": editor.client_secret},
    )
    assert refused.json() == {"error": "invalid_client"}


def hostile(editor: EditorClient, **changes: Any) -> tuple[int, str]:
    refused = editor.ask("POST", "/public_markets", a_market(**changes))
    return refused.status_code, refused.json()["code"]


def test_what_cannot_be_a_market_is_refused_and_lost_replies_repeated(platform: Platform) -> None:
    editor = an_editor(platform)
    assert hostile(editor, market_type_codes=["defense"]) == (422, "MPS-MARKET-DEFENSE")
    assert hostile(editor, market_type_codes=[]) == (422, "MPS-MARKET-TYPES")
    assert hostile(editor, deadline="2020-01-01T00:00:00Z") == (422, "MPS-MARKET-DEADLINE")
    for changes in (
        {"name": ""},
        {"name": "x" * 256},
        {"siret": "12345678901234"},
        {"siret": "１２３４５６７８９０１２３４"},
        {"deadline": "demain"},
        {"deadline": "2027-01-01T00:00:00"},
        {"market_type_codes": ["autre"]},
        {"lots": [{"name": ""}]},
        {"lots": [{"name": "x"}] * 501},
    ):
        assert hostile(editor, **changes)[0] == 422, changes
    headers = {"Authorization": f"Bearer {editor.token()}", "Idempotency-Key": "cle-de-l-editeur"}
    made = [platform.client.post(f"{V1}/public_markets", json=a_market(), headers=headers).json() for _ in range(2)]
    assert made[0] == made[1]
    identifier = made[0]["identifier"]
    later = {"public_market": {"deadline": "2028-03-31T17:00:00Z"}}
    assert editor.ask("PATCH", f"/public_markets/{identifier}", later).json()["deadline"] == "2028-03-31T17:00:00Z"
    earlier = editor.ask("PATCH", f"/public_markets/{identifier}", a_market())
    assert earlier.json()["code"] == "MPS-MARKET-DEADLINE-EARLIER"
    bad_url = {"name": "x", "webhook_url": "https://10.0.0.1/"}
    refused = platform.client.post(
        "/mps/editors", json=bad_url, headers=platform.headers(role="operateur", key="cle-adresse")
    )
    assert refused.json()["code"] == "MPS-EDITOR-URL"


def test_an_editor_that_fails_is_told_again_then_left_then_told_on_request(platform: Platform) -> None:
    with receiver() as told:
        told.statuses = [500, 500, 500]
        editor = an_editor(platform, webhook_url=told.url)
        market = editor.ask("POST", "/public_markets", a_market()).json()["identifier"]
        buyer = platform.headers(role="acheteur", key="termine-marche")
        assert platform.client.post(f"/mps/markets/{market}/completion", headers=buyer).status_code == 200
        for tries in (1, 2, 3):
            wait_for(lambda tries=tries: len(told.calls) == tries, within=20)
            platform.clock.advance(timedelta(seconds=10))

        def status() -> str:
            return str(editor.ask("GET", "/webhook_notifications").json()["items"][0]["status"])

        wait_for(lambda: status() == "sync_failed", within=20)
        assert editor.ask("POST", "/webhook_notifications/retry").json() == {"retried": 1}
        wait_for(lambda: status() == "sync_completed", within=20)
        assert len({body for _, body in told.calls}) == 1, "each try sends the same bytes"
