"""A software registered at the portal's interface, with its technical account, as the operator registers them."""

import base64
from typing import Any

import httpx

from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET
from tests.integration.invoicing.conftest import Service

SUPPLIER = {"siret": str(OPERATOR_A_SIRET), "roles": ["supplier"]}
RECIPIENT = {"siret": str(BUYER_SIRET), "roles": ["recipient"]}


class Portal:
    """Calls of one technical account."""

    def __init__(self, service: Service, *attachments: dict[str, Any], login: str = "TECH_1@essai.fr") -> None:
        self.service = service
        application = service.post("/portal/applications", {"name": "Logiciel"}, role="operateur").json()
        made = service.post(f"/portal/applications/{application['client_id']}/secret", role="operateur").json()
        self.client_id, self.client_secret = made["client_id"], made["client_secret"]
        body = {"login": login, "name": "Compte technique", "attachments": list(attachments)}
        assert service.post("/portal/accounts", body, role="operateur").status_code == 201
        self.login = login
        self.password = service.post(f"/portal/accounts/{login}/password", role="operateur").json()["password"]
        self.token = self.ask_token(scope="openid").json()["access_token"]

    def ask_token(self, **changes: str) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            **changes,
        }
        return self.service.client.post("/invoicing/oauth/token", data=form)

    def headers(self) -> dict[str, str]:
        account = base64.b64encode(f"{self.login}:{self.password}".encode()).decode()
        return {"Authorization": f"Bearer {self.token}", "cpro-account": account}

    def call(self, path: str, body: Any = None, *, prefix: str = "/cpro") -> httpx.Response:
        return self.service.client.post(f"/invoicing{prefix}/{path}", headers=self.headers(), json=body or {})

    def done(self, path: str, body: Any = None) -> dict[str, Any]:
        """Call an operation that must succeed."""
        answer = self.call(path, body)
        told: dict[str, Any] = answer.json()
        assert (answer.status_code, told["codeRetour"]) == (200, 0), answer.text
        return told

    def refused(self, path: str, body: Any = None) -> tuple[int, int, str]:
        """Call an operation that must refuse: HTTP status, codeRetour, libelle."""
        answer = self.call(path, body)
        told = answer.json()
        assert told["codeRetour"] != 0, told
        return answer.status_code, told["codeRetour"], told["libelle"]
