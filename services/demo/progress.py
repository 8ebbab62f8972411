"""What a demonstration has done so far, in one file, so that a killed one resumes instead of starting again."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from pydantic import JsonValue

from shared.storage.durable import sync_file, sync_folder

T = TypeVar("T")


class Progress:
    """A small journal of named results; each is durable before the demonstration goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, JsonValue] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self.run_id = str(self.once("run_id", lambda: uuid.uuid4().hex))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Give the result kept under ``name``, or make it (of JSON values alone), keep it and give it."""
        if name not in self._values:
            self.keep(name, cast("JsonValue", make()))
        return cast("T", self._values[name])  # what was kept under the name is what make gives

    def keep(self, name: str, value: JsonValue) -> None:
        """Write one result; it is on the disk when this returns (file and folder flushed)."""
        self._values[name] = value
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(self._values, file, ensure_ascii=False, indent=1)
            file.flush()
            sync_file(file.fileno())
        draft.replace(self._path)
        sync_folder(self._path.parent)

    def has(self, name: str) -> bool:
        """Say whether a result of that name is kept."""
        return name in self._values

    def get(self, name: str) -> JsonValue:
        """Give a kept result.

        Raises:
            KeyError: nothing is kept under that name.
        """
        return self._values[name]

    def key(self, act: str) -> str:
        """Give the idempotency key of an act of this run: the same after a restart."""
        return f"demo-{self.run_id}-{act}"
