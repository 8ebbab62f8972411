"""One connection of the relay: publishes what its lanes give, within a window of unconfirmed messages.

pika's SelectConnection (public API): its loop owns the connection, everything here runs in that loop's thread, and
other threads only nudge it. Waiting for confirms with ``process_data_events`` would cost a polling interval per batch
(measured: 5 times slower); here confirms wake the loop as they come. What touches the database never runs inside
pika's own callbacks, which would tell its exceptions, values included, in their log: it is put off to the loop's next
turn, from where exceptions leave the session as they are.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

import pika
from pika.channel import Channel
from pika.exceptions import AMQPError
from pika.frame import Method
from pika.spec import Basic

from shared.messaging.broker import connection_parameters
from shared.messaging.lanes import Lane
from shared.messaging.message import Outgoing
from shared.messaging.signal import POLL_SECONDS

WINDOW: Final = 1000
_SAVE_SECONDS: Final = 0.05
_DRAIN_SECONDS: Final = 5.0


class RelayWork(Protocol):
    """What a session asks of the relay that it works for; every call comes from the session's thread."""

    def lanes(self) -> Sequence[Lane]:
        """Give the lanes as they are now."""
        ...

    def look_again(self) -> None:
        """Note that events may have been numbered."""
        ...

    def refresh(self) -> None:
        """Take up what was declared since the last second."""
        ...

    def is_ending(self) -> bool:
        """Say whether the end was asked for."""
        ...

    def published(self) -> None:
        """Count a message that the broker has stored."""
        ...

    def refused(self, message: Outgoing) -> None:
        """Count and tell a message that the broker did not take."""
        ...


class RelaySession:
    """The life of one connection, from opening to closing."""

    def __init__(self, url: str, work: RelayWork) -> None:
        self._work = work
        self._in_flight: dict[int, tuple[Lane, Outgoing]] = {}
        self._returned: set[tuple[str, str, str]] = set()
        self._answers: list[Basic.Ack | Basic.Nack] = []
        self._last_tag = 0
        self._nudged = False
        self._saving = False
        self._closing = False
        self._has_failed = False
        self._reason: BaseException | None = None
        self._channel: Channel | None = None
        self._connection = pika.SelectConnection(
            connection_parameters(url),
            on_open_callback=self._on_open,
            on_open_error_callback=self._on_gone,
            on_close_callback=self._on_gone,
        )

    def run(self) -> None:
        """Publish until the end is asked for.

        Raises:
            pika.exceptions.AMQPError: the connection was lost or could not be made.
        """
        try:
            self._connection.ioloop.start()
        finally:
            self._shut()
        if self._reason is not None and not self._closing:
            raise self._reason

    def nudge(self) -> None:
        """Have the lanes looked at now; from any thread, as often as wanted."""
        if not self._nudged:
            self._nudged = True
            self._connection.ioloop.add_callback_threadsafe(self._on_nudge)

    def _on_open(self, connection: pika.SelectConnection) -> None:
        connection.channel(on_open_callback=self._on_channel)

    def _on_channel(self, channel: Channel) -> None:
        self._channel = channel
        channel.add_on_close_callback(self._on_channel_closed)
        channel.add_on_return_callback(self._on_return)
        channel.confirm_delivery(self._on_delivery, callback=lambda _: self._soon(self._poll))

    def _on_channel_closed(self, _channel: Channel, reason: BaseException) -> None:
        self._reason = self._reason or reason
        if self._connection.is_open:
            self._connection.close()

    def _on_gone(self, connection: pika.SelectConnection, reason: BaseException | str) -> None:
        self._reason = self._reason or (reason if isinstance(reason, BaseException) else AMQPError(str(reason)))
        connection.ioloop.stop()

    def _poll(self) -> None:
        """Look at least once a second, whoever forgot to wake us."""
        self._connection.ioloop.call_later(POLL_SECONDS, self._poll)
        if not self._closing:
            self._work.refresh()
            self._work.look_again()
            self._pump()

    def _on_nudge(self) -> None:
        self._nudged = False
        self._work.look_again()
        self._pump()

    def _pump(self) -> None:
        """Publish while there is room and something to publish; begin to close when the end is asked for."""
        if self._closing or self._channel is None or not self._channel.is_open:
            return
        if self._work.is_ending():
            self._begin_closing()
            return
        for lane in self._work.lanes():
            for message in lane.take(WINDOW - len(self._in_flight)):
                self._publish(self._channel, lane, message)

    def _publish(self, channel: Channel, lane: Lane, message: Outgoing) -> None:
        channel.basic_publish(
            message.exchange, message.routing_key, message.body.encode(), message.properties(), mandatory=True
        )
        self._last_tag += 1
        self._in_flight[self._last_tag] = (lane, message)

    def _on_return(
        self, _channel: Channel, method: Basic.Return, properties: pika.BasicProperties, _body: bytes
    ) -> None:
        """Remember a message that no queue took: the broker confirms it all the same, right after."""
        self._returned.add((method.exchange, method.routing_key, properties.message_id))

    def _on_delivery(self, frame: Method) -> None:
        self._answers.append(frame.method)
        if len(self._answers) == 1:
            self._soon(self._process_answers)

    def _process_answers(self) -> None:
        answers, self._answers = self._answers, []
        for answer in answers:
            for tag in self._tags(answer.delivery_tag, multiple=answer.multiple):
                lane, message = self._in_flight.pop(tag)
                self._settle(lane, message, is_stored=isinstance(answer, Basic.Ack))
        self._plan_save()
        if self._closing:
            self._close_when_drained()
        elif len(self._in_flight) <= WINDOW // 2:
            self._pump()

    def _soon(self, act: Callable[[], None]) -> None:
        self._connection.ioloop.call_later(0, act)

    def _tags(self, tag: int, *, multiple: bool) -> Iterable[int]:
        if not multiple:
            return [tag] if tag in self._in_flight else []
        return [each for each in self._in_flight if each <= tag]

    def _settle(self, lane: Lane, message: Outgoing, *, is_stored: bool) -> None:
        was_returned = message.mark in self._returned
        self._returned.discard(message.mark)
        if is_stored and not was_returned:
            lane.confirmed(message)
            self._work.published()
            return
        pause = lane.refused(message)
        self._work.refused(message)
        self._connection.ioloop.call_later(pause, self._pump)

    def _plan_save(self) -> None:
        if not self._saving:
            self._saving = True
            self._connection.ioloop.call_later(_SAVE_SECONDS, self._save)

    def _save(self) -> None:
        self._saving = False
        if self._has_failed:
            return
        for lane in self._work.lanes():
            lane.save()

    def _begin_closing(self) -> None:
        self._closing = True
        self._connection.ioloop.call_later(_DRAIN_SECONDS, self._connection.ioloop.stop)
        self._close_when_drained()

    def _close_when_drained(self) -> None:
        if not self._in_flight and self._connection.is_open:
            self._save()
            self._connection.close()

    def _shut(self) -> None:
        """Close what an exception in a callback left open, then free the loop."""
        if not self._connection.is_closed:
            self._closing = self._has_failed = True
            if self._connection.is_open:
                self._connection.close()
            self._connection.ioloop.call_later(1.0, self._connection.ioloop.stop)
            self._connection.ioloop.start()
        self._connection.ioloop.close()
