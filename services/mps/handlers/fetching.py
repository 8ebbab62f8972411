"""The life of one task of fetching: queued with its request, answered from what is kept or by a call, then settled.

The call itself happens between `prepare` and `settle`, outside any transaction. A task leaves its lane in the very
transaction that keeps the answer: whatever dies before, another worker takes the task over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from services.mps.domain.answers import FactsStated, NoAnswer, Silence
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.certificates import Certificate
from services.mps.domain.fetching import FetchTask
from services.mps.domain.sources import asked_number
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import Question, question_about
from services.mps.handlers.announcements import announce_answer, announce_completion
from services.mps.handlers.keep_certificate import Received, certificate_from
from services.mps.handlers.record_call import record_call, record_reuse
from services.mps.ports import UnitOfWork

_WAIT: Final = timedelta(seconds=5)


class UnknownCandidacy(Exception):
    """A source is asked for a candidacy that this service does not hold."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a worker needs to do a task: the question, and the kept answer that spares the call, if any."""

    task: FetchTask
    question: Question
    kept: Certificate | None


def prepare(task: FetchTask, *, uow: UnitOfWork) -> Prepared | None:
    """Give what to ask for a task, None when its block expects no answer any more: the task is then over.

    Raises:
        UnknownCandidacy: no candidacy, or no consultation, answers to the task.
    """
    return next(iter(prepare_all([task], uow=uow)), None)


def prepare_all(tasks: Sequence[FetchTask], *, uow: UnitOfWork) -> list[Prepared]:
    """Give what to ask for the tasks of one candidacy; those whose block expects no answer any more are over.

    Raises:
        UnknownCandidacy: no candidacy, or no consultation, answers to the tasks.
    """
    candidacy = uow.candidacies.get(tasks[0].candidacy_id)
    tender = None if candidacy is None else uow.tenders.get(candidacy.tender_id)
    if candidacy is None or tender is None:
        raise UnknownCandidacy(str(tasks[0].candidacy_id))
    now, siret = uow.clock.now(), candidacy.siret
    kept = uow.certificates.about(siren=str(siret.siren), recipient=tender.buyer_siret)
    prepared, over = [], []
    for task in tasks:
        if not _is_expected(candidacy, task):
            over.append(task)
            continue
        question = question_about(siret=siret, source=task.source, tender=tender, now=now)
        known = kept.get((task.source, asked_number(task.source, siret)))
        serves = known is not None and known.serves(candidacy.moment, now=now)
        prepared.append(Prepared(task, question, known if serves else None))
    uow.tasks.done(over)
    return prepared


def settle(prepared: Prepared, received: Received, *, uow: UnitOfWork) -> None:
    """Keep the answer of a task; one that nobody expects any more changes nothing.

    Raises:
        UnknownCandidacy: no candidacy answers to the task.
    """
    settle_all([(prepared, received)], uow=uow)


def settle_all(answers: Sequence[tuple[Prepared, Received]], *, uow: UnitOfWork) -> None:
    """Keep the answers of several tasks of one candidacy at once: they often arrive together.

    Raises:
        UnknownCandidacy: no candidacy answers to the tasks.
    """
    candidacy_id = answers[0][0].task.candidacy_id
    candidacy = uow.candidacies.get_locked(candidacy_id)
    if candidacy is None:
        raise UnknownCandidacy(str(candidacy_id))
    written = _Written()
    for prepared, received in answers:
        block = _settled(candidacy, prepared, received, written=written, uow=uow)
        if block is not None:
            candidacy = announce_answer(candidacy.with_block(block), block=block, uow=uow)
            written.changed.append(block)
    uow.tasks.done(written.over)
    if not written.changed:
        return
    uow.certificates.keep(written.fetched)
    uow.certificates.link(written.used, candidacy_id=candidacy_id)
    if candidacy.is_settled and candidacy.completed_at is None:
        candidacy = announce_completion(candidacy.completed(at=uow.clock.now()), uow=uow)
    uow.candidacies.save(candidacy, changed=written.changed)


@dataclass(slots=True)
class _Written:
    """What the answers of one candidacy change, so that each table is written in one statement."""

    over: list[FetchTask] = field(default_factory=list)
    changed: list[EvidenceBlock] = field(default_factory=list)
    fetched: list[Certificate] = field(default_factory=list)
    used: list[Certificate] = field(default_factory=list)  # those fetched now, and those that served again


def _settled(
    candidacy: SiretCandidacy, prepared: Prepared, received: Received, *, written: _Written, uow: UnitOfWork
) -> EvidenceBlock | None:
    """Give the block as its answer makes it, None where the answer changes nothing."""
    task, answer = prepared.task, received.answer
    if not _is_expected(candidacy, task):
        written.over.append(task)
        return None
    if isinstance(answer, NoAnswer) and answer.silence is Silence.BUSY:  # nobody was heard: the task goes on
        uow.tasks.postpone(task, until=uow.clock.now() + (answer.retry_in or _WAIT))
        return None
    block = candidacy.block(task.source).answered(answer, at=uow.clock.now())
    _keep(prepared, received, block=block, written=written, uow=uow)
    written.over.append(task)
    return block


def _keep(prepared: Prepared, received: Received, *, block: EvidenceBlock, written: _Written, uow: UnitOfWork) -> None:
    task, question = prepared.task, prepared.question
    if prepared.kept is not None:
        written.used.append(prepared.kept)
        record_reuse(prepared.kept, question, candidacy_id=task.candidacy_id, uow=uow)
        return
    record_call(question, block=block, candidacy_id=task.candidacy_id, uow=uow)
    if isinstance(received.answer, FactsStated) or block.status in {BlockStatus.UNKNOWN, BlockStatus.REFUSED}:
        kept = certificate_from(received, question, status=block.status, uow=uow)
        written.fetched.append(kept)
        written.used.append(kept)


def _is_expected(candidacy: SiretCandidacy, task: FetchTask) -> bool:
    block = candidacy.block(task.source)
    return block.status is BlockStatus.PENDING and block.attempt == task.attempt
