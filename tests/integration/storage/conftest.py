"""The doors to one service's schema, each with its role."""

from collections.abc import Iterator

import pytest

from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import relay_database, service_database


@pytest.fixture
def tenders(common_database: Settings) -> Iterator[Database]:
    """The schema `tenders`, as the service sees it."""
    database = service_database(common_database, "tenders")
    yield database
    database.dispose()


@pytest.fixture
def relay(common_database: Settings) -> Iterator[Database]:
    """The schema `tenders`, as the relay sees it."""
    database = relay_database(common_database, "tenders")
    yield database
    database.dispose()
