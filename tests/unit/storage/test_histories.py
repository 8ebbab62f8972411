"""Each service's migrations are one chain, named and numbered by their date."""

import ast
import re
from pathlib import Path

import pytest

from shared.storage.migrate import expected_heads, history_folder
from shared.storage.roles import SERVICES

NAME = re.compile(r"\d{8}_\d{4}_[a-z]+(_[a-z0-9]+)+\.py")


def migrations(service: str) -> list[Path]:
    return sorted(history_folder(service).glob("versions/*.py"))


def constants(path: Path) -> dict[str, object]:
    """The module's constants, read without running it."""
    found: dict[str, object] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=value)):
                found[name] = value
    return found


def test_every_service_has_a_history() -> None:
    assert set(expected_heads()) == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_history_is_one_chain_in_the_order_of_its_names(service: str) -> None:
    previous = None
    for path in migrations(service):
        assert NAME.fullmatch(path.name), path.name
        said = constants(path)
        assert (said["revision"], said["down_revision"]) == (path.name[:13], previous), path.name
        previous = said["revision"]
    assert expected_heads()[service] == previous
