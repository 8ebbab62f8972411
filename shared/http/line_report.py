"""What is asked and said of a line: the bytes to send, by when, the hour of a workstation; the measure."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Request
from pydantic import AwareDatetime, BaseModel, Field

from shared.kernel.line import LineReport, Station

Bytes = Annotated[int | None, Query(alias="bytes", ge=1, le=1 << 50, description="Octets à envoyer.")]
Hour = Annotated[AwareDatetime | None, Query(description="Heure limite des envois à venir.")]
Shown = Annotated[AwareDatetime | None, Query(description="Heure que montre le poste.")]


def station(to_send: Bytes = None, deadline: Hour = None, client_time: Shown = None) -> Station:
    """Read what a report is about."""
    return Station(to_send, deadline, client_time)


class LineReportOut(BaseModel):
    """What an exercise says of a workstation and of its line."""

    bytes_received: int
    seconds: float
    bytes_per_second: int | None
    exchanges: int
    estimated_seconds: int | None = Field(description="Durée de l'envoi des octets annoncés, à la vitesse mesurée.")
    arrives_at: AwareDatetime | None
    arrives_in_time: bool | None
    clock_seconds: float | None = Field(description="Avance de l'horloge du poste sur celle du service.")
    clock_is_right: bool | None
    http_version: str
    resumed: bool = Field(description="L'envoi s'est fait en plusieurs morceaux : la reprise fonctionne.")

    @classmethod
    def of(cls, found: LineReport, request: Request) -> "LineReportOut":
        """Write a report, as the request that asks for it came."""
        version = str(request.scope.get("http_version", ""))
        return cls(**asdict(found), http_version=version, resumed=found.exchanges > 1)
