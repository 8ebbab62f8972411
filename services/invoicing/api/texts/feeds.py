"""Refusals about the finance feeds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

FEEDS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-FEED-WITHOUT-BROKER": ProblemText(
            "Flux indisponible",
            "Cette plateforme n'a pas de RabbitMQ : lisez le fil financier par GET /invoicing/feed.",
            409,
        ),
    }
)
