"""What the handlers of responses need from outside, as protocols: repositories, one unit of work, two devices."""

from services.responses.ports.devices import BlobMaker
from services.responses.ports.records import Transmission
from services.responses.ports.unit_of_work import UnitOfWork

__all__ = [
    "BlobMaker",
    "Transmission",
    "UnitOfWork",
]
