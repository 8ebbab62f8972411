"""What an editor sends, with the names of Passe Marché."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.mps.domain.platforms import LONGEST_NAME, MOST_LOTS, MarketLot, MarketType
from services.mps.handlers.platforms import DeclareMarket
from shared.kernel.siret import Siret

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]
_User = Annotated[str, Field(max_length=LONGEST_NAME)]
_SiretText = Annotated[str, Field(pattern=r"^[0-9]{14}$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="ignore")  # an editor that sends a field of a later version is still heard


class MarketLotIn(_In):
    """A lot."""

    name: _Name
    cpv_code: Annotated[str, Field(pattern=r"^[0-9]{8}-[0-9]$")] | None = None
    lot_type_code: MarketType | None = None


class PublicMarketIn(_In):
    """A market."""

    name: _Name
    lots: Annotated[list[MarketLotIn], Field(max_length=MOST_LOTS)] = []
    deadline: AwareDatetime
    siret: _SiretText = Field(description="SIRET de l'acheteur.")
    market_type_codes: Annotated[list[MarketType], Field(max_length=len(MarketType))]
    provider_user_id: _User | None = None


class MarketIn(_In):
    """The declaration of a market."""

    public_market: PublicMarketIn

    def to_command(self) -> DeclareMarket:
        """Read the command.

        Raises:
            InvalidValue: the SIRET is not one.
        """
        market = self.public_market
        return DeclareMarket(
            name=market.name,
            lots=tuple(MarketLot(lot.name, lot.cpv_code, lot.lot_type_code) for lot in market.lots),
            deadline=market.deadline,
            buyer=Siret.parse(market.siret),
            market_types=tuple(dict.fromkeys(market.market_type_codes)),
            provider_user_id=market.provider_user_id,
        )


class MovedMarketIn(_In):
    """A new deadline."""

    deadline: AwareDatetime


class MarketChangeIn(_In):
    """The change of a market."""

    public_market: MovedMarketIn


class MarketApplicationIn(_In):
    """An application; the company may also be named later, by itself."""

    siret: _SiretText | None = None
    provider_user_id: _User | None = None


class ApplicationIn(_In):
    """The declaration of an application."""

    market_application: MarketApplicationIn = MarketApplicationIn()


class EditorIn(BaseModel):
    """An editor, as the operator of the platform declares it."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    redirect_url: Annotated[str, Field(max_length=500)] | None = None
    webhook_url: Annotated[str, Field(max_length=500)] | None = None


class OpenedApplicationIn(BaseModel):
    """With which establishment a company answers."""

    model_config = ConfigDict(extra="forbid")

    siret: _SiretText
