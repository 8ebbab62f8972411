"""The unmodified client ``chorus-api`` against a running platform: its whole cycle, by the documented steps alone."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from chorusapi.client import ChorusAPI
from chorusapi.constants.syntax_flux_constant import SyntaxFlux
from chorusapi.exceptions.exception import ChorusApiException
from click.testing import CliRunner

from services.cli import main
from services.demo.platform import free_port
from services.invoicing.standards import factur_x, ubl
from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET
from tests.unit.invoicing.builders import an_invoice
from tests.waiting import wait_for

_START_SECONDS = 200
_REPORT_SECONDS = 90


class Platform:
    """A platform of this test alone, used from outside."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment = environment
        self.url = f"http://127.0.0.1:{port}"

    def run(self, *arguments: str) -> str:
        result = CliRunner().invoke(main, [*arguments, "--url", self.url], env=self.environment)
        assert result.exit_code == 0, result.output
        return result.stdout

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/invoicing/readyz").is_success
        except httpx.TransportError:
            return False

    def declare_recipient(self) -> None:
        headers = {
            "Authorization": f"Bearer {self.run('token', 'acheteur').strip()}",
            "If-Match": '"0"',
            "Idempotency-Key": "destinataire",
        }
        services = [{"code": "VOIRIE", "name": "Voirie", "commitment_required": True}]
        body = {"name": "Commune", "buyer_kind": "commune", "service_required": True, "services": services}
        answer = httpx.put(f"{self.url}/invoicing/recipients/{BUYER_SIRET}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text

    def client(self, *attachments: str, login: str) -> Any:
        application = json.loads(self.run("portal", "application", f"Logiciel de {login}", "--json"))
        account = json.loads(self.run("portal", "account", login, *attachments, "--json"))
        client = ChorusAPI(
            application["client_id"], application["client_secret"], account["login"], account["password"]
        )
        client.auth_url, client.api_url = f"{self.url}/invoicing/oauth/token", f"{self.url}/invoicing"
        return client.auth()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o011)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLIS_")}
    return {**kept, "PLIS_DATA_DIR": str(tmp_path / "data"), "PLIS_SECRETS_DIR": str(tmp_path / "secrets")}


@contextmanager
def platform(environment: dict[str, str]) -> Iterator[Platform]:
    port = free_port()
    command = [sys.executable, "-m", "services.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    served = Platform(environment, port)
    try:
        wait_for(served.answers, within=_START_SECONDS, what="the first answer")
        yield served
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_the_whole_cycle_of_a_supplier(environment: dict[str, str]) -> None:
    with platform(environment) as served:
        served.declare_recipient()
        client = served.client(f"{OPERATOR_A_SIRET}:fournisseur", login="TECH_1@essai.fr")
        assert client.health_check().status_code_value == 200
        _finds_its_recipient(client)
        _deposits_and_follows(client)
        assert "EUR" in [each.code_devise for each in client.devises().liste_devises]
        assert client.annuaire_destinataire().fichier_resultat
        assert client.information_siret(str(OPERATOR_A_SIRET)).siret == str(OPERATOR_A_SIRET)
        _is_refused_with_a_wrong_password(client)
        listed = served.run("portal", "accounts")
        assert f"{OPERATOR_A_SIRET}:fournisseur" in listed
        served.run("portal", "change", "TECH_1@essai.fr", "--close")
        assert "fermé" in served.run("portal", "accounts")


def _finds_its_recipient(client: Any) -> None:
    found = client.rechercher_structure(str(BUYER_SIRET))
    assert (found.code_retour, len(found.liste_structures)) == (0, 1)
    number = found.liste_structures[0].id_structure_cpp
    consulted = client.consulter_structure(number)
    assert consulted.information_generales.identifiant_structure == str(BUYER_SIRET)
    assert consulted.parametres.code_service_doit_etre_renseigne is True
    assert [each.code_service for each in client.rechercher_services(number).liste_structures] == ["VOIRIE"]


def _deposits_and_follows(client: Any) -> None:
    sent = []
    documents = {
        SyntaxFlux.IN_DP_E2_CII_FACTURX: ("facture.pdf", factur_x.build(an_invoice(number="F-1"))),
        SyntaxFlux.IN_DP_E1_UBL_INVOICE: ("facture.xml", ubl.to_xml(an_invoice(number="F-2"))),
    }
    for syntax, (name, document) in documents.items():
        encoded = base64.b64encode(document).decode()
        sent.append(client.deposer_flux(encoded, name, syntaxe_flux=syntax).numero_flux_depot)
        assert client.deposer_flux(encoded, name, syntaxe_flux=syntax).numero_flux_depot == sent[-1]
    for number, expected in zip(sent, ("F-1", "F-2"), strict=True):

        def state(number: str = number) -> str:
            return str(client.consulter_cr_detaille(number).etat_courant_depot_flux)

        wait_for(lambda: state() != "IN_RECU", within=_REPORT_SECONDS, what="the report of a flux")
        assert state() == "IN_INTEGRE"
        printed = client.consulter_cr(number)
        assert base64.b64decode(printed.fichier_cr).startswith(b"%PDF")
        listed = client.rechercher_facture(number).liste_factures
        assert [each.numero_facture for each in listed] == [expected]
        assert listed[0].identifiant_facture_cpp > 0


def _is_refused_with_a_wrong_password(client: Any) -> None:
    client.tech_password = "faux"
    with pytest.raises(ChorusApiException, match="403"):
        client.health_check()
