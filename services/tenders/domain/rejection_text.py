"""The text of a notice of rejection (courrier de rejet), made from the facts, CCP R2181-1 to R2181-4.

The winning bid's characteristics and advantages go only to companies whose bid was regular, acceptable and suitable.
The winner's price is left out: the buyer adds it where it is not a secret of business (L2132-1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never

from services.tenders.domain.evaluation import SettingAside, SettingAsideGround
from services.tenders.domain.model import AwardCriterion
from services.tenders.domain.rejections import RejectionGround
from services.tenders.domain.scoring import RankedBid
from shared.kernel.paris import display_day

_GROUNDS = {
    SettingAsideGround.IRREGULAR: "irrégulière (article L2152-2)",
    SettingAsideGround.UNACCEPTABLE: "inacceptable (article L2152-3)",
    SettingAsideGround.UNSUITABLE: "inappropriée (article L2152-4)",
    SettingAsideGround.ABNORMALLY_LOW: "anormalement basse (article L2152-5)",
    SettingAsideGround.INADMISSIBLE: "irrecevable, faute d'une candidature recevable (article R2144-7)",
    SettingAsideGround.INADMISSIBLE: "irrecevable au stade de la candidature (article R2144-7)",
}


@dataclass(frozen=True, slots=True)
class RejectionFacts:
    """What a letter says: the lot, the bid of its reader, the winners, and how the bids were judged."""

    tender_title: str
    lot_number: int
    lot_title: str
    ground: RejectionGround
    own: RankedBid | None
    set_aside: SettingAside | None
    winners: tuple[RankedBid, ...]
    criteria: tuple[AwardCriterion, ...]
    ranked: int


def draft_text(facts: RejectionFacts) -> str:
    """Write the letter that people may rewrite before it leaves."""
    parts = [
        "Madame, Monsieur,",
        f"Vous avez répondu à la consultation « {facts.tender_title} », lot {facts.lot_number} "
        f"({facts.lot_title}). Votre offre n'a pas été retenue.",
        _motives(facts),
        *_choice(facts),
        "Nous vous remercions de votre participation.",
    ]
    return "\n\n".join(part for part in parts if part)


def legal_mentions(*, signable_from: date, waits: bool) -> str:
    """Give what the machine adds to every letter as it leaves (R2181-3 2°): the day from which one may sign."""
    moment = f"Le marché est susceptible d'être signé à compter du {display_day(signable_from)}"
    delay = " (délai de suspension de l'article R2182-1 du code de la commande publique)" if waits else ""
    rights = (
        "Vous pouvez demander les motifs détaillés de ce rejet ; ils vous seront communiqués dans le délai prévu "
        "aux articles R2181-2 et R2181-4 du même code. Un référé précontractuel peut être formé jusqu'à la "
        "signature (article L551-1 du code de justice administrative)."
    )
    return f"{moment}{delay}.\n\n{rights}"


def winner_text(*, tender_title: str, lot_number: int, lot_title: str) -> str:
    """Tell the winner; only the notification of the contract binds the buyer (R2182-4)."""
    return (
        f"Madame, Monsieur,\n\nVotre offre est retenue pour le lot {lot_number} ({lot_title}) de la consultation "
        f"« {tender_title} ».\n\nCette information ne vaut pas notification du marché : il ne vous engage, et "
        "n'engage l'acheteur, qu'à compter de la réception de sa notification (article R2182-4 du code de la commande "
        "publique)."
    )


def answer_text(facts: RejectionFacts) -> str:
    """Write the answer to a request of reasons (R2181-2, R2181-4)."""
    parts = ["Madame, Monsieur,", "En réponse à votre demande :", _motives(facts), *_choice(facts)]
    return "\n\n".join(part for part in parts if part)


def _motives(facts: RejectionFacts) -> str:
    match facts.ground:
        case RejectionGround.SET_ASIDE:
            decision = facts.set_aside
            ground = _GROUNDS[decision.ground] if decision else ""
            return f"Votre offre a été jugée {ground} : {decision.reason if decision else ''}"
        case RejectionGround.ELIMINATED:
            return (
                "Votre candidature a été déclarée irrecevable : les justificatifs demandés n'ont pas été fournis "
                + ("dans le délai imparti (article R2144-7).")
            )
        case RejectionGround.RENOUNCED:
            return "L'attribution qui vous avait été annoncée a été retirée : le marché n'a pas été signé avec vous."
        case RejectionGround.RANKED:
            return _place(facts)
        case _:
            assert_never(facts.ground)


def _place(facts: RejectionFacts) -> str:
    if facts.own is None:
        return ""
    scores = "\n".join(_score_lines(facts.own, facts.criteria))
    place = f"Elle est classée {_ordinal(facts.own.rank)} sur {facts.ranked}, avec {_number(facts.own.total)} sur 100 :"
    return f"{place}\n{scores}"


def _choice(facts: RejectionFacts) -> list[str]:
    names = ", ".join(winner.tenderer_name for winner in facts.winners)
    told = [f"Le lot est attribué à : {names}."]
    if facts.ground is RejectionGround.RANKED:
        for winner in facts.winners:
            scores = "\n".join(_score_lines(winner, facts.criteria))
            told.append(
                f"L'offre de {winner.tenderer_name} a été choisie comme économiquement la plus avantageuse, avec "
                f"{_number(winner.total)} sur 100 :\n{scores}"
            )
    else:
        told.append("Son offre, régulière, est la mieux classée au regard des critères de la consultation.")
    return told


def _score_lines(bid: RankedBid, criteria: Sequence[AwardCriterion]) -> list[str]:
    return [
        f"- {criterion.title} : {_number(bid.scores[criterion.code])} sur {_number(criterion.max_score)}"
        for criterion in criteria
        if criterion.code in bid.scores
    ]


def _ordinal(rank: int) -> str:
    return "1re" if rank == 1 else f"{rank}e"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
