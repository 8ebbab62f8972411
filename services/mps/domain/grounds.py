"""The grounds of exclusion (motifs d'exclusion) as the buyer's agent reads them: found, allowed to conclude, or not.

Law: CCP L2141-1 to L2141-5 (compulsory), L2141-7 to L2141-10 (at the buyer's appreciation, after hearing the company,
L2141-11), R2143-6 to R2143-10 (what is enough as proof), R2144-1, R2144-4, R2144-7. Nothing here excludes anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from services.mps.domain.answers import StatedFact
from services.mps.domain.articles import TO_CHECK, confidence_of
from services.mps.domain.readings import Outcome
from services.mps.domain.sources import Source
from shared.legal.value import Confidence


class GroundCode(StrEnum):
    """The grounds, by article."""

    CONVICTIONS = "convictions"
    TAXES = "taxes"
    CONTRIBUTIONS = "contributions"
    INSOLVENCY = "insolvency"
    LABOUR = "labour"
    ADMINISTRATIVE_BAN = "administrative_ban"
    PERFORMANCE = "performance"
    INFLUENCE = "influence"
    COLLUSION = "collusion"
    CONFLICT = "conflict"


class Sign(StrEnum):
    """What the agent sees at a glance; none of them is a verdict."""

    VOUCHED = "vouched"  # an issuer vouches
    TO_EXAMINE = "to_examine"  # something is to be looked at, with the company
    WAITING = "waiting"
    UNKNOWN = "unknown"  # nobody could say: never against the company
    DECLARED = "declared"  # the declaration is enough (R2143-6)


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground: its article, who may tell of it, what may be concluded and what may not."""

    code: GroundCode
    article: str
    title: str
    is_compulsory: bool
    proof: str
    concludes: str
    limits: str
    sources: tuple[Source, ...] = ()
    winner_proofs: tuple[str, ...] = ()

    @property
    def cautions(self) -> str:
        """Say what may not be concluded, and that the words of the article were not read, where that is so."""
        return self.limits if confidence_of(self.article) is Confidence.OFFICIAL else f"{self.limits} {TO_CHECK}"


