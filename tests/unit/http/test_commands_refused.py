"""A refusal is kept by a unit of work of its own: what the same key received between the two is the answer."""

from typing import Any

import pytest

from shared.http import commands
from shared.http.act import Act
from shared.http.commands import Commands
from shared.http.problems import ProblemText
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.storage.idempotency import Attempt, StoredAnswer

TEXTS = {"SMP-FULL": ProblemText("Complet", "Déjà pris.", 409)}
MEANWHILE = StoredAnswer(201, "application/json", b"{}")


class Unit:
    """A unit of work that says whether it was committed."""

    is_over = False

    def __init__(self) -> None:
        self.is_committed = False

    def __enter__(self) -> "Unit":
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over = True

    def commit(self) -> None:
        self.is_committed = True


@pytest.mark.parametrize("meanwhile", [None, MEANWHILE])
def test_a_refusal_gives_way_to_what_the_same_key_received_meanwhile(
    monkeypatch: pytest.MonkeyPatch, meanwhile: StoredAnswer | None
) -> None:
    units: list[Unit] = []
    kept: list[tuple[object, int]] = []

    def open_unit(_scope: object) -> Any:
        units.append(Unit())
        return units[-1]

    def finish(unit: object, _attempt: Attempt, answer: StoredAnswer) -> None:
        kept.append((unit, answer.status))

    monkeypatch.setattr(commands, "begin", lambda unit, _attempt: None if unit is units[0] else meanwhile)
    monkeypatch.setattr(commands, "finish", finish)
    act = Act(
        principal=Principal.system("essai"),
        correlation_id="essai",
        traceparent=None,
        method="POST",
        path="/lots",
        key="cle-00001",
        body_digest="essai",
        texts=TEXTS,
    )
    answered = Commands(open_unit).run(act, lambda _unit: refuse("SMP-FULL"))
    assert [unit.is_committed for unit in units] == [False, True]
    assert (answered.status_code, kept) == ((201, []) if meanwhile else (409, [(units[1], 409)]))
