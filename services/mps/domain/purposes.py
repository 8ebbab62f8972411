"""What a company is told before any administration is asked: who, by whom, why, under which article, for how long.

Law: CRPA L114-8 and L114-9 (exchanges between administrations, information of the person); regulation (EU) 2016/679
article 13; CCP R2143-13, R2184-12 (retention).
"""

from dataclasses import dataclass

from services.mps.domain.sources import CARDS, Moment, Openness, Source, is_open
from services.mps.domain.tender import KnownTender
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class PurposeNotice:
    """One source: when it is asked, for whom, why, and how long the answer is kept."""

    source: Source
    title: str
    issuer: str
    openness: Openness
    moment: Moment
    article: str
    recipient: Siret
    purpose: str
    retention: str


def notices(tender: KnownTender, *, years: int, article: str) -> tuple[PurposeNotice, ...]:
    """Tell of every source; ``years`` is the retention in force (``conservation.candidatures_offres``)."""
    return tuple(_notice(source, tender, years=years, article=article) for source in Source)


def _notice(source: Source, tender: KnownTender, *, years: int, article: str) -> PurposeNotice:
    card = CARDS[source]
    who = "vous, puis l'acheteur" if is_open(source) else "le seul agent de l'acheteur qui examine la candidature"
    return PurposeNotice(
        source=source,
        title=card.title,
        issuer=card.issuer,
        openness=card.openness,
        moment=card.moment,
        article=card.article,
        recipient=tender.buyer_siret,
        purpose=f"Consultation « {tender.title} » : vérifier la candidature sans vous demander de pièce. Lu par {who}.",
        retention=f"{years} ans à compter de la signature du marché ({article}), puis effacé ; restent la date "
        "de chaque demande et son issue, au journal.",
    )
