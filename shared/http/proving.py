"""What a service that proves its acts is wired with: its keys, and the loops of its log, its clock and its health."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from shared.http.ntp import ntp_sources
from shared.http.stamping import time_stamp_authority
from shared.http.witnesses import remote_witnesses
from shared.kernel.clock import Clock
from shared.messaging.background import Background
from shared.messaging.clock_loop import clock_loop
from shared.messaging.health_loop import health_loop
from shared.messaging.log_loops import StampingWork, numbering_loop, stamping_loop
from shared.messaging.witness_loop import witness_loop
from shared.proof.acknowledgements import AcknowledgementSigner
from shared.proof.evidence import Traces
from shared.proof.log import TimeStampAuthority
from shared.proof.log_signer import FileSigner, load_key, make_key
from shared.proof.signed_note import public_key
from shared.sealing import age_sealing
from shared.settings import SecretFiles, Settings


class ProvingWork(StampingWork, Protocol):
    """A unit of work of such a service."""

    @property
    def traces(self) -> Traces:
        """Traces and observations."""


U = TypeVar("U", bound=ProvingWork)


@dataclass(frozen=True, slots=True)
class ProofKeys:
    """The keys of a service: private halves in the secrets folder, public halves beside the data that they verify."""

    settings: Settings
    service: str

    def log_key(self) -> str:
        """Give the log's public key; it is kept apart so that only the sequencer reads the private one."""

        def publish() -> bytes:
            secret = self.settings.create_secret("log_checkpoint_key", make_key)
            return str(public_key(load_key(secret), self._origin("log"))).encode()

        return self._public.create("log.vkey", publish).decode()

    def signer(self) -> FileSigner:
        """Give the signer of checkpoints, for the sequencer alone."""
        key = load_key(self.settings.secret("log_checkpoint_key"))
        return FileSigner(self.log_key().partition("+")[0], self.settings.secrets_dir, key)

    def acknowledgements(self) -> AcknowledgementSigner:
        """Give the signer of acknowledgements."""
        secret = self.settings.create_secret("acknowledgement_key", make_key)
        return AcknowledgementSigner(self._origin("deposits"), load_key(secret))

    def storage_recipient(self) -> str:
        """Give the age recipient to which opened contents are sealed at rest."""

        def publish() -> bytes:
            secret = self.settings.create_secret("storage_identity", lambda: age_sealing.new_identity()[0].encode())  # noqa: PLW0108 - made only when absent
            return age_sealing.recipient_of(secret.decode("ascii")).encode()

        return self._public.create("storage.recipient", publish).decode()

    @property
    def _public(self) -> SecretFiles:
        return SecretFiles(self.settings.data_dir / self.service / "keys")

    def _origin(self, part: str) -> str:
        return f"{urlsplit(self.settings.public_url).netloc}/{self.service}/{part}"


def proving_loops(
    keys: ProofKeys, clock: Clock, work: Callable[[Callable[[U], object]], object], *, is_open: Callable[[U], bool]
) -> Sequence[Background]:
    """Make the loops: the log and its stamps, its witnesses, the clock, the health of the machine."""
    settings, service = keys.settings, keys.service
    local, signed = settings.dev or settings.sandbox, Event()

    def authority() -> TimeStampAuthority:
        return time_stamp_authority(settings, clock, service=service)

    published = {"acknowledgements": str(keys.acknowledgements().public)}
    return (
        numbering_loop(service, work, keys.signer, is_open=is_open, published=published, signed=signed),
        stamping_loop(service, settings.node, work, authority, signed=signed),
        witness_loop(service, work, lambda: remote_witnesses(settings.witnesses, allow_local=local)),
        clock_loop(service, settings.node, work, ntp_sources(settings.ntp_server, clock)),
        health_loop(service, settings.node, work, settings.data_dir),
    )
