"""What a company types in the form of its candidacy."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.mps.domain.form import (
    MOST_PARTIES,
    Contest,
    DeclarationCode,
    FormBasis,
    FormContent,
    GivenAnswer,
    GroupForm,
    Grouping,
    Member,
    Subcontractor,
)
from services.mps.domain.operator_numbers import NumberScheme, OperatorNumber
from services.mps.domain.sources import Source
from shared.contracts.amount import Amount
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import InvalidValue

_SHORT: Final = 200
_LONG: Final = 4000
_LOTS: Final = 500
_ANSWERS: Final = 500
_Short = Annotated[str, Field(max_length=_SHORT)]
_Named = Annotated[str, Field(min_length=1, max_length=_SHORT)]
_Long = Annotated[str, Field(max_length=_LONG)]
_Lot = Annotated[int, Field(ge=1, le=9999)]
_Lots = Annotated[list[_Lot], Field(max_length=_LOTS)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AnswerIn(_In):
    """What the company says by itself."""

    code: Annotated[str, Field(min_length=1, max_length=100, description="Code de la demande.")]
    value: Annotated[str, Field(max_length=_LONG)]
    lot_number: _Lot | None = None
    is_reused: Annotated[bool, Field(description="Repris d'une candidature précédente et pas encore vérifié.")] = False


class ContestIn(_In):
    """A fact that the company holds for wrong."""

    source: Source
    fact_code: _Named
    reason: Annotated[str, Field(min_length=1, max_length=_LONG)]
    proposed: _Long | None = None


class NumberIn(_In):
    """How a member or a subcontractor is known."""

    scheme: NumberScheme = NumberScheme.SIRET
    number: Annotated[str, Field(min_length=2, max_length=80)]

    def to_number(self) -> OperatorNumber:
        """Read the number."""
        return OperatorNumber.of(self.scheme, self.number)


class MemberIn(NumberIn):
    """A member of the group, other than its lead."""

    name: _Named
    task: _Long = ""
    share: Annotated[str, Field(max_length=20, description="Part, en pour cent.")] | None = None
    lots: _Lots = Field(default_factory=list)

    def to_member(self) -> Member:
        """Read a member."""
        share = None if self.share is None else Percentage.parse(self.share)
        return Member(self.to_number(), self.name, self.task, share, tuple(self.lots))


class GroupingIn(_In):
    """The group that this candidate leads."""

    form: GroupForm
    members: Annotated[list[MemberIn], Field(min_length=1, max_length=MOST_PARTIES)]
    lead_is_solidary: bool = False
    lead_task: _Long = ""


class SubcontractorIn(NumberIn):
    """A declared subcontractor (DC4)."""

    name: _Named
    address: _Long
    services: Annotated[str, Field(min_length=1, max_length=_LONG, description="Nature des prestations.")]
    highest_amount: Amount | None = Field(default=None, description="Montant maximum à verser, hors taxes.")
    payment_terms: _Long = ""
    price_variation: _Long = ""
    capacities: Annotated[
        str, Field(max_length=_LONG, description="Capacités sur lesquelles s'appuie le candidat.")
    ] = ""
    is_paid_directly: bool = True
    has_declared: Annotated[bool, Field(description="Il déclare être hors des cas d'exclusion (R2193-1).")] = False
    lots: _Lots = Field(default_factory=list)

    def to_subcontractor(self) -> Subcontractor:
        """Read a subcontractor."""
        if self.highest_amount is not None and self.highest_amount.currency != "EUR":
            raise InvalidValue("amount", "Le montant d'un sous-traitant s'écrit en euros.")
        return Subcontractor(
            number=self.to_number(),
            name=self.name,
            address=self.address,
            services=self.services,
            highest_amount=None if self.highest_amount is None else self.highest_amount.to_money(),
            payment_terms=self.payment_terms,
            price_variation=self.price_variation,
            capacities=self.capacities,
            is_paid_directly=self.is_paid_directly,
            has_declared=self.has_declared,
            lots=tuple(self.lots),
        )


class FormIn(_In):
    """The whole form: what is absent is emptied."""

    basis: FormBasis = FormBasis.SIRET
    lots: _Lots = Field(default_factory=list)
    answers: Annotated[list[AnswerIn], Field(max_length=_ANSWERS)] = Field(default_factory=list)
    contests: Annotated[list[ContestIn], Field(max_length=_ANSWERS)] = Field(default_factory=list)
    declarations: Annotated[list[DeclarationCode], Field(max_length=len(DeclarationCode))] = Field(default_factory=list)
    grouping: GroupingIn | None = None
    subcontractors: Annotated[list[SubcontractorIn], Field(max_length=MOST_PARTIES)] = Field(default_factory=list)

    def to_content(self) -> FormContent:
        """Read the content.

        Raises:
            InvalidValue: a number, a share or an amount cannot be read.
        """
        return FormContent(
            basis=self.basis,
            lots=tuple(dict.fromkeys(self.lots)),
            answers=tuple(GivenAnswer(each.code, each.value, each.lot_number, each.is_reused) for each in self.answers),
            contests=tuple(Contest(each.source, each.fact_code, each.reason, each.proposed) for each in self.contests),
            declarations=tuple(dict.fromkeys(self.declarations)),
            grouping=None if self.grouping is None else _grouping(self.grouping),
            subcontractors=tuple(each.to_subcontractor() for each in self.subcontractors),
        )


def _grouping(given: GroupingIn) -> Grouping:
    members = tuple(each.to_member() for each in given.members)
    return Grouping(given.form, members, given.lead_is_solidary, given.lead_task)
