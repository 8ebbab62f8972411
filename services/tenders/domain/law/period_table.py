"""Which parameter holds which minimum period: one row for each procedure, capacity and stage.

CCP R2161-2 to R2161-25, R2162-44, R2162-50.
"""

from dataclasses import dataclass
from typing import Final

from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.procedures import ProcedureType, Technique
from shared.legal.buyers import Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """The parameters of one minimum period; None where the article knows no such reduction."""

    code: ObligationCode
    base: str
    electronic: str | None = None
    after_prior_information: str | None = None
    in_urgency: str | None = None
    by_agreement: bool = False  # the date may be agreed with all candidates, except by a central authority

    @property
    def from_invitation(self) -> bool:
        """Say whether the count begins with the invitation rather than with the notice."""
        return self.code is ObligationCode.MINIMUM_PERIOD_OFFERS

    @property
    def receives_everything(self) -> bool:
        """Say whether candidacies and offers are received together."""
        return self.code is ObligationCode.MINIMUM_PERIOD_OPEN

    @property
    def receives_offers(self) -> bool:
        """Say whether offers are received at its end."""
        return self.code is not ObligationCode.MINIMUM_PERIOD_CANDIDACIES

    @property
    def counted_from(self) -> str:
        """Name the document whose sending begins the count."""
        return "l'invitation à soumissionner" if self.from_invitation else "l'avis de marché"


_OPEN, _CANDIDACIES, _OFFERS = (
    ObligationCode.MINIMUM_PERIOD_OPEN,
    ObligationCode.MINIMUM_PERIOD_CANDIDACIES,
    ObligationCode.MINIMUM_PERIOD_OFFERS,
)
_OPEN_ROWS: Final = (
    PeriodRow(
        code=_OPEN,
        base="delai.ao_ouvert.base",
        electronic="delai.ao_ouvert.electronique",
        after_prior_information="delai.ao_ouvert.preinformation_ou_urgence",
        in_urgency="delai.ao_ouvert.preinformation_ou_urgence",
    ),
)
_DIALOGUE_ROWS: Final = (PeriodRow(code=_CANDIDACIES, base="delai.dialogue.candidatures"),)
_DYNAMIC_ROWS: Final = (
    PeriodRow(code=_CANDIDACIES, base="delai.sad.candidatures"),
    PeriodRow(code=_OFFERS, base="delai.sad.offres", by_agreement=True),
)
_TWO_STEPS: Final = {
    (ProcedureType.RESTRICTED, Capacity.AUTHORITY): (
        PeriodRow(
            code=_CANDIDACIES,
            base="delai.ao_restreint.candidatures_pa",
            in_urgency="delai.ao_restreint.candidatures_pa_urgence",
        ),
        PeriodRow(
            code=_OFFERS,
            base="delai.ao_restreint.offres_pa",
            electronic="delai.ao_restreint.offres_pa_electronique",
            after_prior_information="delai.ao_restreint.offres_pa_preinfo_ou_urgence",
            in_urgency="delai.ao_restreint.offres_pa_preinfo_ou_urgence",
            by_agreement=True,
        ),
    ),
    (ProcedureType.RESTRICTED, Capacity.ENTITY): (
        PeriodRow(code=_CANDIDACIES, base="delai.ao_restreint.candidatures_ea"),
        PeriodRow(code=_OFFERS, base="delai.ao_restreint.offres_ea", by_agreement=True),
    ),
    (ProcedureType.NEGOTIATED, Capacity.AUTHORITY): (
        PeriodRow(
            code=_CANDIDACIES,
            base="delai.negociee.candidatures_pa",
            in_urgency="delai.negociee.candidatures_pa_urgence",
        ),
        PeriodRow(
            code=_OFFERS,
            base="delai.negociee.offres_pa",
            electronic="delai.negociee.offres_pa_electronique",
            after_prior_information="delai.negociee.offres_pa_preinfo_ou_urgence",
            in_urgency="delai.negociee.offres_pa_preinfo_ou_urgence",
            by_agreement=True,
        ),
    ),
    (ProcedureType.NEGOTIATED, Capacity.ENTITY): (
        PeriodRow(code=_CANDIDACIES, base="delai.negociee.candidatures_ea"),
        PeriodRow(code=_OFFERS, base="delai.negociee.offres_ea", by_agreement=True),
    ),
}


def rows_of(procedure: ProcedureType, technique: Technique, capacity: Capacity) -> tuple[PeriodRow, ...]:
    """Give the rows of a formal procedure, in the order of its stages."""
    if technique is Technique.DYNAMIC_PURCHASING_SYSTEM:
        return _DYNAMIC_ROWS
    match procedure:
        case ProcedureType.DIALOGUE:
            return _DIALOGUE_ROWS
        case ProcedureType.RESTRICTED | ProcedureType.NEGOTIATED:
            return _TWO_STEPS[procedure, capacity]
        case ProcedureType.DESIGN_CONTEST:
            return ()  # the contest has no minimum period of its own
        case _:
            return _OPEN_ROWS  # chosen, or assumed in the place of a procedure that cannot be
