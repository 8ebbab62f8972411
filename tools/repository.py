"""The files of the repository, as the checks see them: what git tracks, and what it would."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def repository_files(*suffixes: str) -> tuple[Path, ...]:
    """Give the tracked files, and the new ones that git does not ignore, with one of the suffixes (all without)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)))


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Give the numbered lines of a text file; nothing of a binary one."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return
    yield from enumerate(text.splitlines(), start=1)


def shown(path: Path) -> str:
    """Give a path as people write it, from the root of the repository."""
    return str(path.relative_to(ROOT))
