"""One person at work: calls to the public APIs, each write with an idempotency key of this run, kept once done."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from pydantic import JsonValue

from services.demo.progress import Progress

Answer = dict[str, Any]
_WAIT_SECONDS = 90.0
_PAUSE_SECONDS = 0.1


class Unexpected(RuntimeError):
    """The platform gave another answer than the story needs; the message says which."""


class Desk:
    """The desk of one actor: reads, and acts that are done once in a run however often it is restarted."""

    def __init__(self, http: httpx.Client, progress: Progress) -> None:
        self.http = http
        self.progress = progress

    def read(self, path: str, **params: str | int) -> Answer:
        """Read a resource."""
        return _content(self.http.get(path, params=params))

    def download(self, path: str) -> bytes:
        """Read the bytes of a file."""
        answer = self.http.get(path)
        _check(answer)
        return answer.content

    def act(self, name: str, path: str, body: Mapping[str, JsonValue] | None = None) -> Answer:
        """Do one act of the story; ``name`` is unique in the story and makes the idempotency key."""

        def send() -> Answer:
            headers = {"Idempotency-Key": self.progress.key(name)}
            return _content(self.http.post(path, json=dict(body or {}), headers=headers))

        return self.progress.once(name, send)

    def act_when_known(
        self, name: str, path: str, body: Callable[[], Mapping[str, JsonValue]] = dict, *, not_yet: tuple[str, ...]
    ) -> Answer:
        """Do one act that rests on an event of another service, which may still be on its way.

        A refusal is an answer too and is kept under its key, so each try after one of the codes ``not_yet`` has a
        key of its own, and its own body.
        """

        def send() -> Answer:
            give_up_at = time.monotonic() + _WAIT_SECONDS
            attempt = 1
            while True:
                headers = {"Idempotency-Key": self.progress.key(f"{name}-{attempt}")}
                answer = self.http.post(path, json=dict(body()), headers=headers)
                waits = any(code in answer.text for code in not_yet)
                if answer.is_success or not waits or time.monotonic() > give_up_at:
                    return _content(answer)
                attempt += 1
                time.sleep(_PAUSE_SECONDS)

        return self.progress.once(name, send)

    def wait_for(self, path: str, arrived: Callable[[Answer], bool]) -> Answer:
        """Read a resource until it shows what is expected.

        Raises:
            Unexpected: it does not within a minute.
        """
        give_up_at = time.monotonic() + _WAIT_SECONDS
        while True:
            shown = self.read(path)
            if arrived(shown):
                return shown
            if time.monotonic() > give_up_at:
                raise Unexpected(f"{path} : l'état attendu n'est pas venu : {str(shown)[:600]}")
            time.sleep(_PAUSE_SECONDS)

    def send_file(self, name: str, path: str, content: bytes, *, media_type: str) -> Answer:
        """Send the bytes of a file once."""

        def send() -> Answer:
            headers = {"Idempotency-Key": self.progress.key(name), "Content-Type": media_type}
            return _content(self.http.post(path, content=content, headers=headers))

        return self.progress.once(name, send)

    def refusal(self, name: str, path: str, body: Mapping[str, JsonValue] | None = None) -> Answer:
        """Try an act that must be refused, and give the problem document."""

        def send() -> Answer:
            headers = {"Idempotency-Key": self.progress.key(name)}
            answer = self.http.post(path, json=dict(body or {}), headers=headers)
            if answer.is_success:
                raise Unexpected(f"{path} : accepté, alors qu'un refus était attendu")
            return dict(answer.json())

        return self.progress.once(name, send)


def _content(answer: httpx.Response) -> Answer:
    _check(answer)
    return dict(answer.json())


def _check(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise Unexpected(
            f"{answer.request.method} {answer.request.url.path} : {answer.status_code} {answer.text[:600]}"
        )
