"""What is asked of the search, as the parameters of an address."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.tenders.domain.model import ContractKind
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.search import (
    CeilingRange,
    CpvBranch,
    InstantRange,
    LotsRange,
    NutsBranch,
    SearchCriteria,
)
from services.tenders.domain.states import TenderStatus
from shared.contracts.amount import DecimalText
from shared.kernel.paris import start_of_legal_day
from shared.kernel.siret import Siret

_MOST_VALUES = 20
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
Day = Annotated[date, Field(ge=_FIRST_DAY, le=_LAST_DAY)]
Lots = Annotated[int, Field(ge=1, le=1000)]
Code = Annotated[str, StringConstraints(max_length=14)]


class SearchIn(BaseModel):
    """The criteria of a search; several values of one criterion are alternatives."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str | None, Field(max_length=200)] = Field(
        None, description="Mots cherchés ; « entre guillemets » pour une suite exacte ; un SIRET ou un identifiant."
    )
    cpv: Annotated[list[Code], Field(max_length=_MOST_VALUES)] = Field(
        default=[], description="Branches du CPV : 45, 4521 ou 45210000."
    )
    nuts: Annotated[list[Code], Field(max_length=_MOST_VALUES)] = Field(
        default=[], description="Territoires NUTS : FR, FRH ou FRH03."
    )
    buyer: Annotated[list[Code], Field(max_length=_MOST_VALUES)] = Field(default=[], description="SIRET d'acheteurs.")
    kind: Annotated[list[ContractKind], Field(max_length=_MOST_VALUES)] = Field(default=[], description="Nature.")
    procedure: Annotated[list[ProcedureType], Field(max_length=_MOST_VALUES)] = Field(
        default=[], description="Procédure."
    )
    status: Annotated[list[TenderStatus], Field(max_length=_MOST_VALUES)] = Field(default=[], description="État.")
    published_from: Day | None = Field(None, description="Publiée ce jour-là ou après (heure de Paris).")
    published_to: Day | None = Field(None, description="Publiée ce jour-là ou avant.")
    deadline_from: Day | None = Field(None, description="Date limite ce jour-là ou après.")
    deadline_to: Day | None = Field(None, description="Date limite ce jour-là ou avant.")
    ceiling_min: DecimalText | None = Field(None, description="Plafond publié d'accord-cadre, en euros HT, au moins.")
    ceiling_max: DecimalText | None = Field(None, description="Plafond publié d'accord-cadre, en euros HT, au plus.")
    lots_min: Lots | None = Field(None, description="Nombre de lots, au moins.")
    lots_max: Lots | None = Field(None, description="Nombre de lots, au plus.")
    open: bool = Field(default=False, description="Seulement les consultations auxquelles on peut encore répondre.")
    reserved: bool = Field(default=False, description="Seulement celles dont un lot au moins est réservé.")

    def to_criteria(self) -> SearchCriteria:
        """Give the criteria.

        Raises:
            InvalidValue: a code or a SIRET cannot be read.
        """
        return SearchCriteria(
            text=self.q,
            cpv=tuple(CpvBranch.parse(text) for text in self.cpv),
            nuts=tuple(NutsBranch.parse(text) for text in self.nuts),
            buyers=tuple(Siret.parse(text) for text in self.buyer),
            kinds=tuple(self.kind),
            procedures=tuple(self.procedure),
            statuses=tuple(self.status),
            published=_days(self.published_from, self.published_to),
            deadline=_days(self.deadline_from, self.deadline_to),
            ceiling=CeilingRange(_decimal(self.ceiling_min), _decimal(self.ceiling_max)),
            lots=LotsRange(self.lots_min, self.lots_max),
            is_open=self.open,
            is_reserved=self.reserved,
        )


def search_criteria(asked: Annotated[SearchIn, Query()]) -> SearchCriteria:
    """Read the criteria of a search from the address."""
    return asked.to_criteria()


def _days(first: date | None, last: date | None) -> InstantRange:
    return InstantRange(
        since=None if first is None else _start(first),
        before=None if last is None else _start(last + timedelta(days=1)),
    )


def _start(day: date) -> datetime:
    return start_of_legal_day(day)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
