"""The sidecar of a completed blob: the small file beside it from which its deposit can be finished after a crash."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is known of a completed blob; `completed_at` is the instant that counts, whatever happened since."""

    blob_id: str
    size: int
    completed_at: datetime
    facts: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Write the sidecar as it is kept on disk."""
        content = {
            "blob": self.blob_id,
            "size": self.size,
            "completed_at": self.completed_at.isoformat(),
            "facts": dict(self.facts),
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read a sidecar; one that was renamed into place is always whole."""
        content = json.loads(text)
        completed_at = datetime.fromisoformat(content["completed_at"])
        return cls(content["blob"], content["size"], completed_at, content["facts"])
