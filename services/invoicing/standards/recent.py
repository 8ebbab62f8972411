"""The last small documents, with what was made of them: whoever receives and judges one asks for it several times."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final, Generic, TypeVar

T = TypeVar("T")
SMALL: Final = 64 * 1024  # bytes


class Recent(Generic[T]):
    """A function of documents that remembers its last results, which are immutable; what it refuses it refuses anew.

    Args:
        make: gives the result and the size of the XML that it was made of, which a small PDF or pivot may carry
            compressed: what is made of a large one is not kept.
        most: how many results are kept.
    """

    def __init__(self, make: Callable[[bytes], tuple[T, int]], *, most: int) -> None:
        self._make = make
        self._most = most
        self._kept: OrderedDict[bytes, T] = OrderedDict()
        self._lock = Lock()

    def __call__(self, document: bytes) -> T:
        """Give the result of a document."""
        if len(document) > SMALL:
            return self._make(document)[0]
        with self._lock:
            if document in self._kept:
                self._kept.move_to_end(document)
                return self._kept[document]
        made, size = self._make(document)
        if size <= SMALL:
            with self._lock:
                self._kept[document] = made
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made
