"""Les pièces rédigées d'après la consultation : lisibles, complètes, sans l'estimation, et ajoutées telles quelles."""

import io
import zipfile
from collections.abc import Callable

import pytest

from services.tenders.wiring import App
from tests.integration.tenders.platform import Person, a_draft
from tests.unit.tenders.builders import FOREIGN_BUYER

LIST = "/tenders/consultations"
TEXTS = ("rc", "ae", "ccap", "cctp")


@pytest.fixture
def path(agent: Person, custodians: list[str]) -> str:
    return f"{LIST}/{agent.done(LIST, a_draft(custodians))['id']}"


def text_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.read("content.xml").decode()


@pytest.mark.parametrize("template", TEXTS)
def test_a_text_is_drafted_with_what_is_known_and_what_is_to_complete(agent: Person, path: str, template: str) -> None:
    drafted = agent.get(f"{path}/templates/{template}")
    assert drafted.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    text = text_of(drafted.content)
    assert "Entretien des écoles" in text
    assert "à compléter" in text
    for secret in ("250000", "250 000", "125000", "125 000"):
        assert secret not in text
    assert agent.get(f"{path}/templates/{template}?file_format=pdf").content.startswith(b"%PDF")
    assert agent.get(f"{path}/templates/{template}").content == drafted.content


def test_the_rules_say_the_deadline_the_criteria_and_the_visits(agent: Person, path: str) -> None:
    text = text_of(agent.get(f"{path}/templates/rc").content)
    for said in ("09/11/2026 à 12:00:00", "Valeur technique", "60 %", "Secteur 2", "R2152-7", "02/11/2026"):
        assert said in text, said


def test_a_commitment_form_is_for_one_lot_or_for_all(agent: Person, path: str) -> None:
    one = agent.get(f"{path}/templates/ae?lot_number=2")
    assert 'filename="ATTRI1 lot 2.odt"' in one.headers["Content-Disposition"]
    assert "Secteur 1" not in text_of(one.content)
    assert agent.get(f"{path}/templates/ae?lot_number=9").json()["code"] == "TND-LOT-UNKNOWN"


def test_a_drafted_document_is_added_as_it_was_shown(
    app: App, agent: Person, visitor: Person, person: Callable[..., Person], path: str
) -> None:
    body = {"template": "rc"}
    add = f"{path}/documents/from-template"
    assert person(siret=FOREIGN_BUYER).refused(add, body) == (404, "TND-NOT-FOUND")
    assert visitor.refused(add, body) == (401, "HTTP-UNAUTHENTICATED")
    key = {"Idempotency_Key": "modele-rc-1"}
    added = [agent.done(add, body, **key) for _ in range(2)]
    assert added[0] == added[1]
    assert (added[0]["name"], added[0]["kind"]) == ("RC.odt", "procurement_rules")
    shown = agent.get(f"{path}/templates/rc").content
    assert agent.get(f"{path}/documents/{added[0]['document_id']}").content == shown
    assert len(list(app.documents.files.folder.rglob("*.blob"))) == 1


def test_a_table_of_prices_needs_the_lines_of_its_lot(agent: Person, path: str) -> None:
    refused = agent.get(f"{path}/templates/bpu?lot_number=1")
    assert (refused.status_code, refused.json()["code"]) == (409, "TND-TEMPLATE-PRICES")


def test_a_template_of_another_name_does_not_exist(agent: Person, path: str) -> None:
    assert agent.get(f"{path}/templates/dce").status_code == 422
