"""The official description is long to read: those who need it at the same instant have it read once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import yaml

from services.mps.gateways.api_entreprise_simulator.generation import Description

PATH = "/v3/a/{siret}"
SCHEMA = {"properties": {"data": {"properties": {"siret": {"type": "string", "example": "13002526500013"}}}}}
DOCUMENT = {"paths": {PATH: {"get": {"responses": {"200": {"content": {"application/json": {"schema": SCHEMA}}}}}}}}


def test_first_calls_that_arrive_together_read_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, readings, together = tmp_path / "openapi.yaml", [], Barrier(8)
    file.write_text(yaml.safe_dump(DOCUMENT))
    read = yaml.load

    def counted(text: str, Loader: Any) -> Any:  # noqa: N803 - the name that the library gives it
        readings.append(text)
        return read(text, Loader=Loader)

    monkeypatch.setattr("services.mps.gateways.api_entreprise_simulator.generation.yaml.load", counted)

    def first(number: int) -> object:
        together.wait()
        return Description(file).answer(PATH, {"siret": f"{number:014d}"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(first, range(8)))
    assert len(readings) == 1
    assert [each["data"]["siret"] for each in answers if isinstance(each, dict)] == [f"{n:014d}" for n in range(8)]
