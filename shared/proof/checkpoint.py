"""Checkpoints of the transparency log: what the log signs, C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint)."""

import base64
import binascii
from dataclasses import dataclass
from typing import Self

from shared.kernel.refusal import InvalidValue
from shared.proof.merkle import HASH_SIZE


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one moment: its name, its number of leaves and its root hash."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write the text that is signed: three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a signed text.

        Raises:
            InvalidValue: the text is not exactly a checkpoint of ours.
        """
        try:
            origin, size, root, end = text.split("\n")
            checkpoint = cls(origin, int(size), base64.b64decode(root, validate=True))
        except (ValueError, binascii.Error) as error:
            raise InvalidValue("checkpoint", "Ce texte n'est pas un point de contrôle du journal.") from error
        if end or len(checkpoint.root) != HASH_SIZE or checkpoint.text() != text:
            raise InvalidValue("checkpoint", "Ce texte n'est pas un point de contrôle du journal.")
        return checkpoint