_HEARD: Final = "L'acheteur ne peut exclure qu'après avoir mis l'entreprise à même de présenter ses observations."
_DECLARATION: Final = "Une déclaration sur l'honneur suffit comme preuve (article R2143-6)."
GROUNDS: Final[tuple[Ground, ...]] = (
    Ground(
        GroundCode.CONVICTIONS,
        "L2141-1",
        "Condamnations définitives pénales ou fiscales",
        is_compulsory=True,
        proof=_DECLARATION,
        concludes="Rien d'autre que ce que l'entreprise déclare : aucun casier n'est accessible.",
        limits="L'absence d'information n'est pas un indice. L'exclusion cesse après cinq ans, sursis ou relèvement.",
    ),
    Ground(
        GroundCode.TAXES,
        "L2141-2",
        "Obligations fiscales",
        is_compulsory=True,
        proof="Le certificat délivré par l'administration (article R2143-7).",
        concludes="Une attestation obtenue établit la régularité à la date de la période analysée.",
        limits="Une absence de réponse ne prouve rien : impôt sur le revenu, création récente, plan de règlement ou "
        "procédure collective en sont hors champ. Une régularisation avant la décision écarte l'exclusion.",
        sources=(Source.TAX_CERTIFICATE,),
        winner_proofs=("Attestation de régularité fiscale (ou formulaire 3666 visé, ou certificat du pays)",),
    ),
    Ground(
        GroundCode.CONTRIBUTIONS,
        "L2141-2",
        "Obligations sociales",
        is_compulsory=True,
        proof="Les certificats des organismes compétents (article R2143-7).",
        concludes="Une attestation en cours de validité établit la régularité auprès de l'organisme qui la délivre.",
        limits="Un refus de délivrance est à éclaircir avec l'entreprise : un accord de paiement respecté écarte "
        "l'exclusion. Chaque organisme ne connaît que ses affiliés ; sans salarié, l'Urssaf ne délivre rien.",
        sources=(
            Source.SOCIAL_CERTIFICATE,
            Source.AGRICULTURAL_CONTRIBUTIONS,
            Source.BUILDING_PENSIONS,
            Source.PUBLIC_WORKS_LEAVE,
            Source.BUILDING_LEAVE,
        ),
        winner_proofs=("Attestation de vigilance ou certificats des organismes dont l'entreprise relève",),
    ),
    Ground(
        GroundCode.INSOLVENCY,
        "L2141-3",
        "Liquidation, faillite personnelle, redressement sans plan",
        is_compulsory=True,
        proof="Le numéro unique d'identification ; en redressement, la copie du jugement (article R2143-9).",
        concludes="Une procédure publiée ou une radiation est un signe fort, à examiner avec l'entreprise.",
        limits="Un redressement judiciaire avec poursuite d'activité autorisée pour la durée du marché n'est pas une "
        "exclusion. Une annonce peut être ancienne, close, ou viser un homonyme.",
        sources=(
            Source.TRADE_REGISTER,
            Source.NATIONAL_REGISTER,
            Source.LEGAL_NOTICES,
            Source.ESTABLISHMENT,
            Source.LEGAL_UNIT,
        ),
        winner_proofs=("En cas de redressement judiciaire, copie du ou des jugements",),
    ),
    Ground(
        GroundCode.LABOUR,
        "L2141-4",
        "Travail dissimulé, égalité professionnelle, négociation obligatoire",
        is_compulsory=True,
        proof=_DECLARATION,
        concludes="Rien d'autre que ce que l'entreprise déclare.",
        limits="L'effectif et l'emploi de travailleurs handicapés informent, sans établir une sanction.",
        sources=(Source.DISABLED_WORKERS, Source.HEADCOUNT),
        winner_proofs=("Pièces des articles D8222-5 ou D8222-7 et D8254-2 du code du travail, si elles s'appliquent",),
    ),
    Ground(
        GroundCode.ADMINISTRATIVE_BAN,
        "L2141-5",
        "Exclusion administrative des contrats",
        is_compulsory=True,
        proof=_DECLARATION,
        concludes="Rien d'autre que ce que l'entreprise déclare.",
        limits="La décision administrative, si elle existe, se vérifie auprès du préfet.",
    ),
    Ground(
        GroundCode.PERFORMANCE,
        "L2141-7",
        "Manquements graves dans un contrat antérieur",
        is_compulsory=False,
        proof="Les faits que l'acheteur établit lui-même.",
        concludes="Rien d'automatique : l'acheteur apprécie les faits de ses propres contrats.",
        limits=_HEARD,
    ),
    Ground(
        GroundCode.INFLUENCE,
        "L2141-8",
        "Influence sur la décision, informations confidentielles, participation préalable",
        is_compulsory=False,
        proof="Les faits que l'acheteur établit lui-même.",
        concludes="Rien d'automatique.",
        limits=_HEARD,
    ),
    Ground(
        GroundCode.COLLUSION,
        "L2141-9",
        "Entente entre opérateurs",
        is_compulsory=False,
        proof="Des indices suffisamment probants.",
        concludes="Un lien capitalistique entre candidats est un fait, pas une entente.",
        limits=_HEARD,
        sources=(Source.CAPITAL_LINKS,),
    ),
    Ground(
        GroundCode.CONFLICT,
        "L2141-10",
        "Conflit d'intérêts",
        is_compulsory=False,
        proof="Les faits que l'acheteur établit lui-même.",
        concludes="Rien d'automatique.",
        limits="L'exclusion n'est possible que si aucun autre moyen ne remédie au conflit. " + _HEARD,
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one source said: from whom, when, until when, and how it reads."""

    source: Source
    title: str
    issuer: str
    outcome: Outcome
    why: str
    asked_at: datetime
    answered_at: datetime | None
    as_of: date | None
    valid_until: date | None
    facts: tuple[StatedFact, ...]
    document_sha256: str | None = None
    contested: str | None = None  # the reason of the company


@dataclass(frozen=True, slots=True)
class GroundReading:
    """One ground, what was found of it, and what an agent may do next."""

    ground: Ground
    sign: Sign
    findings: tuple[Finding, ...]
    next_step: str


_WAITING: Final = frozenset({Outcome.PENDING, Outcome.PROVIDER_ERROR_RETRY, Outcome.RETRY_AFTER})
_NEXT: Final = {
    Sign.VOUCHED: "Rien à demander.",
    Sign.TO_EXAMINE: "Entendre l'entreprise : exposer le constat, fixer un délai, lire la réponse, décider.",
    Sign.WAITING: "Une administration n'a pas encore répondu : elle est redemandée d'elle-même.",
    Sign.UNKNOWN: "Le demander au seul candidat auquel il est envisagé d'attribuer le marché (article R2144-4).",
    Sign.DECLARED: "La déclaration sur l'honneur suffit (article R2143-6).",
}


def read_ground(ground: Ground, findings: Sequence[Finding]) -> GroundReading:
    """Read one ground; an unfavourable sign prevails over a favourable one, and neither decides."""
    mine = tuple(each for each in findings if each.source in ground.sources)
    sign = _sign(ground, mine)
    return GroundReading(ground, sign, mine, _NEXT[sign])


def _sign(ground: Ground, findings: Sequence[Finding]) -> Sign:
    outcomes = {finding.outcome for finding in findings}
    if Outcome.UNFAVOURABLE in outcomes:  # a certificate that is only over says nothing against anybody
        return Sign.TO_EXAMINE
    if Outcome.FAVOURABLE in outcomes:
        return Sign.VOUCHED
    if outcomes & _WAITING:
        return Sign.WAITING
    return Sign.UNKNOWN if ground.winner_proofs and ground.proof != _DECLARATION else Sign.DECLARED
