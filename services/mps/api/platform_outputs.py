"""What an editor is answered, with the names of Passe Marché."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.mps.domain.notifications import Notification
from services.mps.domain.platforms import Editor, MarketApplication, PublicMarket


class MarketDeclaredOut(BaseModel):
    """A market was declared: where its buyer says what it asks."""

    identifier: str
    configuration_url: str


class LinkOut(BaseModel):
    """A new link: the one before stays good until it is used or over."""

    identifier: str
    link_number: int
    url: str


class MarketOut(BaseModel):
    """Where a market stands."""

    identifier: str
    name: str
    deadline: datetime
    siret: str
    market_type_codes: list[str]
    status: str
    completed_at: datetime | None
    tender_id: str = Field(description="Consultation de la plateforme, pour ses autres routes.")

    @classmethod
    def of(cls, market: PublicMarket) -> "MarketOut":
        """Write a market."""
        return cls(
            identifier=market.identifier,
            name=market.name,
            deadline=market.deadline,
            siret=str(market.buyer),
            market_type_codes=[each.value for each in market.market_types],
            status=market.status.value,
            completed_at=market.completed_at,
            tender_id=str(market.tender_id),
        )


class ApplicationDeclaredOut(BaseModel):
    """An application was declared: where its company answers."""

    identifier: str
    application_url: str


class ApplicationOut(BaseModel):
    """Where an application stands."""

    identifier: str
    market_identifier: str
    siret: str | None
    status: str
    created_at: datetime
    completed_at: datetime | None

    @classmethod
    def of(cls, application: MarketApplication) -> "ApplicationOut":
        """Write an application."""
        return cls(
            identifier=application.identifier,
            market_identifier=application.market_identifier,
            siret=None if application.siret is None else str(application.siret),
            status=application.status.value,
            created_at=application.created_at,
            completed_at=application.completed_at,
        )


class OwnApplicationOut(ApplicationOut):
    """An application, for the company that answers."""

    candidacy_id: str | None
    redirect_url: str | None = Field(description="Page de la plateforme d'origine où revenir.")

    @classmethod
    def for_company(cls, application: MarketApplication, *, redirect_url: str | None) -> "OwnApplicationOut":
        """Write an application for its company."""
        seen = ApplicationOut.of(application).model_dump()
        candidacy = application.candidacy_id
        return cls(**seen, candidacy_id=None if candidacy is None else str(candidacy), redirect_url=redirect_url)


class NotificationOut(BaseModel):
    """What an editor was told."""

    event: str
    status: str
    tries: int
    created_at: datetime
    last_status: int | None
    last_detail: str

    @classmethod
    def of(cls, told: Notification) -> "NotificationOut":
        """Write a notification."""
        return cls(
            event=told.event.value,
            status=told.status.value,
            tries=told.tries,
            created_at=told.created_at,
            last_status=told.last_status,
            last_detail=told.last_detail,
        )


class NotificationsOut(BaseModel):
    """The latest notifications of an editor."""

    items: list[NotificationOut]


class RetriedOut(BaseModel):
    """How many notifications are told again."""

    retried: int


class EditorOut(BaseModel):
    """An editor, for the operator of the platform."""

    client_id: str
    name: str
    redirect_url: str | None
    webhook_url: str | None

    @classmethod
    def of(cls, editor: Editor) -> "EditorOut":
        """Write an editor."""
        return cls(
            client_id=str(editor.editor_id),
            name=editor.name,
            redirect_url=editor.redirect_url,
            webhook_url=editor.webhook_url,
        )


class EditorSecretOut(EditorOut):
    """The secrets of an editor, shown once: the platform keeps a digest of the first and derives the second."""

    client_secret: str
    webhook_secret: str
