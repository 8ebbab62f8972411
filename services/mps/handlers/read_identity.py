"""The public identity of an establishment, to prefill a form; asked of the Sirene repertory at most once an hour."""

from datetime import timedelta
from typing import Final

from services.mps.domain.identity import OperatorIdentity, OperatorState
from services.mps.domain.sources import CARDS, Source
from services.mps.domain.tender import CONTEXT, Purpose, Question, question_about
from services.mps.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

FRESH_FOR: Final = timedelta(hours=1)  # the source itself keeps its answers for an hour
PREFILL_OBJECT: Final = "Préremplissage de l'identité d'un candidat"


def fresh_identity(siret: Siret, *, uow: UnitOfWork) -> OperatorIdentity | None:
    """Give the identity read less than an hour ago, None when it must be asked for."""
    known = uow.identities.get(siret)
    if known is None or uow.clock.now() - known.read_at >= FRESH_FOR:
        return None
    return known


def identity_question(siret: Siret, *, tender_id: TenderId | None, operator: Siret | None, uow: UnitOfWork) -> Question:
    """Make the question about an identity; its recipient is always a public body.

    It is the consultation's buyer, else the body of the agent who asks, else the body that runs the platform.

    Raises:
        Refused: `MPS-TENDER-UNKNOWN` for an unpublished consultation, `MPS-RECIPIENT-MISSING` when no public body
            is there to receive the answer.
    """
    if tender_id is not None:
        tender = uow.tenders.get(tender_id)
        if tender is None:
            refuse("MPS-TENDER-UNKNOWN", tender_id=tender_id)
        return question_about(siret=siret, source=Source.ESTABLISHMENT, tender=tender, now=uow.clock.now())
    principal = uow.scope.principal
    recipient = principal.organisation if principal.kind is PrincipalKind.AGENT else operator
    if recipient is None:
        refuse("MPS-RECIPIENT-MISSING", siret=siret)
    purpose = Purpose(CONTEXT, PREFILL_OBJECT, recipient)
    return Question(Source.ESTABLISHMENT, siret, purpose, legal_day(uow.clock.now()).year - 1)


def keep_identity(identity: OperatorIdentity, question: Question, *, uow: UnitOfWork) -> None:
    """Keep an identity for an hour, unless the source was silent, and write the call in the journal."""
    if identity.state is not OperatorState.UNAVAILABLE:
        uow.identities.put(identity)
    uow.record(
        "identity_asked",
        str(identity.siret),
        {
            "source": question.source.value,
            "context": question.purpose.context,
            "object": question.purpose.object,
            "recipient": str(question.purpose.recipient),
            "article": CARDS[question.source].article,
            "outcome": identity.state.value,
        },
    )
