"""Opening the next stage: the admitted companies are invited at once, with one deadline for all (R2144-8, R2144-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.tenders.domain.advice import Advice
from services.tenders.domain.messages import MessageKind, Recipient, deposit_link
from services.tenders.domain.model import Tender
from services.tenders.domain.passages import NO_PASSAGE, AdvisedAct, Passage
from services.tenders.domain.stage_acts import Invitation, open_stage
from services.tenders.domain.stage_advice import stage_advices
from services.tenders.domain.stages import Stage, StageKind
from services.tenders.handlers.advice import pass_advices
from services.tenders.handlers.announcements import consultation_announced
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.handlers.selection_announcement import announce_selection
from services.tenders.handlers.versions import check_seen
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders_stages import TenderPublishedV3
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from shared.legal import LegalTable

_SUBJECTS: Mapping[StageKind, str] = {
    StageKind.OFFERS: "Invitation à remettre une offre",
    StageKind.FINAL_OFFERS: "Invitation à remettre une offre finale",
}


_FIRST = "Invitation à répondre"


@dataclass(frozen=True, slots=True)
class OpenStage:
    """Command: open the next stage of a consultation whose version ``expected_version`` the agent has seen."""

    tender_id: TenderId
    expected_version: int
    kind: StageKind
    invited: tuple[Siret, ...]
    deadline: Deadline
    message: str | None = None
    reason: str | None = None
    passage: Passage = NO_PASSAGE


@dataclass(frozen=True, slots=True)
class OpenedStage:
    """What the act gives: the consultation in its new stage, and what the law says of it."""

    tender: Tender
    advices: tuple[Advice, ...]


def open_next_stage(command: OpenStage, *, uow: UnitOfWork, law: LegalTable) -> OpenedStage:
    """Invite companies of the last stage to the next one, announce it and write to each of them.

    Raises:
        Refused: the last stage is not opened, the stage cannot follow, a company did not answer the last one, the
            deadline is reached, a warning waits for an acknowledgement, or another act came between (412).
        NoLegalValue: the legal table does not reach that day.
    """
    uow.scope.principal.require(Right.PUBLISH)
    tender = uow.tenders.lock(command.tender_id)
    check_seen(tender, expected=command.expected_version, uow=uow)
    names = _respondents(tender, uow=uow)
    now = uow.clock.now()
    invitation = Invitation(
        stage_id=uow.ids.new(TenderId),
        kind=command.kind,
        invited=command.invited,
        deadline=command.deadline,
        reason=command.reason,
    )
    opened = open_stage(tender, invitation, respondents=set(names), now=now)
    sent_on = legal_day(tender.timeline.legal_at(now))
    advices = stage_advices(tender, invitation, respondents=set(names), sent_on=sent_on, law=law)
    pass_advices(advices, command.passage, tender_id=tender.tender_id, act=AdvisedAct.STAGE, uow=uow)
    uow.tenders.save(opened)
    announce_stage(opened, uow=uow)
    _invite(opened, names, text=command.message, uow=uow)
    uow.record("stage_opened", str(tender.tender_id), _facts(opened.current_stage, command.reason))
    return OpenedStage(opened, advices)


def invite_first(tender: Tender, *, uow: UnitOfWork) -> None:
    """Write to the companies invited from the first stage on (R2122-1, R2162-10, R2162-49); nobody else answers it."""
    if tender.current_stage.invited is not None:
        _invite(tender, {}, text=None, uow=uow)


def announce_stage(tender: Tender, *, uow: UnitOfWork) -> None:
    """Announce the running stage as a whole, for whom receives its responses."""
    documents = uow.documents.of_tender(tender.tender_id)
    custodians = tuple(uow.custodians.registered(tender.content.custodians.custodian_ids))
    uow.publish(consultation_announced(TenderPublishedV3, tender, documents=documents, custodians=custodians))
    announce_selection(tender, uow=uow)


def _respondents(tender: Tender, *, uow: UnitOfWork) -> Mapping[Siret, str]:
    """Give the companies that answered the last stage, with the name that each gave."""
    responses = uow.openings.responses(tender.current_stage.stage_id)
    return {response.tenderer_siret: response.tenderer_name for response in responses}


def _invite(tender: Tender, names: Mapping[Siret, str], *, text: str | None, uow: UnitOfWork) -> None:
    stage = tender.current_stage
    kind = MessageKind.NEGOTIATION if stage.kind is StageKind.FINAL_OFFERS else MessageKind.INVITATION
    body = [
        f"Vous êtes invité à répondre à la phase {stage.number} de la consultation « {tender.content.title} ».",
        f"Date et heure limites de dépôt : {stage.deadline.display()}.",
        "La réponse se dépose sur la page indiquée, jamais par messagerie.",
        *([] if text is None else [text]),
    ]
    for siret in stage.invited or ():
        # One message each: nobody learns from it who else is invited.
        message = SendMessage(
            tender_id=tender.tender_id,
            kind=kind,
            to=(Recipient(siret, None, names.get(siret, siret.display())),),
            subject=f"{_SUBJECTS.get(stage.kind, _FIRST)} : {tender.content.title}"[:_SUBJECT_LENGTH],
            body="\n\n".join(body),
            link=deposit_link(stage.stage_id),
        )
        send_message(message, uow=uow)


_SUBJECT_LENGTH = 200


def _facts(stage: Stage, reason: str | None) -> dict[str, str]:
    facts = {
        "stage": str(stage.number),
        "stage_id": str(stage.stage_id),
        "kind": stage.kind.value,
        "invited": str(len(stage.invited or ())),
        "deadline": str(stage.deadline),
    }
    return facts if reason is None else {**facts, "reason": reason}


def companies_of(tender: Tender, *, uow: UnitOfWork) -> Sequence[tuple[Siret, str]]:
    """Give every company known to have taken part: invited, or opened in any stage; each once."""
    known: dict[Siret, str] = {}
    for stage in tender.stages:
        known.update(dict.fromkeys(stage.invited or (), ""))
        known.update({each.tenderer_siret: each.tenderer_name for each in uow.openings.responses(stage.stage_id)})
    return tuple((siret, name or siret.display()) for siret, name in known.items())
