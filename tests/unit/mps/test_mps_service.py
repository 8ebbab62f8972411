"""The event worker listens to what the service's consumer wants, and to nothing else."""

import inspect

from services.mps.handlers.fetching import UnknownCandidacy
from services.mps.service import MpsService
from services.mps.wiring import consumer_of


def test_one_entrypoint_for_each_event_of_the_consumer() -> None:
    def no_database(_scope: object) -> object:
        raise UnknownCandidacy

    consumer = consumer_of(no_database, lambda _source: None)  # type: ignore[arg-type]
    methods = [method for _, method in inspect.getmembers(MpsService, inspect.isfunction)]
    entrypoints = [each for method in methods for each in getattr(method, "nameko_entrypoints", ())]
    assert {entrypoint.event_class.event_type for entrypoint in entrypoints} == consumer.event_types
