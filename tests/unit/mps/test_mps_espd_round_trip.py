"""What is written comes back term by term, and the official schema accepts it, whatever the answers."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.mps.domain.espd import EspdCriterion, EspdDocument, EspdKind, EspdRequirement, ResponseType
from services.mps.standards.espd.catalogue import PropertyRole, catalogue
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.validation import schema_of
from services.mps.standards.espd.writer import write_espd
from shared.xml.artefacts import ArtefactStore
from shared.xml.parser import parse_xml
from shared.xml.schema import Schemas
from shared.xml.verdict import CheckStatus
from tests.unit.mps.espd_documents import a_request, a_response, a_value, as_read, responses


@pytest.fixture(scope="module")
def schemas(standards_dir: Path) -> Schemas:
    """The official schemas, compiled once."""
    return Schemas(ArtefactStore(roots=[standards_dir]))


def is_schema_valid(content: bytes, kind: EspdKind, schemas: Schemas) -> bool:
    """Ask the official schema (UBL 2.3)."""
    selected = schema_of(kind)
    check = schemas.check(parse_xml(content), artefact_id=selected.artefact_id, entry=selected.entry)
    assert check.status is not CheckStatus.NOT_CHECKED, check.reason
    assert check.status is CheckStatus.VALID, check.findings
    return True


@given(document=responses())
@settings(max_examples=30)
def test_any_response_comes_back_term_by_term_and_is_accepted(document: EspdDocument, schemas: Schemas) -> None:
    written = write_espd(document)
    assert is_schema_valid(written.content, EspdKind.RESPONSE, schemas)
    back = read_espd(written.content)
    answered = tuple(answer for answer in back.answers if answer.kind is not ResponseType.NONE)  # captions answer too
    expected = as_read(document)
    assert answered == expected.answers
    assert (back.buyer, back.operator, back.criteria) == (expected.buyer, expected.operator, expected.criteria)
    assert (back.reference, back.project_name, back.evidences) == (
        expected.reference,
        expected.project_name,
        expected.evidences,
    )
    assert (back.unknown, written.left_out) == ((), ())


@given(data=st.data())
@settings(max_examples=20)
def test_any_requirement_of_a_request_comes_back_and_is_accepted(data: st.DataObject, schemas: Schemas) -> None:
    card = data.draw(st.sampled_from(catalogue().cards))
    asked = tuple(
        EspdRequirement(item.property_id, item.kind, data.draw(a_value(item)))
        for item in card.properties()
        if item.role is PropertyRole.REQUIREMENT
    )
    base = a_request()
    criteria = tuple(c for c in base.criteria if c.code != card.code)
    request = a_request(criteria=(*criteria, EspdCriterion(card.code, requirements=asked)))
    content = write_espd(request).content
    assert is_schema_valid(content, EspdKind.REQUEST, schemas)
    found = next(c for c in read_espd(content).criteria if c.code == card.code)
    expected = tuple(r.value.strip() if isinstance(r.value, str) else r.value for r in asked)
    assert [r.property_id for r in found.requirements] == [r.property_id for r in asked]
    assert len(found.requirements) == len(expected)


def test_the_same_document_is_written_with_the_same_bytes() -> None:
    assert write_espd(a_response()).content == write_espd(a_response()).content
