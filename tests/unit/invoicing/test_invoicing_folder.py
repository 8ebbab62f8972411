"""A watched folder: a file is deposited once it no longer changes, and lies with its report afterwards."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.clients.invoicing import InvoicingClient
from services.commands.invoice_folder import WatchedFolder


class Platform:
    """A platform that keeps what it is given and may be away."""

    def __init__(self) -> None:
        self.deposits: list[tuple[str, bytes]] = []
        self.status = "integrated"
        self.answers_with: int | None = None
        self.asked: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.method)
        self.meanwhile()
        if self.answers_with is not None:
            return httpx.Response(self.answers_with, json={"code": "HTTP-BODY-TOO-LARGE"})
        if request.method == "POST":
            self.deposits.append((request.headers["Idempotency-Key"], request.content))
            return httpx.Response(201, json=self._flow("received"))
        return httpx.Response(200, json=self._flow(self.status))

    def _flow(self, status: str) -> dict[str, Any]:
        return {"flow_id": "f", "status": status, "entries": [{"invoice_id": "i", "number": "F-1"}]}


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def watched(platform: Platform, tmp_path: Path) -> WatchedFolder:
    http = httpx.Client(transport=httpx.MockTransport(platform), base_url="http://plis.example")
    return WatchedFolder(tmp_path, InvoicingClient(http))


def test_a_file_is_taken_once_it_no_longer_changes(watched: WatchedFolder, platform: Platform, tmp_path: Path) -> None:
    (tmp_path / "f.xml").write_bytes(b"<a")
    assert watched.look() == []
    (tmp_path / "f.xml").write_bytes(b"<a/>")
    assert watched.look() == []
    ((moved, _),) = watched.look()
    assert moved == tmp_path / "traites" / "f.xml"
    assert [content for _, content in platform.deposits] == [b"<a/>"]
    assert json.loads((tmp_path / "traites" / "f.xml.rapport.json").read_text())["status"] == "integrated"
    assert watched.look() == []


def test_unfinished_and_hidden_files_wait(watched: WatchedFolder, platform: Platform, tmp_path: Path) -> None:
    for name in (".cache", "f.xml.part", "f.tmp"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "dossier").mkdir()
    assert [watched.look() for _ in range(3)] == [[], [], []]
    assert platform.deposits == []


def test_a_refused_file_lies_apart_with_the_reason(watched: WatchedFolder, platform: Platform, tmp_path: Path) -> None:
    (tmp_path / "g.xml").write_bytes(b"x")
    platform.answers_with = 413
    watched.look()
    ((moved, report),) = watched.look()
    assert (moved.parent.name, report["problem"]["code"]) == ("rejetes", "HTTP-BODY-TOO-LARGE")
    platform.answers_with, platform.status = None, "rejected"
    (tmp_path / "h.xml").write_bytes(b"y")
    watched.look()
    assert [path.parent.name for path, _ in watched.look()] == ["rejetes"]


@pytest.mark.parametrize("status", [401, 403, 409, 429, 503])
def test_a_platform_that_is_away_or_closed_loses_nothing(
    watched: WatchedFolder, platform: Platform, tmp_path: Path, status: int
) -> None:
    (tmp_path / "f.xml").write_bytes(b"x")
    platform.answers_with = status
    watched.look()
    with pytest.raises(httpx.TransportError):
        watched.look()
    assert (tmp_path / "f.xml").exists()
    platform.answers_with = None
    assert len(watched.look()) == 1


def test_two_files_of_one_name_are_both_kept(watched: WatchedFolder, platform: Platform, tmp_path: Path) -> None:
    for content in (b"un", b"deux"):
        (tmp_path / "f.xml").write_bytes(content)
        watched.look()
        watched.look()
    assert len(list((tmp_path / "traites").glob("*.xml"))) == 2
    assert len({key for key, _ in platform.deposits}) == 2


def test_all_are_deposited_before_the_first_report_is_asked(
    watched: WatchedFolder, platform: Platform, tmp_path: Path
) -> None:
    for name in "abc":
        (tmp_path / f"{name}.xml").write_bytes(name.encode())
    watched.look()
    assert [path.name for path, _ in watched.look()] == ["a.xml", "b.xml", "c.xml"]
    assert platform.asked == ["POST"] * 3 + ["GET"] * 3


def test_what_has_no_report_yet_is_for_the_next_look(
    watched: WatchedFolder, platform: Platform, tmp_path: Path
) -> None:
    (tmp_path / "f.xml").write_bytes(b"x")
    platform.status = "received"
    watched.look()
    assert watched.look() == []
    platform.status = "integrated"
    assert [path.parent.name for path, _ in watched.look()] == ["traites"]
    assert len({key for key, _ in platform.deposits}) == 1


def test_a_file_written_anew_or_taken_away_meanwhile_is_not_moved(
    watched: WatchedFolder, platform: Platform, tmp_path: Path
) -> None:
    anew, away = tmp_path / "anew.xml", tmp_path / "away.xml"
    for path in (anew, away):
        path.write_bytes(path.name.encode())
    watched.look()
    platform.meanwhile = lambda: (anew.write_bytes(b"other content"), away.unlink(missing_ok=True))
    assert watched.look() == []
    assert watched.look() == []  # what was written anew is looked at twice, like any file
    platform.meanwhile = lambda: None
    assert [path.name for path, _ in watched.look()] == ["anew.xml"]
