"""The pages behind the addresses that an editor is given: a buyer and a company walk them with a plain browser."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from services.mps.domain.page_links import LINK_LIFE, SESSION_LIFE
from services.mps.domain.sources import Source
from tests.integration.mps.conftest import Platform
from tests.integration.mps.editor_client import EditorClient, a_market, an_editor
from tests.integration.mps.page_browser import Browser
from tests.unit.mps.builders import SOLE_TRADER, WHOLE
from tests.waiting import wait_for


def declared(platform: Platform, *, name: str = "Éditeur") -> tuple[EditorClient, dict[str, Any]]:
    editor = an_editor(platform, name=name)
    return editor, editor.ask("POST", "/public_markets", a_market()).json()


def an_application(editor: EditorClient, market: dict[str, Any], siret: Any = None) -> dict[str, Any]:
    body = {"market_application": {} if siret is None else {"siret": str(siret)}}
    made: dict[str, Any] = editor.ask(
        "POST", f"/public_markets/{market['identifier']}/market_applications", body
    ).json()
    return made


def test_a_buyer_says_what_it_asks_from_the_link_of_its_platform(platform: Platform) -> None:
    editor, market = declared(platform)
    browser = Browser(platform)
    path = browser.enter(market["configuration_url"])
    page = browser.read(path)
    body = page.filled(
        action="terminer", demande=["references", "headcount"], niveau__headcount="3", conditions="Agrément <amiante>"
    )
    ended = browser.send(path, body)
    assert "terminé" in ended.title
    assert "Agrément <amiante>" in ended.text
    assert editor.ask("GET", f"/public_markets/{market['identifier']}").json()["status"] == "completed"
    tender_id = editor.ask("GET", f"/public_markets/{market['identifier']}").json()["tender_id"]
    asked = platform.client.get(f"/mps/consultations/{tender_id}/requirements", headers=platform.headers()).json()
    levels = {item["code"]: item["minimum"] for item in asked["items"]}
    assert levels["headcount"] == "3"
    assert "references" in levels
    assert "turnover" not in levels


def test_a_company_fills_and_confirms_its_candidacy_from_the_link(platform: Platform) -> None:
    editor, market = declared(platform)
    application = an_application(editor, market, WHOLE)
    browser = Browser(platform)
    path = browser.enter(application["application_url"])
    first = browser.read(path)
    assert dict(first.fields)["siret"] == str(WHOLE)
    browser.send(path, first.filled(action="ouvrir"))
    fact = "contestation-insee_establishment-address"
    wait_for(lambda: fact in browser.read(path).controls.values(), within=20)
    page = browser.read(path)
    read = editor.ask("GET", f"/market_applications/{application['identifier']}").json()
    assert read["status"] == "open"
    filled = {
        "reponse__references": "École de Bellac",
        "contestation__insee_establishment__address": "Déménagement",
        "proposition__insee_establishment__address": "3 rue Neuve",
        "lot": ["1"],
        "declaration": ["honour", "accuracy"],
        "groupement": "conjoint",
        "membres": f"{SOLE_TRADER} ; Dormeval ; peinture",
    }
    saved = browser.send(path, page.filled(action="enregistrer", **filled))
    assert "C'est enregistré." in saved.text
    assert ("reponse-references", "École de Bellac") in saved.fields
    assert dict(saved.fields)["proposition-insee_establishment-address"] == "3 rue Neuve"
    assert dict(saved.fields)["membres"].startswith(str(SOLE_TRADER))
    stale = browser.send(path, page.filled(action="enregistrer", reponse__references="Autre chose"))
    assert "alert" in stale.roles, "somebody saved another version meanwhile"

    wrong = browser.send(path, saved.filled(action="enregistrer", membres="pas un numéro ; X"))
    assert "alert" in wrong.roles
    reopened = browser.read(path)
    ended = browser.send(path, reopened.filled(action="confirmer", membres=f"{SOLE_TRADER} ; Dormeval"))
    assert "terminée" in ended.title, ended.text
    assert editor.ask("GET", f"/market_applications/{application['identifier']}").json()["status"] == "completed"
    attestation = editor.ask("GET", f"/market_applications/{application['identifier']}/attestation")
    assert attestation.content.startswith(b"%PDF")


def test_a_link_opens_once_for_a_while_and_for_its_page_alone(platform: Platform) -> None:
    editor, market = declared(platform)
    url, browser, other = market["configuration_url"], Browser(platform), Browser(platform)
    path = browser.enter(url)
    door = other.read(url)
    used = other.ask("POST", door.actions[0], door.filled(action="ouvrir"))
    assert (used.status_code, "déjà servi" in used.text) == (410, True)
    assert other.ask("GET", path).status_code == 401
    forged = f"{url[:-6]}000000"
    door = other.read(forged)
    assert other.ask("POST", door.actions[0], door.filled(action="ouvrir")).status_code == 404

    application = an_application(editor, market)
    theirs = application["application_url"].removeprefix(platform.settings.public_url).partition("?")[0]
    assert browser.ask("GET", theirs).status_code == 401, "the session of a page opens no other"

    again = editor.ask("POST", f"/public_markets/{market['identifier']}/links").json()["url"]
    assert other.enter(again) == path
    late = editor.ask("POST", f"/public_markets/{market['identifier']}/links").json()["url"]
    stranger = an_editor(platform, name="Autre")
    assert stranger.ask("POST", f"/public_markets/{market['identifier']}/links").status_code == 404
    platform.clock.advance(SESSION_LIFE)
    assert browser.ask("GET", path).status_code == 401
    platform.clock.advance(LINK_LIFE - SESSION_LIFE + timedelta(seconds=1))
    door = other.read(late)
    assert other.ask("POST", door.actions[0], door.filled(action="ouvrir")).status_code == 410


def test_a_form_of_another_site_does_nothing(platform: Platform) -> None:
    _, market = declared(platform)
    browser = Browser(platform)
    path = browser.enter(market["configuration_url"])
    page = browser.read(path)
    without = page.filled(action="terminer", without=("preuve",))
    assert browser.ask("POST", path, without).status_code == 403
    assert browser.ask("POST", path, page.filled(action="terminer", preuve="é" * 64)).status_code == 403
    assert browser.ask("POST", path, page.filled(action="terminer"), Origin="https://ailleurs.test").status_code == 403
    assert browser.ask("POST", path, b"\xff\xfe" * 20).status_code == 403
    assert browser.ask("POST", path, urlencode([("a", "b")] * 4000).encode()).status_code == 403
    assert "demandez" in browser.read(path).text.lower()


def test_a_link_never_shows_what_the_company_wrote_elsewhere(platform: Platform) -> None:
    editor, market = declared(platform)
    tender_id = editor.ask("GET", f"/public_markets/{market['identifier']}").json()["tender_id"]
    body = {"siret": str(WHOLE), "tender_id": tender_id}
    platform.client.post("/mps/candidacies", json=body, headers=platform.headers(key="ouvre-elle-meme"))
    browser = Browser(platform)
    path = browser.enter(an_application(editor, market)["application_url"])
    page = browser.read(path)
    refused = browser.send(path, page.filled(action="ouvrir", siret=str(WHOLE)))
    assert "déjà une candidature" in refused.text
    assert "alert" in browser.send(path, page.filled(action="ouvrir", siret="123")).roles
    assert Source.ESTABLISHMENT.value not in refused.text
