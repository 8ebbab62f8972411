"""``plis invoice judge-again``: the operator asks for a recipient or for all, and reads how many invoices it is."""

import json

import httpx
import pytest
from click.testing import CliRunner

from services.cli import main
from services.commands import invoice_judging

SIRET = "77567227221138"


def test_the_operator_asks_for_one_recipient_or_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, object]] = []

    def platform(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        asked.append((request.url.path, body))
        return httpx.Response(202, json={**body, "invoices": 3})

    def client(*_: object, **__: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(platform), base_url="http://plis.test")

    monkeypatch.setattr(invoice_judging, "http_client", client)
    said = CliRunner().invoke(main, ["invoice", "judge-again", "--token", "t"])
    assert said.output == "Factures à contrôler à nouveau : 3 ; elles le seront peu à peu.\n"
    of_one = CliRunner().invoke(main, ["invoice", "judge-again", "--recipient", SIRET, "--token", "t", "--json"])
    assert json.loads(of_one.output) == {"recipient": SIRET, "invoices": 3}
    assert asked == [("/invoicing/verdicts", {"recipient": None}), ("/invoicing/verdicts", {"recipient": SIRET})]


def test_what_is_no_siret_asks_for_nothing() -> None:
    refused = CliRunner().invoke(main, ["invoice", "judge-again", "--recipient", "123", "--token", "t"])
    assert refused.exit_code == 2
    assert "14 chiffres" in refused.stderr
