"""Searches every store of a platform for texts that must not be there: database, files, broker, logs, metrics.

Each text is looked for as it is, in hexadecimal, in base64 (at each of the three alignments) and in UTF-16, so that an
encoded leak is a leak; a secret kept in hexadecimal is also looked for as its bytes.
"""

import base64
import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

SHORTEST = 12


@dataclass(frozen=True)
class Leak:
    """Where something was found that must not be there."""

    store: str
    what: str


def forms(text: bytes) -> set[bytes]:
    """Every way in which a text may be written in a store."""
    written = {text, text.hex().encode(), text.hex().upper().encode()}
    if text.isascii():
        written.add(text.decode().encode("utf-16-le"))
    with contextlib.suppress(ValueError):
        written.add(bytes.fromhex(text.decode("ascii")))
    for lead in range(3):
        # Whole base64 groups in the middle do not depend on what stands before or after.
        encoded = base64.b64encode(b"\0" * lead + text)
        written.add(encoded[4 if lead else 0 : len(encoded) // 4 * 4 - 4])
    return {form for form in written if len(form) >= SHORTEST}


def secrets_of(folder: Path) -> dict[str, bytes]:
    """Every value of the secrets folder that is long enough to be recognised, by its file's name."""
    values = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes().strip()
            # The armour lines of a PEM file are no secret; its body lines are.
            for number, line in enumerate(content.splitlines() or [content]):
                if len(line) >= SHORTEST and not line.startswith(b"-----") and not _is_public(path.name):
                    values[f"{path.name}:{number}"] = line
    return values


def _is_public(name: str) -> bool:
    return name.endswith((".pub", ".crt", "_certificate", "_name"))


def search(stores: Iterable[tuple[str, bytes]], wanted: Mapping[str, bytes]) -> list[Leak]:
    """Look for every wanted text, in every form, in every store."""
    written = {what: forms(text) for what, text in wanted.items()}
    return [
        Leak(store, what)
        for store, content in stores
        for what, spellings in written.items()
        if any(form in content for form in spellings)
    ]


def database_contents(admin_url: str) -> Iterator[tuple[str, bytes]]:
    """The whole content of every table of every service, as COPY writes it."""
    with psycopg.connect(admin_url.replace("+psycopg", "")) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            with connection.cursor().copy(f'COPY "{schema}"."{table}" TO STDOUT') as copy:
                yield f"table {schema}.{table}", b"".join(bytes(block) for block in copy)


def file_contents(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below the folders (blobs, write-ahead logs, logs of the platform)."""
    for folder in folders:
        for path in sorted(folder.rglob("*") if folder.is_dir() else [folder]):
            if path.is_file() and not path.is_symlink():
                yield f"file {path}", path.read_bytes()
