"""What the service does with events: learn consultations, and run one errand for each source asked."""

from collections.abc import Callable
from typing import Final

from services.mps.domain.answers import SourceAnswer
from services.mps.domain.tender import Question
from services.mps.handlers.note_tender import note_tender
from services.mps.handlers.receive_answer import question_for, receive_answer
from services.mps.ports import CertificateSource
from services.mps.storage.unit_of_work import MpsUnitOfWork
from shared.contracts.mps import CertificateRequestedV1
from shared.contracts.tenders import TenderChangedV1, TenderPublishedV1
from shared.contracts.tenders_stages import TenderChangedV2, TenderPublishedV2
from shared.kernel.principal import Principal
from shared.messaging.subscriptions import Consumer, Effect, Errand
from shared.storage.unit_of_work import Scope

SERVICE: Final = "mps"

OpenUow = Callable[[Scope], MpsUnitOfWork]
Asked = tuple[Question | None, SourceAnswer | None]


def consumer_of(open_uow: OpenUow, sources: CertificateSource) -> Consumer[MpsUnitOfWork]:
    """Say what the service does with events: learn consultations, and run one errand for each source asked."""

    def fetch(event: CertificateRequestedV1) -> Asked:
        with open_uow(Scope(Principal.system(SERVICE), correlation_id=event.candidacy_id)) as uow:
            question = question_for(event, uow=uow)
        return question, None if question is None else sources.ask(question)

    def apply(event: CertificateRequestedV1, asked: Asked, uow: MpsUnitOfWork) -> None:
        receive_answer(event, asked[0], asked[1], uow=uow)

    return Consumer(
        SERVICE,
        open_uow,
        [
            Effect(TenderPublishedV1, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderChangedV1, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderPublishedV2, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderChangedV2, lambda event, uow: note_tender(event, uow=uow)),
            Errand(CertificateRequestedV1, fetch, apply),
        ],
    )
