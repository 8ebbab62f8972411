"""The lanes of a relay: in which order messages leave, and what becomes of one that the broker refuses.

Pure bookkeeping over a ``Window``: a lane is given what to read and where to write, and knows neither database nor
broker. In the topic lane a refused message is tried again while the others go on, then set aside. In a feed the order
is the promise, so the whole feed goes back to the refused message; other feeds do not notice.
"""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final, Protocol

from shared.messaging.backoff import Backoff
from shared.messaging.message import Outgoing
from shared.messaging.window import Window

_RETRY: Final = Backoff(first=0.5, ceiling=15.0)
_TRIES: Final = 6
_ASIDE_SECONDS: Final = 30.0

Read = Callable[[int, int], Sequence[Outgoing]]
Save = Callable[[int], None]


class Lane(Protocol):
    """What the relay's session asks of a lane."""

    def take(self, room: int) -> Sequence[Outgoing]:
        """Give the messages to publish now, at most ``room``."""
        ...

    def confirmed(self, message: Outgoing) -> None:
        """Note that the broker has stored a message."""
        ...

    def refused(self, message: Outgoing) -> float:
        """Note that the broker refused or returned a message; give the seconds after which to ask again."""
        ...

    def save(self) -> None:
        """Write down how far the lane has come, if it has moved."""
        ...


class TopicLane:
    """All events of one outbox, to its exchange; ``set_aside`` takes what was refused too often."""

    def __init__(self, *, cursor: int, read: Read, save: Save, set_aside: Callable[[Outgoing, int], None]) -> None:
        self._window = Window(cursor)
        self._saved = cursor
        self._read = read
        self._save = save
        self._set_aside = set_aside
        self._tries: dict[int, int] = {}
        self._again: list[tuple[float, Outgoing]] = []
        self._may_have_more = True

    def look_again(self) -> None:
        """Note that the outbox may have grown."""
        self._may_have_more = True

    def take(self, room: int) -> Sequence[Outgoing]:
        """Give what is due for another try, then what is new."""
        now = monotonic()
        due = [message for at, message in self._again if at <= now][:room]
        if due:
            self._again = [each for each in self._again if each[1] not in due]
        return [*due, *self._fresh(room - len(due))]

    def _fresh(self, room: int) -> Sequence[Outgoing]:
        if not self._may_have_more or room <= 0:
            return ()
        messages = self._read(self._window.last, room)
        self._may_have_more = len(messages) == room
        for message in messages:
            self._window.hand_over(message.position)
        return messages

    def confirmed(self, message: Outgoing) -> None:
        """Settle a message."""
        self._tries.pop(message.position, None)
        self._window.settle(message.position)

    def refused(self, message: Outgoing) -> float:
        """Try a message again later, or set it aside after its last try."""
        tries = self._tries.pop(message.position, 0) + 1
        if tries >= _TRIES:
            self._set_aside(message, tries)
            self._window.settle(message.position)
            return 0.0
        self._tries[message.position] = tries
        pause = _RETRY.seconds(tries)
        self._again.append((monotonic() + pause, message))
        return pause

    def save(self) -> None:
        """Write the cursor down if it has moved."""
        if self._window.cursor > self._saved:
            self._save(self._window.cursor)
            self._saved = self._window.cursor


class FeedLane:
    """One buyer's finance feed, strictly in order, to its stream.

    A reader keeps the message whose position follows the last one it kept: what is sent again after a refusal may
    come twice, and never leaves a gap that is not filled at once.
    """

    def __init__(self, *, cursor: int, read: Read, save: Save) -> None:
        self._window = Window(cursor)
        self._saved = cursor
        self._read = read
        self._save = save
        self._flying: dict[int, Outgoing] = {}
        self._tries = 0
        self._not_before = 0.0
        self._may_have_more = True

    def look_again(self) -> None:
        """Note that the feed may have grown."""
        self._may_have_more = True

    def take(self, room: int) -> Sequence[Outgoing]:
        """Give the next messages of the feed; nothing while it waits after a refusal or has no more."""
        if not self._may_have_more or room <= 0 or monotonic() < self._not_before:
            return ()
        messages = self._read(self._window.last, room)
        self._may_have_more = len(messages) == room
        for message in messages:
            self._window.hand_over(message.position)
            self._flying[message.position] = message
        return messages

    def confirmed(self, message: Outgoing) -> None:
        """Settle a message, unless the feed was taken back since it left."""
        if self._flying.get(message.position) is message:
            del self._flying[message.position]
            self._window.settle(message.position)
            self._tries = 0

    def refused(self, message: Outgoing) -> float:
        """Go back to the last confirmed position."""
        if self._flying.get(message.position) is not message:
            return 0.0
        self._tries += 1
        self._flying.clear()
        self._window.rewind()
        self._may_have_more = True
        pause = _RETRY.seconds(self._tries)
        self._not_before = monotonic() + pause
        return pause

    def save(self) -> None:
        """Write the cursor down if it has moved."""
        if self._window.cursor > self._saved:
            self._save(self._window.cursor)
            self._saved = self._window.cursor


class AsideLane:
    """What was refused too often, tried again every half minute for as long as it takes."""

    def __init__(self, *, read: Callable[[int], Sequence[Outgoing]], done: Callable[[Outgoing], None]) -> None:
        self._read = read
        self._done = done
        self._not_before = 0.0

    def take(self, room: int) -> Sequence[Outgoing]:
        """Give what waits aside, once per half minute."""
        if room <= 0 or monotonic() < self._not_before:
            return ()
        self._not_before = monotonic() + _ASIDE_SECONDS
        return self._read(room)

    def confirmed(self, message: Outgoing) -> None:
        """Note that a message has found its way after all."""
        self._done(message)

    def refused(self, message: Outgoing) -> float:  # noqa: ARG002 - the next round takes it up again
        """Leave a message where it is."""
        return _ASIDE_SECONDS

    def save(self) -> None:
        """Do nothing: each message is written down as it is confirmed."""
