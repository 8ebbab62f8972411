"""Who may call the interface of the State's portal, and how it refuses everybody else."""

import base64
from datetime import timedelta

from shared.kernel.client_secrets import TOKEN_LIFE
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal

LIST = "transverses/v1/recuperer/devises"
MIB = 1024 * 1024


def test_both_addresses_answer_and_the_health_check_is_a_get(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    assert portal.call(LIST, prefix="").json()["codeRetour"] == 0
    answer = service.client.get("/invoicing/cpro/transverses/v1/health-check", headers=portal.headers())
    assert answer.json() == {"body": "OK", "statusCode": "OK", "statusCodeValue": 200}


def test_a_token_is_given_for_a_secret_in_the_form_or_as_basic(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    given = portal.ask_token(scope="openid")
    assert given.headers["cache-control"] == "no-store"
    told = given.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 3600, "openid")
    assert portal.ask_token().json()["scope"] == "openid"
    pair = base64.b64encode(f"{portal.client_id}:{portal.client_secret}".encode()).decode()
    basic = {"Authorization": f"Basic {pair}"}
    form = {"grant_type": "client_credentials"}
    for path in ("/invoicing/oauth/token", "/invoicing/api/oauth/token"):
        assert service.client.post(path, data=form, headers=basic).status_code == 200
    assert portal.ask_token(client_secret="faux").json() == {"error": "invalid_client"}
    assert portal.ask_token(client_id="pas-un-uuid").status_code == 401
    assert portal.ask_token(scope="openid admin").json() == {"error": "invalid_scope"}
    assert portal.ask_token(grant_type="password").json() == {"error": "unsupported_grant_type"}


def test_a_call_needs_a_valid_token_and_a_valid_account(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    headers = portal.headers()
    address = f"/invoicing/cpro/{LIST}"

    def status(**changes: str) -> int:
        answer = service.client.post(address, headers={**headers, **changes}, json={})
        assert answer.json()["codeRetour"] != 0
        return answer.status_code

    anonymous = service.client.post(address, json={})
    assert (anonymous.status_code, anonymous.json()["codeRetour"]) == (401, 20004)
    assert anonymous.headers["www-authenticate"].startswith("Bearer")
    assert status(Authorization="Bearer faux") == 401
    assert status(Authorization=f"Bearer {service.issuer.token_for('entreprise-a')}") == 401
    wrong = base64.b64encode(f"{portal.login}:faux".encode()).decode()
    for account in (wrong, "pas du base64", "", "A" * 5000, base64.b64encode(b"sans deux-points").decode()):
        assert status(**{"cpro-account": account}) == 403
    service.clock.advance(TOKEN_LIFE + timedelta(seconds=1))
    assert status() == 401


def test_a_renewed_secret_closes_what_was_open(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    old = portal.password
    renewed = service.post(f"/portal/accounts/{portal.login}/password", role="operateur")
    assert renewed.headers["cache-control"] == "no-store"
    assert portal.call(LIST).status_code == 403
    portal.password = renewed.json()["password"]
    assert (portal.password != old, portal.call(LIST).status_code) == (True, 200)
    service.post(f"/portal/applications/{portal.client_id}/secret", role="operateur")
    assert portal.call(LIST).status_code == 401
    assert portal.ask_token().status_code == 401


def test_the_operator_changes_and_closes(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    assert portal.call("factures/v1/deposer/flux").status_code == 400
    listed = service.get("/portal/accounts", role="operateur").json()["items"]
    assert [(each["login"], each["version"], "password" in each and each["password"]) for each in listed] == [
        (portal.login, 2, None)
    ]
    body = {"name": "Compte", "attachments": [RECIPIENT], "is_active": True}
    path = f"/portal/accounts/{portal.login}"
    assert service.put(path, body, headers={"If-Match": '"1"'}, role="operateur").status_code == 412
    assert service.put(path, body, headers={"If-Match": '"2"'}, role="acheteur").status_code == 403
    changed = service.put(path, body, headers={"If-Match": '"2"'}, role="operateur")
    assert (changed.status_code, changed.json()["version"]) == (200, 3)
    flux = {"fichierFlux": "PGEvPg==", "nomFichier": "a.xml", "syntaxeFlux": "IN_DP_E1_UBL_INVOICE"}
    assert portal.refused("factures/v1/deposer/flux", flux)[:2] == (200, 20004)
    closed = {**body, "is_active": False}
    assert service.put(path, closed, headers={"If-Match": '"3"'}, role="operateur").status_code == 200
    assert portal.call(LIST).status_code == 403

    application = f"/portal/applications/{portal.client_id}"
    assert service.post(f"{application}/closure", role="acheteur").status_code == 403
    assert service.post(f"{application}/closure", role="operateur").json()["is_active"] is False
    assert (portal.call(LIST).status_code, portal.ask_token().status_code) == (401, 401)
    found = service.get("/portal/applications?limit=1", role="operateur").json()
    assert [each["client_id"] for each in found["items"]] == [portal.client_id]
    assert service.get("/portal/applications", role="acheteur").status_code == 403


def test_only_the_operator_registers(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    for role in ("acheteur", "entreprise-a"):
        assert service.post("/portal/applications", {"name": "X"}, role=role).status_code == 403
        assert service.post(f"/portal/applications/{portal.client_id}/secret", role=role).status_code == 403
        assert service.post(f"/portal/accounts/{portal.login}/password", role=role).status_code == 403
    taken = {"login": portal.login, "name": "Autre", "attachments": [RECIPIENT]}
    assert service.post("/portal/accounts", taken, role="operateur").json()["code"] == "INV-PORTAL-ACCOUNT-TAKEN"
    twice = {"login": "TECH_3@essai.fr", "name": "Autre", "attachments": [RECIPIENT, RECIPIENT]}
    assert service.post("/portal/accounts", twice, role="operateur").json()["code"] == "INV-PORTAL-ACCOUNT-STRUCTURES"
    unknown = service.post("/portal/accounts/personne/password", role="operateur")
    assert unknown.json()["code"] == "INV-PORTAL-ACCOUNT-UNKNOWN"
    nobody = "00000000-0000-7000-8000-000000000000"
    none = service.post(f"/portal/applications/{nobody}/secret", role="operateur")
    assert none.json()["code"] == "INV-PORTAL-APPLICATION-UNKNOWN"


def test_hostile_bodies_are_refused_in_the_words_of_the_portal(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    headers = {**portal.headers(), "Content-Type": "application/json;charset=utf-8"}
    address = f"/invoicing/cpro/{LIST}"

    def told(content: bytes, path: str = address, **changes: str) -> tuple[int, int]:
        answer = service.client.post(path, headers={**headers, **changes}, content=content)
        return answer.status_code, answer.json()["codeRetour"]

    assert told(b"") == (200, 0)
    assert told(b'{"inconnu": {"a": [1]}, "codeLangue": null}') == (200, 0)
    for hostile in (b"{", b'{"a": NaN}', b"[" * 5000, b'{"a": ' + b"1" * 5000 + b"}"):
        assert told(hostile)[0] == 400
    assert told(b'"texte"') == (400, 20003)
    assert told(b"\xff\xfe")[0] == 400
    assert told(b"{}", **{"Content-Type": "text/xml"})[0] == 415
    assert told(b" " * (2 * MIB))[0] == 413
    deposit = "/invoicing/cpro/factures/v1/deposer/flux"
    assert told(b"{}", deposit, **{"Content-Length": str(200 * MIB)})[0] == 413
    answer = service.client.post(deposit, content=b"{}", headers={"Content-Length": str(160 * MIB)})
    assert answer.status_code == 401
