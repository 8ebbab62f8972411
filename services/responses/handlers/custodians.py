"""Custodians of opening keys (détenteurs de clé): registration with proof of possession, CCP R2132-9."""

import hashlib
import secrets

from services.responses.domain.acts import custodian_content
from services.responses.domain.custodian import CHALLENGE_BYTES, RegisteredCustodian
from services.responses.ports import ChallengeSealer, UnitOfWork
from shared.contracts.responses import CustodianRegisteredV1
from shared.kernel.ids import CustodianId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.proof.log import enter_act


def register_custodian(
    *, recipient: str, label: str, sealer: ChallengeSealer, uow: UnitOfWork
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


def prove_possession(custodian_id: CustodianId, nonce: str, *, uow: UnitOfWork) -> RegisteredCustodian:
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
    content = custodian_content(
        custodian_id=str(proved.custodian_id), organisation=str(proved.organisation), recipient=proved.recipient
    )
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
