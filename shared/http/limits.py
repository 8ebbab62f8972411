"""The limits that a service publishes at ``GET /limits`` and enforces (design promise P7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit.

    Attributes:
        name: Stable name, for instance ``document_bytes``.
        value: The greatest accepted value, inclusive.
        unit: ``octets``, ``secondes``, ``caractères``, ``éléments``, ``niveaux``.
        meaning: What is limited, in French.
    """

    name: str
    value: int
    unit: str
    meaning: str


JSON_BODY = Limit("json_body_bytes", 1 * MIB, "octets", "Contenu JSON d'une demande")
JSON_DEPTH = Limit("json_depth", 32, "niveaux", "Imbrication d'un contenu JSON")
BODY_PAUSE = Limit("body_pause_seconds", 60, "secondes", "Silence pendant l'envoi d'un contenu")
BODY_PACE = Limit("body_least_bytes_a_minute", 6_000, "octets", "Débit minimal d'un contenu, minute par minute")
HEADERS = Limit("header_bytes", 32 * KIB, "octets", "Ligne de demande et en-têtes")
TOKEN = Limit("token_bytes", 8 * KIB, "octets", "Jeton d'accès")
IDEMPOTENCY_KEY = Limit("idempotency_key_length", 200, "caractères", "En-tête Idempotency-Key")
IDEMPOTENCY_DAYS = Limit("idempotency_days", 30, "jours", "Durée pendant laquelle une même clé rend la même réponse")
PAGE_SIZE = Limit("page_size", 100, "éléments", "Éléments d'une page de liste")
LONG_POLL = Limit("wait_seconds", 30, "secondes", "Attente demandée par le paramètre wait")

COMMON = (
    JSON_BODY,
    JSON_DEPTH,
    BODY_PAUSE,
    BODY_PACE,
    HEADERS,
    TOKEN,
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_DAYS,
    PAGE_SIZE,
    LONG_POLL,
)


class LimitsTable:
    """The limits of one service: the common ones and its own; a name given again replaces the common value."""

    def __init__(self, own: Sequence[Limit] = ()) -> None:
        self._limits = {limit.name: limit for limit in (*COMMON, *own)}

    def __iter__(self) -> Iterator[Limit]:
        return iter(self._limits.values())

    def value(self, name: str) -> int:
        """The greatest accepted value of a limit; a name without limit is a fault of the service (KeyError)."""
        return self._limits[name].value


class LimitOut(BaseModel):
    """One published limit."""

    name: str
    value: int = Field(description="Plus grande valeur acceptée, comprise.")
    unit: str
    meaning: str


class LimitsOut(BaseModel):
    """Every limit of a service."""

    service: str
    limits: list[LimitOut]

    @classmethod
    def of(cls, service: str, table: LimitsTable) -> "LimitsOut":
        """Write the table as the body of ``GET /limits``."""
        rows = [LimitOut(name=row.name, value=row.value, unit=row.unit, meaning=row.meaning) for row in table]
        return cls(service=service, limits=rows)
