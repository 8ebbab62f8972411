"""The register of envelopes: every state with every act, for copies and for responses on paper."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.refusal import InvalidValue, Refused
from shared.kernel.siret import Siret
from shared.registers.envelope import (
    ENVELOPE_TRANSITIONS,
    Envelope,
    EnvelopeAction,
    EnvelopeId,
    EnvelopeKind,
    EnvelopeStatus,
    Medium,
)
from shared.storage.records import from_json, to_json

T = datetime(2026, 11, 9, 11, 0, tzinfo=UTC)


def an_envelope(**changes: Any) -> Envelope:
    facts: dict[str, Any] = {
        "record_id": EnvelopeId(UUID(int=7)),
        "parent": TenderId(UUID(int=1)),
        "organisation": Siret("21350238800019"),
        "version": 1,
        "status": EnvelopeStatus.SEALED,
        "kind": EnvelopeKind.BACKUP_COPY,
        "medium": Medium.PAPER,
        "number": 1,
        "siret": Siret("55203253400638"),
        "name": "Acme",
        "lots": (),
        "received_at": T,
        "registered_at": T,
        "registered_by": "greffe",
    }
    return Envelope(**{**facts, **changes})


@pytest.mark.parametrize("status", EnvelopeStatus)
@pytest.mark.parametrize("action", EnvelopeAction)
@pytest.mark.parametrize("kind", EnvelopeKind)
def test_every_act_in_every_state(status: EnvelopeStatus, action: EnvelopeAction, kind: EnvelopeKind) -> None:
    envelope = an_envelope(status=status, kind=kind)
    following = ENVELOPE_TRANSITIONS.get((status, action))
    if following is None or (kind is EnvelopeKind.RESPONSE and action is EnvelopeAction.SET_ASIDE):
        with pytest.raises(Refused, match="ENV-OVER"):
            envelope.decided(action, by="agent", at=T, note="motif")
        return
    after = envelope.decided(action, by="agent", at=T, note="motif")
    assert (after.status, after.version, after.decided_by, after.note) == (following, 2, "agent", "motif")


def test_what_is_destroyed_stays_destroyed() -> None:
    assert not [pair for pair in ENVELOPE_TRANSITIONS if pair[0] is EnvelopeStatus.DESTROYED]


@given(st.integers(-2000, 2000))
def test_in_time_is_the_decision_of_electronic_responses(milliseconds: int) -> None:
    at = datetime.fromtimestamp(T.timestamp() + milliseconds / 1000, UTC)
    assert an_envelope(received_at=at).is_in_time(Deadline(T)) is Deadline(T).admits(at)


def test_an_envelope_is_kept_as_it_is() -> None:
    envelope = an_envelope(lots=(1, 3), note="x")
    assert from_json(Envelope, to_json(envelope)) == envelope


def test_an_envelope_names_its_company() -> None:
    with pytest.raises(InvalidValue):
        an_envelope(name="")
