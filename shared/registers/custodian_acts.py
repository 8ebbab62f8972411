"""Custodians of opening keys (détenteurs de clé): registration with proof of possession, CCP R2132-9."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Protocol

from shared.contracts.event import Event
from shared.contracts.responses import CustodianRegisteredV1
from shared.kernel.clock import Clock
from shared.kernel.ids import CustodianId, Ids
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.proof.canonical import Json
from shared.proof.log import Log, enter_act
from shared.registers.custodian import CHALLENGE_BYTES, RegisteredCustodian
from shared.registers.envelope_acts import Scope


class ChallengeSealer(Protocol):
    """Seals a challenge to a recipient (age)."""

    def check_recipient(self, recipient: str) -> str:
        """Give the recipient back, or raise ``InvalidValue``."""

    def seal_bytes(self, data: bytes, recipient: str) -> bytes:
        """Seal a few bytes."""


class Custodians(Protocol):
    """The registered custodians of the principal's organisation."""

    def add(self, custodian: RegisteredCustodian) -> None:
        """Keep a registration."""

    def lock(self, custodian_id: CustodianId) -> RegisteredCustodian:
        """Read a registration and hold its row, or refuse ``RSP-NOT-FOUND``."""

    def get(self, custodian_id: CustodianId) -> RegisteredCustodian:
        """Read a registration, or refuse ``RSP-NOT-FOUND``."""

    def save(self, custodian: RegisteredCustodian) -> None:
        """Keep the proof of possession."""


class CustodianWork(Protocol):
    """A unit of work that holds the registered custodians."""

    @property
    def scope(self) -> Scope:
        """On whose behalf the work is done."""

    @property
    def clock(self) -> Clock:
        """The real clock."""

    @property
    def ids(self) -> Ids:
        """The maker of identifiers."""

    @property
    def log(self) -> Log:
        """The transparency log."""

    @property
    def custodians(self) -> Custodians:
        """Custodians."""

    def publish(self, event: Event) -> None:
        """Announce a fact to the other services, in the same transaction."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal."""


def register_custodian(
    *, recipient: str, label: str, sealer: ChallengeSealer, uow: CustodianWork
) -> tuple[RegisteredCustodian, bytes]:
    """Keep a recipient that its holder must still prove, and give the challenge sealed to it.

    Raises:
        InvalidValue: not an age recipient, or no label.
        Refused: the right is missing.
    """
    principal = uow.scope.principal
    principal.require(Right.CUSTODIAN)
    if principal.organisation is None:
        refuse("RSP-ORGANISATION-MISSING")
    nonce = secrets.token_hex(CHALLENGE_BYTES).encode()
    challenge = sealer.seal_bytes(nonce, sealer.check_recipient(recipient))
    custodian = RegisteredCustodian(
        custodian_id=uow.ids.new(CustodianId),
        organisation=principal.organisation,
        subject=principal.subject,
        label=label,
        recipient=recipient,
        challenge_sha256=hashlib.sha256(nonce).digest(),
        requested_at=uow.clock.now(),
        proved_at=None,
    )
    uow.custodians.add(custodian)
    uow.record("custodian_requested", str(custodian.custodian_id), {"recipient": recipient})
    return custodian, challenge


def prove_possession(custodian_id: CustodianId, nonce: str, *, uow: CustodianWork) -> RegisteredCustodian:
    """Accept the opened challenge: the custodian is registered, logged and announced, once.

    Raises:
        Refused: unknown here, somebody else's, an expired challenge or a wrong proof.
    """
    uow.scope.principal.require(Right.CUSTODIAN)
    custodian = uow.custodians.lock(custodian_id)
    if custodian.subject != uow.scope.principal.subject:
        refuse("RSP-CUSTODIAN-OTHER")
    if custodian.is_proved:
        return custodian
    proved = custodian.proved(nonce.encode(), uow.clock.now())
    uow.custodians.save(proved)
    # Whoever seals can check that the recipient is the logged one.
    content: dict[str, Json] = {
        "type": "custodian_registered",
        "custodian_id": str(proved.custodian_id),
        "organisation": str(proved.organisation),
        "recipient": proved.recipient,
    }
    enter_act(uow.log, content, object_id=str(proved.custodian_id))
    uow.publish(
        CustodianRegisteredV1(
            aggregate_id=str(proved.custodian_id),
            aggregate_version=1,
            custodian_id=str(proved.custodian_id),
            organisation_siret=str(proved.organisation),
            recipient=proved.recipient,
            label=proved.label,
        )
    )
    uow.record("custodian_registered", str(proved.custodian_id), {"recipient": proved.recipient})
    return proved
