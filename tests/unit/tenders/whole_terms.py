"""Terms with every field said, for tests."""

from datetime import date
from decimal import Decimal

from services.tenders.domain.legal_terms import LegalTerms
from services.tenders.domain.lot_terms import (
    LotTerms,
    Renewals,
    Reservation,
    Tranche,
    TrancheKind,
    VariantPolicy,
    Variants,
)
from services.tenders.domain.procedures import Technique
from services.tenders.domain.stages import StageKind
from services.tenders.domain.terms import (
    BuyersGroup,
    Consideration,
    ConsiderationKind,
    CriteriaTerms,
    ElectronicException,
    ElectronicRegime,
    EnvelopeMode,
    FrameworkMode,
    FrameworkTerms,
    GroupMember,
    NegotiationPlan,
    Quantity,
    ResponseTerms,
    SelectionCriterion,
    SelectionKind,
    SelectionTerms,
    SubCriterion,
    Terms,
    TurnoverFloor,
    VisitMode,
    WeightForm,
    WeightRange,
)
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.legal.buyers import Capacity
from tests.unit.tenders.builders import ACME, BOLT, BUYER, numbered

FIRM = Tranche(1, "Ferme", TrancheKind.FIRM)


OPTIONAL = Tranche(2, "Optionnelle", TrancheKind.OPTIONAL)


EUROS = Money(Decimal(100))


HUNDRED = Percentage.parse("100")


WHOLE = Terms(
    nuts="FRH03",
    capacity=Capacity.ENTITY,
    duration_months=48,
    technique=Technique.FRAMEWORK,
    first_stage=StageKind.CANDIDACIES,
    framework=FrameworkTerms(
        FrameworkMode.BOTH,
        3,
        EUROS,
        Money(Decimal(200)),
        Quantity(Decimal("1.5"), "t"),
        Quantity(Decimal(9), "t"),
        "Long",
    ),
    open_until=date(2030, 1, 31),
    parent_id=numbered(TenderId, 9),
    invited=(ACME, BOLT),
    article="R2122-8",
    group=BuyersGroup(BUYER, (GroupMember(BUYER, "Rennes"), GroupMember(ACME, "Autre"))),
    negotiation=NegotiationPlan.AWARD_RESERVED,
    lots=(
        LotTerms(
            1,
            (FIRM, OPTIONAL),
            Variants(VariantPolicy.REQUIRED, "Minimum"),
            ("Entretien",),
            Renewals(3, 12),
            Reservation.DISABILITY,
        ),
    ),
    considerations=(Consideration(ConsiderationKind.SOCIAL, "Insertion"),),
    selection=SelectionTerms(
        (SelectionCriterion("refs", SelectionKind.TECHNICAL, "Références", "3"),),
        (TurnoverFloor(EUROS, 1, "Motif"),),
        3,
        5,
    ),
    criteria=CriteriaTerms(
        form=WeightForm.RANGE,
        ranges=(
            WeightRange("price", Percentage.parse("50"), Percentage.parse("70")),
            WeightRange("quality", Percentage.parse("30"), Percentage.parse("50")),
        ),
        sub_criteria=(SubCriterion("memo", "quality", "Mémoire", HUNDRED),),
    ),
    response=ResponseTerms(ElectronicRegime.EXCEPTION, ElectronicException.SECURITY, "Sensible", EnvelopeMode.SEPARATE),
    visits=VisitMode.MANDATORY,
    law=LegalTerms(
        urgency_reason="Toit arraché par la tempête",
        prior_information_on=date(2026, 3, 2),
        central_purchasing=True,
        global_contract=True,
        population=1200,
        expenses=Money(Decimal(61_000_000)),
    ),
)
