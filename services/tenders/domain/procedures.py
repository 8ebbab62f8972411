"""Procedures and purchasing techniques (procédures de passation, techniques d'achat), as data: one row for each.

No procedure is a class: the state machine is one, and a row says where a procedure begins, whether it negotiates, who
may answer first and which minimum periods the legal table holds for it.

Sources: CCP L2123-1 and R2123-4 to -7 (adapted), L2124-1 to -4, R2124-1 to -6 (formal), R2161-2 to -31, L2122-1
(without publicity), L2125-1 (techniques), R2162-15 to -26 (contest), R2172-2. Read on 2026-11-23.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.stages import StageKind


class ProcedureType(StrEnum):
    """How competition is organised."""

    ADAPTED = "adapted"  # procédure adaptée, L2123-1
    OPEN = "open"  # appel d'offres ouvert, R2124-2 1°
    RESTRICTED = "restricted"  # appel d'offres restreint, R2124-2 2°
    NEGOTIATED = "negotiated"  # procédure avec négociation, R2124-3, R2124-4
    DIALOGUE = "dialogue"  # dialogue compétitif, R2124-5, R2124-6
    WITHOUT_PUBLICITY = "without_publicity"  # marché sans publicité ni mise en concurrence préalables, L2122-1
    DESIGN_CONTEST = "design_contest"  # concours, L2125-1 2°

    @property
    def is_formal(self) -> bool:
        """Say whether the procedure is formal (procédure formalisée, L2124-1)."""
        return PROCEDURES[self].formal


class Technique(StrEnum):
    """A purchasing technique (technique d'achat, L2125-1) that the procedure sets up."""

    NONE = "none"
    FRAMEWORK = "framework"  # accord-cadre, 1°
    DYNAMIC_PURCHASING_SYSTEM = "dynamic_purchasing_system"  # système d'acquisition dynamique, 4°


class Negotiation(StrEnum):
    """Whether the rules of a procedure let the buyer negotiate."""

    FORBIDDEN = "forbidden"  # appel d'offres, L2124-2
    IF_ANNOUNCED = "if_announced"  # procédure adaptée, R2123-5
    FORESEEN = "foreseen"  # the procedure is a negotiation or a dialogue


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """Identifiers, in the legal table, of the minimum period of a stage, by the capacity of the buyer."""

    authority: str | None  # pouvoir adjudicateur
    entity: str | None  # entité adjudicatrice


@dataclass(frozen=True, slots=True)
class ProcedureRules:
    """What is fixed about a procedure; ``starts`` gives its first stage, the default one first."""

    article: str
    formal: bool
    starts: tuple[StageKind, ...]
    negotiation: Negotiation
    negotiation_article: str
    invitation_needed: bool = False  # nobody answers who was not invited, from the first stage on
    periods: Mapping[StageKind, PeriodRule] = field(default_factory=dict, hash=False)
    min_candidates: str | None = None  # legal parameter: how many are invited at least, R2142-17

    @property
    def stages(self) -> tuple[StageKind, ...]:
        """The ordinary course of the procedure."""
        first = self.starts[0]
        course = (first,) if first is not StageKind.CANDIDACIES else (first, StageKind.OFFERS)
        return (*course, StageKind.FINAL_OFFERS) if self.negotiation is Negotiation.FORESEEN else course


_TWO_STEPS = (StageKind.CANDIDACIES,)
_EITHER = (StageKind.SINGLE, StageKind.CANDIDACIES)
_OPEN_PERIOD = PeriodRule("delai.ao_ouvert.electronique", "delai.ao_ouvert.electronique")

PROCEDURES: Mapping[ProcedureType, ProcedureRules] = MappingProxyType(
    {
        ProcedureType.ADAPTED: ProcedureRules(
            article="L2123-1",
            formal=False,
            starts=_EITHER,
            negotiation=Negotiation.IF_ANNOUNCED,
            negotiation_article="R2123-5",
        ),
        ProcedureType.OPEN: ProcedureRules(
            article="R2124-2",
            formal=True,
            starts=(StageKind.SINGLE,),
            negotiation=Negotiation.FORBIDDEN,
            negotiation_article="L2124-2",
            periods={StageKind.SINGLE: _OPEN_PERIOD},
        ),
        ProcedureType.RESTRICTED: ProcedureRules(
            article="R2124-2",
            formal=True,
            starts=_TWO_STEPS,
            negotiation=Negotiation.FORBIDDEN,
            negotiation_article="L2124-2",
            periods={
                StageKind.CANDIDACIES: PeriodRule(
                    "delai.ao_restreint.candidatures_pa", "delai.ao_restreint.candidatures_ea"
                ),
                StageKind.OFFERS: PeriodRule("delai.ao_restreint.offres_pa_electronique", None),
            },
            min_candidates="selection.min_candidats_ao_restreint",
        ),
        ProcedureType.NEGOTIATED: ProcedureRules(
            article="R2124-3",
            formal=True,
            starts=_TWO_STEPS,
            negotiation=Negotiation.FORESEEN,
            negotiation_article="R2161-17",
            periods={
                StageKind.CANDIDACIES: PeriodRule("delai.negociee.candidatures_pa", "delai.negociee.candidatures_ea"),
                StageKind.OFFERS: PeriodRule("delai.negociee.offres_pa_electronique", None),
            },
            min_candidates="selection.min_candidats_negociee_dialogue",
        ),
        ProcedureType.DIALOGUE: ProcedureRules(
            article="R2124-5",
            formal=True,
            starts=_TWO_STEPS,
            negotiation=Negotiation.FORESEEN,
            negotiation_article="R2161-26",
            periods={StageKind.CANDIDACIES: PeriodRule("delai.dialogue.candidatures", "delai.dialogue.candidatures")},
            min_candidates="selection.min_candidats_negociee_dialogue",
        ),
        ProcedureType.WITHOUT_PUBLICITY: ProcedureRules(
            article="L2122-1",
            formal=False,
            starts=(StageKind.SINGLE,),
            negotiation=Negotiation.FORESEEN,
            negotiation_article="L2122-1",
            invitation_needed=True,
        ),
        ProcedureType.DESIGN_CONTEST: ProcedureRules(
            article="R2162-15",
            formal=True,
            starts=(StageKind.CANDIDACIES, StageKind.SINGLE),
            negotiation=Negotiation.FORBIDDEN,  # the jury ranks anonymous projects; the contract that follows may be
            negotiation_article="R2162-18",
        ),
    }
)

# Minimum periods that the technique sets, whatever the procedure (R2162-43, R2162-50).
DYNAMIC_PERIODS: Mapping[StageKind, PeriodRule] = MappingProxyType(
    {
        StageKind.CANDIDACIES: PeriodRule("delai.sad.candidatures", "delai.sad.candidatures"),
        StageKind.OFFERS: PeriodRule("delai.sad.offres", "delai.sad.offres"),
    }
)
