"""The tutorial is true: its commands are run in order on a platform, and each says what the page shows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.demo.platform import OwnPlatform, free_port
from tests.e2e.playing import LIMIT_SECONDS, ROOT

PAGE = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```sh run\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
_MARK = "=== block"
_FACTOR = 28_800  # three real seconds a legal day: the deadline comes after a minute and a half


@pytest.fixture(scope="module")
def blocks() -> list[tuple[str, str]]:
    """The commands of the page, each with what it shows."""
    return [(match[1], match[2] or "") for match in _BLOCK.finditer(PAGE.read_text("utf-8"))]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnPlatform]:
    """A sandbox platform of its own."""
    started = OwnPlatform(tmp_path_factory.mktemp("tutorial"), port=free_port())
    try:
        started.ensure_running()
        yield started
    finally:
        started.stop()


def test_every_command_of_the_tutorial_says_what_the_page_shows(
    blocks: list[tuple[str, str]], platform: OwnPlatform, tmp_path: Path
) -> None:
    commands = "".join(f"echo '{_MARK} {number}'\n{block}" for number, (block, _) in enumerate(blocks))
    played = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        cwd=tmp_path,
        env=_environment(platform),
    )
    assert played.returncode == 0, f"{played.stdout[-3000:]}\n{played.stderr[-3000:]}"
    spaced = played.stdout.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    said = re.split(rf"^{_MARK} \d+\n", spaced, flags=re.MULTILINE)[1:]
    assert len(said) == len(blocks) > 10
    for (block, shown), heard in zip(blocks, said, strict=True):
        _check_shown(shown, heard, block)


def _check_shown(shown: str, heard: str, block: str) -> None:
    """Check that the shown lines come in that order; « … » stands for anything within a line."""
    position = 0
    for line in shown.splitlines():
        pattern = ".*".join(re.escape(part) for part in line.split("…"))
        match = re.compile(pattern).search(heard, position)
        assert match is not None, f"{line!r} is not said by\n{block}\nbut\n{heard}"
        position = match.end()


def _environment(platform: OwnPlatform) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLIS_")}
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PLIS_SANDBOX": "1",
        "PLIS_DATA_DIR": str(platform.data_dir),
        "PLIS_SECRETS_DIR": str(platform.secrets_dir),
        "PLIS_PUBLIC_URL": platform.url,
        "DOCS": str(ROOT / "docs"),
        "FACTOR": str(_FACTOR),
    }
