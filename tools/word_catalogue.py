"""Compiles the French words of the command line (`.po`, for people) into what gettext reads (`.mo`).

Source: GNU gettext manual, 10.3 (the format of MO files). Only what our own file uses is understood.
"""

import ast
import re
import struct
from collections.abc import Mapping
from pathlib import Path

from tools.repository import ROOT, shown

SOURCE = ROOT / "services" / "words" / "fr" / "LC_MESSAGES" / "plis.po"
_MAGIC = 0x950412DE
_HEADER = struct.Struct("<7I")
_ENTRY = struct.Struct("<2I")
_LINE = re.compile(r'(msgid|msgid_plural|msgstr|msgstr\[\d\])? ?(".*")')


def faults() -> list[str]:
    """Say whether the compiled catalogue is the one of the present words."""
    compiled = SOURCE.with_suffix(".mo")
    is_current = compiled.is_file() and compiled.read_bytes() == compile_catalogue(messages(SOURCE))
    return [] if is_current else [f"{shown(compiled)}: not current (make docs)"]


def write() -> None:
    """Compile the catalogue."""
    SOURCE.with_suffix(".mo").write_bytes(compile_catalogue(messages(SOURCE)))


def messages(source: Path) -> Mapping[str, str]:
    """Read the words: each text and its translation, forms of singular and plural joined by a zero."""
    found: dict[str, str] = {}
    for block in source.read_text("utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            match = _LINE.fullmatch(line)
            if match is None:
                continue
            keyword = match[1] or keyword
            parts[keyword] = parts.get(keyword, "") + ast.literal_eval(match[2])
        if parts:
            original = [text for name, text in parts.items() if name.startswith("msgid")]
            translated = [text for name, text in parts.items() if name.startswith("msgstr")]
            found["\0".join(original)] = "\0".join(translated)
    return found


def compile_catalogue(words: Mapping[str, str]) -> bytes:
    """Write the binary form: two tables of lengths and offsets, in the order of the originals, then the texts."""
    pairs = sorted((original.encode(), translated.encode()) for original, translated in words.items())
    originals_at = _HEADER.size
    translations_at = originals_at + len(pairs) * _ENTRY.size
    end = translations_at + len(pairs) * _ENTRY.size
    tables, texts = b"", b""
    for column in (0, 1):
        for pair in pairs:
            tables += _ENTRY.pack(len(pair[column]), end + len(texts))
            texts += pair[column] + b"\0"
    return _HEADER.pack(_MAGIC, 0, len(pairs), originals_at, translations_at, 0, end) + tables + texts
