"""What a European Single Procurement Document says (DUME, CCP R2143-4): request of the buyer, response of a candidate.

One model for every version and for both directions: what is built is written from it, what was made elsewhere is read
into it. Names follow ESPD-EDM v4.1.0 (Publications Office of the European Union); its structure, criteria and code
lists are data of `services.mps.standards.espd`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Final

WHOLE_PROCEDURE: Final = "LOT-0000"  # the lot of a procedure without lots, and of an answer that holds for all of them


class EspdKind(StrEnum):
    """Who speaks: the buyer who asks, or the economic operator who answers."""

    REQUEST = "request"
    RESPONSE = "response"


class ResponseType(StrEnum):
    """What kind of value a property carries (code list `response-data-type`, v4.1.0)."""

    AMOUNT = "AMOUNT"
    CODE = "CODE"
    CODE_BOOLEAN = "CODE_BOOLEAN"
    CODE_COUNTRY = "CODE_COUNTRY"
    DATE = "DATE"
    DESCRIPTION = "DESCRIPTION"
    ECONOMIC_OPERATOR_IDENTIFIER = "ECONOMIC_OPERATOR_IDENTIFIER"
    EVIDENCE_IDENTIFIER = "EVIDENCE_IDENTIFIER"
    IDENTIFIER = "IDENTIFIER"
    INDICATOR = "INDICATOR"
    LOT_IDENTIFIER = "LOT_IDENTIFIER"
    MAXIMUM_AMOUNT = "MAXIMUM_AMOUNT"
    MINIMUM_AMOUNT = "MINIMUM_AMOUNT"
    MINIMUM_QUANTITY = "MINIMUM_QUANTITY"
    MINIMUM_QUANTITY_INTEGER = "MINIMUM_QUANTITY_INTEGER"
    MINIMUM_QUANTITY_YEAR = "MINIMUM_QUANTITY_YEAR"
    NONE = "NONE"
    PERCENTAGE = "PERCENTAGE"
    PERIOD = "PERIOD"
    QUAL_IDENTIFIER = "QUAL_IDENTIFIER"
    QUANTITY = "QUANTITY"
    QUANTITY_INTEGER = "QUANTITY_INTEGER"
    QUANTITY_YEAR = "QUANTITY_YEAR"
    TIME = "TIME"
    URL = "URL"


class OperatorRole(StrEnum):
    """In which quality an economic operator answers (code list `eo-role-type`)."""

    SOLE_TENDERER = "sole-tenderer"
    GROUP_LEAD = "group-lead"
    GROUP_MEMBER = "group-mem"
    RELIED_ON = "oeron"
    SUBCONTRACTOR = "subcont"


class OperatorSize(StrEnum):
    """How large an enterprise is (code list `economic-operator-size`; recommendation 2003/361/EC)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    SME = "sme"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class EspdPeriod:
    """A period of days; either end may be open."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class EspdAmount:
    """An amount with its currency."""

    amount: Decimal
    currency: str


EspdValue = bool | str | Decimal | date | time | EspdPeriod | EspdAmount


@dataclass(frozen=True, slots=True)
class EspdAnswer:
    """One answer to one property; `occurrence` counts the answers to the same property, from 1.

    `label` and `criterion` help a reader: they are not part of what is compared.
    """

    property_id: str
    kind: ResponseType
    value: EspdValue
    lot: str | None = None
    occurrence: int = 1
    label: str = field(default="", compare=False)
    criterion: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class EspdRequirement:
    """What the buyer asks at one property: a floor, a number of years, a register."""

    property_id: str
    kind: ResponseType
    value: EspdValue
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class EspdCriterion:
    """One exclusion ground or selection criterion; `code` is None where this platform does not know it."""

    code: str | None
    lots: tuple[str, ...] = ()
    requirements: tuple[EspdRequirement, ...] = ()
    source_id: str = field(default="", compare=False)
    source_code: str = field(default="", compare=False)
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class EspdContact:
    """How a party is reached."""

    name: str | None = None
    telephone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class EspdParty:
    """A buyer or an economic operator; `country` is the three-letter code of the Publications Office (FRA)."""

    name: str
    identifier: str
    country: str
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    website: str | None = None
    contact: EspdContact | None = None


@dataclass(frozen=True, slots=True)
class EspdRepresentative:
    """A person who represents the economic operator (pouvoir)."""

    first_name: str
    family_name: str
    country: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class EspdOperator:
    """The economic operator who answers."""

    party: EspdParty
    role: OperatorRole | None  # None when a document made elsewhere does not say it
    size: OperatorSize | None
    representatives: tuple[EspdRepresentative, ...] = ()


@dataclass(frozen=True, slots=True)
class EspdEvidence:
    """A document that proves an answer: where it is, who issued it and when, and by what it is recognised.

    ``digest`` is the SHA-256 of its bytes in hexadecimal; ``statement`` is what the candidate has to say of it, the
    reason for which it contests a fact for instance.
    """

    evidence_id: str
    reference: str
    uri: str | None = None
    issuer_name: str | None = None
    confidentiality: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    digest: str | None = None
    description: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class EspdLot:
    """One lot to which the document applies."""

    lot_id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class EspdUnknown:
    """Something read that this platform has no term for: kept, and told to the reader."""

    place: str
    value: str


@dataclass(frozen=True, slots=True)
class EspdDocument:
    """A whole document; `operator` is there in a response only."""

    kind: EspdKind
    document_id: str
    uuid: str
    issued_at: datetime | None
    reference: str | None  # of the procurement procedure, as its buyer names it
    procedure: str | None  # code list `procurement-procedure-type`
    project_name: str | None
    project_description: str | None
    buyer: EspdParty | None
    lots: tuple[EspdLot, ...]
    criteria: tuple[EspdCriterion, ...]
    operator: EspdOperator | None = None
    group_name: str | None = None
    answers: tuple[EspdAnswer, ...] = ()
    evidences: tuple[EspdEvidence, ...] = ()
    request_id: str | None = None  # of the request that a response answers
    version: str = field(default="4.1.0", compare=False)
    unknown: tuple[EspdUnknown, ...] = field(default=(), compare=False)
