"""Protected data reach the buyer that asked, and nobody and nothing else: a value planted in each is searched for."""

import io
import itertools
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pypdf import PdfReader

from services.mps.domain.sources import Moment
from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook
from services.mps.storage.tables import candidacy as candidacy_table
from services.mps.storage.tables import evidence_block
from shared.observability import configure_logging, tracing
from shared.observability.logs import use_default_logging
from tests.integration.mps.buyer_parts import OTHER_BUYER, ask, headers_of_buyer, open_responses
from tests.integration.mps.conftest import Platform
from tests.integration.mps.planted import PROTECTED, planted_fixtures, wanted
from tests.stores import database_contents, file_contents, search
from tests.unit.mps.builders import SOCIAL_REFUSAL, WHOLE
from tests.waiting import wait_for

_HOLD_THEM = ("certificate", "evidence_block")  # the only tables where they may rest


@pytest.fixture
def book() -> FixtureBook:
    planted = list(planted_fixtures(WHOLE))
    operations = {fixture.operation_id for fixture in planted}
    return FixtureBook([*planted, *(each for each in company_fixtures() if each.operation_id not in operations)])


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Every line of every logger of this process, down to the talkative ones."""
    lines, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("mps", "debug", stream=lines)
    try:
        yield lines
    finally:
        root.handlers, root.level = handlers, level
        use_default_logging()


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("plis"))
    return exporter


def test_what_is_planted_in_protected_sources_is_found_with_the_buyer_alone(
    said: io.StringIO, spans: InMemorySpanExporter, platform: Platform
) -> None:
    assert len(PROTECTED) == 13
    tender_id = platform.publish_tender()
    candidacy = platform.request(tender_id).json()["candidacy_id"]
    platform.read(candidacy)
    platform.clock.advance(timedelta(days=60))
    open_responses(platform, tender_id, WHOLE, SOCIAL_REFUSAL)
    asked = [
        ask(platform, tender_id, WHOLE, key=f"cle-plant-{moment}", moment=moment.value)
        for moment in (Moment.EXAMINATION, Moment.AWARD)
    ]
    examinations = [each.json()["examination_id"] for each in asked]
    for examination in examinations:
        _until_heard(platform, examination)
    _the_buyer_finds_them_all(platform, examinations)
    ids = {"candidacy": candidacy, "tender": str(tender_id), "examination": examinations[0], "award": examinations[1]}
    assert not search(_read_by_others(platform, ids), wanted())
    assert not search(_stores(platform), wanted())
    assert not search([("logs", said.getvalue().encode())], wanted())
    told = [
        (span.name, repr((span.name, span.attributes, span.status)).encode()) for span in spans.get_finished_spans()
    ]
    assert {"GET outbound", "mps fetch dgfip_turnover"} <= {name for name, _ in told}
    assert not search(told, wanted())
    assert "source_answered" in said.getvalue()
    _the_form_of_the_company_holds_none(platform)


def _until_heard(platform: Platform, examination: str) -> None:
    """One administration fails first: its time comes, and it is asked again."""

    def is_heard() -> bool:
        reading = platform.client.get(f"/mps/examinations/{examination}", headers=headers_of_buyer(platform)).json()
        platform.clock.advance(timedelta(seconds=10))
        return not reading["has_pending"] and "unavailable" not in json.dumps(reading)

    wait_for(is_heard, within=60, every=0.2)


def _the_buyer_finds_them_all(platform: Platform, examinations: list[str]) -> None:
    found = [
        each
        for examination in examinations
        for kind in ("", "/attestation.pdf", "/package.zip")
        for each in _parts(_get(platform, f"/mps/examinations/{examination}{kind}", headers_of_buyer(platform)))
    ]
    assert {leak.what for leak in search(found, wanted())} == set(wanted())


def _read_by_others(platform: Platform, ids: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every GET route, with every identifier, as the company, another company, another buyer, and nobody."""
    others = {
        "company": platform.headers(WHOLE),
        "other company": platform.headers(SOCIAL_REFUSAL),
        "other buyer": headers_of_buyer(platform, siret=OTHER_BUYER),
        "nobody": {},
    }
    routes = platform.client.get("/mps/openapi.json").json()["paths"]
    for who, headers in others.items():
        for route in (path for path, acts in routes.items() if "get" in acts):
            for path in sorted(set(_filled(route, ids))):
                yield from ((f"{who}: {path}", part) for _, part in _parts(_get(platform, path, headers)))
        for number, identifier in enumerate(ids.values()):  # writes are refused with words, too
            body: dict[str, Any] = {"siret": str(WHOLE), "tender_id": identifier, "moment": "award"}
            key = {**headers, "Idempotency-Key": f"cle-plant-{number}"}
            for route in ("/mps/candidacies", f"/mps/consultations/{identifier}/examinations"):
                yield f"{who}: POST {route}", platform.client.post(route, headers=key, json=body).content


def _filled(route: str, ids: dict[str, str]) -> Iterator[str]:
    names = re.findall(r"\{(\w+)\}", route)
    for values in itertools.product(*[_values(name, ids) for name in names]):
        path = route
        for name, value in zip(names, values, strict=True):
            path = path.replace(f"{{{name}}}", value)
        yield path


def _values(name: str, ids: dict[str, str]) -> list[str]:
    return {"siret": [str(WHOLE)], "tender_id": [ids["tender"]]}.get(name, list(ids.values()))


def _get(platform: Platform, path: str, headers: dict[str, str]) -> bytes:
    return bytes(platform.client.get(path, headers=headers).content)


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What a person would find in an answer: the entries of an archive, the words and attachments of a PDF."""
    yield "content", content
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        for name in archive.namelist():
            yield name, name.encode()
            yield from _parts(archive.read(name))
    elif content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        yield "words", "".join(page.extract_text() for page in reader.pages).replace("\n", "").encode()
        for name, attached in reader.attachments.items():
            for each in attached:
                yield name, each


def _stores(platform: Platform) -> Iterator[tuple[str, bytes]]:
    """Every table but the two that hold answers, every file but the documents of certificates."""
    url = platform.settings.database_url
    assert url is not None
    tables = list(database_contents(url))
    assert [name for name, _ in tables if "outbox" in name]
    assert [name for name, _ in tables if "journal" in name]
    yield from ((name, content) for name, content in tables if not any(held in name for held in _HOLD_THEM))
    blobs = platform.app.documents.files.folder
    yield from ((n, c) for n, c in file_contents(platform.settings.data_dir) if str(blobs) not in n)


def _the_form_of_the_company_holds_none(platform: Platform) -> None:
    of = candidacy_table.c.id == evidence_block.c.candidacy_id
    query = evidence_block.select().join(candidacy_table, of).where(candidacy_table.c.moment == Moment.FORM.value)
    with platform.app.database.reader() as connection:
        rows = connection.execute(query).all()
    assert rows
    assert not search([("form", repr(rows).encode())], wanted())
