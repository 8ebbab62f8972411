"""The identity that prefills a form, and the consultations heard of."""

from datetime import timedelta

import pytest

from services.mps.domain.answers import NoAnswer
from services.mps.domain.identity import OperatorState, identity_from
from services.mps.domain.sources import Source
from services.mps.handlers.read_identity import fresh_identity, identity_question, keep_identity
from shared.kernel.refusal import Refused
from tests.unit.mps.builders import BUYER, NOW, WHOLE, a_question, a_tender, an_agent, facts_stated
from tests.unit.mps.fakes import FakeUnitOfWork


def test_an_identity_is_fresh_for_an_hour() -> None:
    uow = FakeUnitOfWork()
    keep_identity(identity_from(facts_stated(), siret=WHOLE, at=NOW), a_question(), uow=uow)
    uow.clock.advance(timedelta(minutes=59))
    assert fresh_identity(WHOLE, uow=uow) is not None
    uow.clock.advance(timedelta(minutes=1))
    assert fresh_identity(WHOLE, uow=uow) is None


def test_a_silence_is_not_kept_but_the_call_is_in_the_journal() -> None:
    uow = FakeUnitOfWork()
    keep_identity(identity_from(NoAnswer("muette."), siret=WHOLE, at=NOW), a_question(), uow=uow)
    assert fresh_identity(WHOLE, uow=uow) is None
    action, object_id, facts = uow.journal[0]
    assert (action, object_id, facts["outcome"]) == ("identity_asked", str(WHOLE), OperatorState.UNAVAILABLE)


def test_the_recipient_is_the_buyer_of_the_consultation() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    question = identity_question(WHOLE, tender_id=a_tender().tender_id, operator=None, uow=uow)
    assert (question.source, question.purpose.recipient) == (Source.ESTABLISHMENT, BUYER)


def test_an_agent_asks_for_its_own_body() -> None:
    question = identity_question(WHOLE, tender_id=None, operator=WHOLE, uow=FakeUnitOfWork(an_agent()))
    assert question.purpose.recipient == BUYER


def test_a_company_without_consultation_is_asked_for_by_the_body_that_runs_the_platform() -> None:
    question = identity_question(WHOLE, tender_id=None, operator=BUYER, uow=FakeUnitOfWork())
    assert question.purpose.recipient == BUYER


def test_without_a_public_body_nobody_is_asked() -> None:
    with pytest.raises(Refused) as refused:
        identity_question(WHOLE, tender_id=None, operator=None, uow=FakeUnitOfWork())
    assert refused.value.refusal.code == "MPS-RECIPIENT-MISSING"


def test_an_older_state_of_a_consultation_is_ignored() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender(version=3)])
    uow.tenders.put(a_tender(version=2, sandbox=True))
    known = uow.tenders.get(a_tender().tender_id)
    assert known is not None
    assert (known.version, known.sandbox) == (3, False)
