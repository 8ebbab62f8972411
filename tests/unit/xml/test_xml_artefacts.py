"""Official artefacts serve only with the hash of the lock."""

import hashlib
from pathlib import Path

import pytest

from shared.xml.artefacts import (
    Artefact,
    ArtefactStatus,
    ArtefactStore,
    digest_of,
    load_lock,
    why_not_checked,
)
from shared.xml.parser import parse_xml
from shared.xml.schema import Schemas
from shared.xml.verdict import ArtefactName, CheckStatus

SCHEMA = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="a" type="xs:integer"/></xs:schema>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.xsd").write_bytes(SCHEMA)
    return tmp_path


def artefact(digest: str, *files: str) -> Artefact:
    name = ArtefactName("a-xsd", "A", "1.0")
    return Artefact(name, "CC0", "https://example.org/a.xsd", None, "s", files or ("a.xsd",), digest)


def store(folder: Path, item: Artefact) -> ArtefactStore:
    return ArtefactStore(roots=[folder], lock=(item,))


def test_single_file_has_its_plain_digest(folder: Path) -> None:
    item = artefact(hashlib.sha256(SCHEMA).hexdigest())
    assert item.is_single_file
    assert store(folder, item).state("a-xsd").status is ArtefactStatus.PRESENT


def test_folder_has_the_digest_of_its_listing(folder: Path) -> None:
    line = f"{hashlib.sha256(SCHEMA).hexdigest()}  a.xsd\n"
    assert digest_of(folder / "s", ["*.xsd"]) == hashlib.sha256(line.encode()).hexdigest()


def test_altered_or_absent_artefact_never_says_valid(folder: Path) -> None:
    root = parse_xml(b"<a>1</a>")
    altered, absent = artefact("0" * 64), artefact("0" * 64, "b.xsd")
    for item, status in ((altered, ArtefactStatus.ALTERED), (absent, ArtefactStatus.ABSENT)):
        found = store(folder, item)
        assert found.state("a-xsd").status is status
        check = Schemas(found).check(root, artefact_id="a-xsd", entry="a.xsd")
        assert check.status is CheckStatus.NOT_CHECKED
        assert check.reason == why_not_checked(found.state("a-xsd"))
        assert "non contrôlé" in check.reason


def test_schema_judges_and_names_itself(folder: Path) -> None:
    schemas = Schemas(store(folder, artefact(hashlib.sha256(SCHEMA).hexdigest())))
    valid = schemas.check(parse_xml(b"<a>1</a>"), artefact_id="a-xsd", entry="a.xsd")
    invalid = schemas.check(parse_xml(b"<a>x</a>"), artefact_id="a-xsd", entry="a.xsd")
    assert (valid.status, valid.artefact.version) == (CheckStatus.VALID, "1.0")
    assert invalid.status is CheckStatus.INVALID
    assert invalid.findings[0].location == "ligne 1"


def test_every_packaged_artefact_of_the_lock_is_present_unaltered() -> None:
    packaged = tuple(item for item in load_lock() if item.package is not None)
    assert len(packaged) == 17
    states = ArtefactStore(roots=[], lock=packaged).all()
    assert {state.status for state in states} == {ArtefactStatus.PRESENT}
