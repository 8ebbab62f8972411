"""Les bordereaux de prix par l'API publique : écrits, téléchargés librement, remplis, vérifiés ligne par ligne."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from tests.integration.tenders.platform import DEADLINE, Person, a_draft, deliver, opened_event, published
from tests.unit.tenders.builders import FOREIGN_BUYER

LINES = [
    {"code": "A1", "label": "Nettoyage des vitres", "unit": "m2", "quantity": "120.5", "section": "École"},
    {"code": "A2", "label": "=SOMME(A1)", "unit": "forfait", "quantity": "1"},
]
SCHEDULE = {"kind": "quantities", "lines": LINES}


def address(tender: dict[str, Any]) -> str:
    return f"/tenders/consultations/{tender['id']}/lots/{tender['lots'][0]['lot_id']}"


def test_a_schedule_is_written_by_the_buyer_and_read_by_anybody(
    clock: FixedClock, agent: Person, visitor: Person, person: Callable[..., Person], custodians: list[str]
) -> None:
    draft = agent.done("/tenders/consultations", a_draft(custodians))
    path = f"{address(draft)}/price-schedule"
    assert agent.put(path, SCHEDULE).json()["code"] == "HTTP-IF-MATCH-MISSING"
    written = agent.put(path, SCHEDULE, If_Match='"0"')
    assert (written.status_code, written.headers["ETag"], written.json()["version"]) == (200, '"1"', 1)
    assert agent.put(path, SCHEDULE, If_Match='"0"').status_code == 412
    assert person(siret=FOREIGN_BUYER).put(path, SCHEDULE, If_Match='"1"').status_code == 404
    assert (visitor.get(path).status_code, agent.get(path).status_code) == (404, 200)

    tender = published(agent, custodians)
    path = f"{address(tender)}/price-schedule"
    assert agent.put(path, SCHEDULE, If_Match='"0"').status_code == 200
    clock.advance(DEADLINE - clock.now() - timedelta(days=2))
    late = agent.put(path, SCHEDULE, If_Match='"1"')
    assert (late.status_code, late.json()["code"]) == (409, "TND-CHANGE-EXTENSION")
    shown = visitor.get(path)
    assert shown.json()["lines"][0] == LINES[0]
    assert visitor.get(f"/tenders/consultations/{tender['id']}").json()["version"] > tender["version"]


def test_templates_are_files_that_spreadsheets_open(agent: Person, custodians: list[str]) -> None:
    draft = agent.done("/tenders/consultations", a_draft(custodians))
    path = f"{address(draft)}/price-schedule"
    agent.put(path, SCHEDULE, If_Match='"0"')
    template = agent.get(f"{path}?format=csv")
    assert template.headers["content-type"].startswith("text/csv")
    assert template.content.decode("utf-8-sig").splitlines()[2] == ";A2;'=SOMME(A1);forfait;1;;"
    again = agent.replace(f"{path}?kind=quantities", template.content, If_Match='"1"', Content_Type="text/csv")
    assert again.json()["version"] == 2
    assert agent.get(path).json()["lines"] == [{"section": "", **line} for line in LINES]
    ods = agent.get(f"{path}?format=ods")
    content = zipfile.ZipFile(BytesIO(ods.content)).read("content.xml").decode()
    assert "Nettoyage des vitres" in content


def test_what_makes_no_sense_is_refused_with_its_line(agent: Person, custodians: list[str]) -> None:
    draft = agent.done("/tenders/consultations", a_draft(custodians))
    path = f"{address(draft)}/price-schedule"

    def refused(content: bytes, kind: str = "text/csv") -> tuple[int, str]:
        answer = agent.replace(path, content, If_Match='"0"', Content_Type=kind)
        return answer.status_code, answer.json()["code"]

    assert refused(b"") == (422, "TND-SCHEDULE-FILE")
    assert refused("Code;Désignation;Quantité\nA;x;-1\n".encode()) == (422, "TND-SCHEDULE-LINE")
    assert refused("Code;Désignation;Quantité\n".encode()) == (422, "TND-SCHEDULE-EMPTY")
    assert refused(b'{"kind":"quantities"}', "application/json") == (422, "HTTP-BODY-INVALID")
    assert refused(b'{"kind":', "application/json") == (400, "HTTP-BODY-UNREADABLE")
    assert refused(b"[" * 100, "application/json") == (400, "HTTP-BODY-UNREADABLE")
    assert refused(b"x" * (8 * 1024 * 1024 + 1)) == (413, "HTTP-BODY-TOO-LARGE")
    limits = {limit["name"]: limit["value"] for limit in agent.get("/tenders/limits").json()["limits"]}
    assert (limits["price_schedule_lines"], limits["price_schedule_bytes"]) == (10_000, 8 * 1024 * 1024)


def test_a_filled_schedule_of_ten_thousand_lines_gives_its_exact_amount(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    draft = agent.done("/tenders/consultations", a_draft(custodians))
    path, lot = f"/tenders/consultations/{draft['id']}", address(draft)
    rows = [f"L{number};Prestation {number};u;{number + 1}" for number in range(10_000)]
    schedule = "\n".join(["Code;Désignation;Unité;Quantité", *rows]).encode()
    written = agent.replace(f"{lot}/price-schedule", schedule, If_Match='"0"', Content_Type="text/csv")
    assert written.status_code == 200, written.text[:500]
    assert written.json()["line_count"] == 10_000
    agent.send(f"{path}/documents?name=RC.pdf", b"x")
    agent.done(f"{path}/publication")
    early = agent.replace(f"{lot}/priced-offers/{draft['id']}", schedule, Content_Type="text/csv")
    assert (early.status_code, early.json()["code"]) == (409, "TND-ACTION-IMPOSSIBLE")

    clock.advance(DEADLINE - clock.now() + timedelta(milliseconds=1))
    assert close_due_tenders(app.open_uow, clock=clock) == 1
    event = opened_event(ids, draft["id"])
    deliver(app, ids, event)
    response = event.responses[0].deposit_id
    filled = "\n".join(
        ["Code;Désignation;Unité;Quantité;Prix unitaire HT;Total HT", *(f"{row};1,0049;" for row in rows[:-1])]
    ).encode()
    offer = agent.replace(f"{lot}/priced-offers/{response}", filled, Content_Type="text/csv").json()
    exact = sum(round((number + 1) * 10049 / 100 + 1e-7) for number in range(9_999))  # cents, half up
    assert offer["amount"] == {"value": f"{exact // 100}.{exact % 100:02d}", "currency": "EUR"}
    assert [(each["code"], each["fault"]) for each in offer["findings"]] == [("L9999", "missing_line")]
    kept = agent.get(f"{lot}/priced-offers").json()["items"]
    assert kept == [offer]
    whole = agent.get(f"{lot}/priced-offers/{response}").json()
    assert (len(whole["lines"]), whole["lines"][1]) == (
        10_000,
        {"code": "L1", "quantity": "2", "unit_price": "1.0049", "total": "2.01"},
    )
    assert agent.get(f"{lot}/priced-offers/{draft['id']}").status_code == 404
    unknown = agent.replace(f"{lot}/priced-offers/{draft['id']}", filled, Content_Type="text/csv")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "TND-RESPONSE-UNKNOWN")
