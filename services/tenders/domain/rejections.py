"""Notices of rejection (notifications de rejet), CCP R2181-1 to R2181-4, R2182-1.

Each company of the lot that did not win gets a letter: its reasons, its rank and scores, the winner's name and why
its bid was chosen, and the day from which the contract may be signed. The draft is written from the facts, people may
rewrite it, and what was sent is kept. The standstill counts from each sending: eleven days by electronic means,
sixteen by any other, and the last of these days binds (CE, 2 August 2011, n° 347526).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from services.tenders.domain.errors import Code
from services.tenders.domain.evaluation import SettingAside
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.paris import display_day
from shared.kernel.refusal import Refusal, refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import AwardDecisionId, RejectionId
from shared.legal.calendar import Transmission


class RejectionGround(StrEnum):
    """Why a company does not win: its bid was ranked behind, set aside, or it was eliminated later."""

    RANKED = "ranked"
    SET_ASIDE = "set_aside"
    ELIMINATED = "eliminated"  # R2144-7
    RENOUNCED = "renounced"  # it had won and did not sign


@dataclass(frozen=True, slots=True)
class Sending:
    """The proof of a sending: how, on which legal day, and the instant and identifier of the message."""

    transmission: Transmission
    sent_on: date
    recorded_at: datetime
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """One letter: to whom, on which facts, its text, and the proof of its sending once it has left.

    ``text`` is the body that people may rewrite; ``sent_text`` is what left, with the legal mentions added.
    """

    rejection_id: RejectionId
    version: int
    decision_id: AwardDecisionId
    tender_id: TenderId
    lot_id: LotId
    response_id: DepositId
    tenderer_siret: Siret
    tenderer_name: str
    ground: RejectionGround
    rank: int | None
    total: Decimal | None
    set_aside: SettingAside | None
    text: str
    sending: Sending | None = None
    sent_text: str | None = None

    def drafted(self, text: str) -> "Rejection":
        """Give the letter with the text made from its facts, as it is first written."""
        return replace(self, text=text)

    @property
    def is_regular(self) -> bool:
        """Say whether the advantages of the winning bid are due: the bid was ranked (R2181-2, R2181-4)."""
        return self.ground in (RejectionGround.RANKED, RejectionGround.RENOUNCED)


def rewrite(rejection: Rejection, text: str) -> Rejection:
    """Rewrite a letter that has not left.

    Raises:
        Refused: ``TND-REJECTION-SENT``.
    """
    if rejection.sending is not None:
        refuse(Code.REJECTION_SENT, article="R2181-1", response=rejection.response_id)
    return replace(rejection, text=text, version=rejection.version + 1)


def send(rejection: Rejection, *, sending: Sending, sent_text: str) -> Rejection:
    """Note that a letter has left.

    Raises:
        Refused: ``TND-REJECTION-SENT`` when it had already.
    """
    if rejection.sending is not None:
        refuse(Code.REJECTION_SENT, article="R2181-1", response=rejection.response_id)
    return replace(rejection, sending=sending, sent_text=sent_text, version=rejection.version + 1)


def refuse_posting(*, sent_on: date, awarded_on: date, today: date) -> Refusal | None:
    """A letter posted by hand left between the decision and today."""
    if awarded_on <= sent_on <= today:
        return None
    facts = {"sent_on": display_day(sent_on), "awarded_on": display_day(awarded_on), "today": display_day(today)}
    return Refusal(code=Code.REJECTION_DATE, article="R2181-1, R2182-1", facts=facts)


def sendings(rejections: Iterable[Rejection]) -> tuple[Sending, ...]:
    """Give the sendings of letters that have all left."""
    return tuple(rejection.sending for rejection in rejections if rejection.sending is not None)
