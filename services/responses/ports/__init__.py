"""What the handlers of responses need from outside, as protocols: repositories, one unit of work, four devices."""

from services.responses.ports.devices import BlobMaker, ChallengeSealer, Signer, TimeStampAuthority
from services.responses.ports.records import LoggedLeaf, PendingLeaf, SignedCheckpoint, Transmission
from services.responses.ports.unit_of_work import UnitOfWork

__all__ = [
    "BlobMaker",
    "ChallengeSealer",
    "LoggedLeaf",
    "PendingLeaf",
    "SignedCheckpoint",
    "Signer",
    "TimeStampAuthority",
    "Transmission",
    "UnitOfWork",
]
