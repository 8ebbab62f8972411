"""Responses ready made, each detail changed by keyword."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.responses.domain.consultation import (
    Buyer,
    Closing,
    Consultation,
    FileLimits,
    KnownDeadline,
    OfferedLot,
)
from services.responses.domain.deposit import DeclaredFile, Deposit, Depositor, DepositStatus, SealedFile
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, DepositId, FileId, TenderId
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.sealing.custody import AGE_MAGIC, Custodian, Custody, Wrap
from shared.sealing.manifest import DocumentName, Role, Slot

T = datetime(2026, 11, 9, 11, 0, tzinfo=UTC)
TENDER = TenderId(UUID(int=1))
ACME, BOLT = Siret("55203253400638"), Siret("73282932000074")
BUYER = Siret("21350238800019")
CUSTODY = Custody(tuple(Custodian(CustodianId(UUID(int=n)), f"age1{n}") for n in (1, 2, 3)), 2)


def a_consultation(**changes: Any) -> Consultation:
    facts: dict[str, Any] = {
        "tender_id": TENDER,
        "version": 1,
        "buyer": Buyer(BUYER, "Commune de Rennes"),
        "title": "Écoles",
        "object": "Nettoyage",
        "lots": (OfferedLot(1, "Nord"), OfferedLot(2, "Sud")),
        "known_deadline": KnownDeadline(Deadline(T), 1),
        "timeline": Timeline.real(),
        "custody": CUSTODY,
        "limits": FileLimits(1000, 1500),
        "sandbox": False,
    }
    return Consultation(**{**facts, **changes})


def a_closing(**changes: Any) -> Closing:
    return Closing(**{"tender_id": TENDER, "deadline": Deadline(T), "deadline_version": 1, **changes})


def wraps(custody: Custody = CUSTODY) -> tuple[Wrap, ...]:
    return tuple(
        Wrap(tuple(one.custodian_id for one in subset), AGE_MAGIC + b"-> X25519") for subset in custody.subsets()
    )


def a_file(lot: int | None = 1, **changes: Any) -> DeclaredFile:
    facts: dict[str, Any] = {
        "slot": Slot(Role.CANDIDACY, None) if lot is None else Slot(Role.BID, lot),
        "name": "offre.age",
        "size": 500,
        "sha256": "ab" * 32,
        "nonce": "0f" * 16,
        "documents": (DocumentName("offre.pdf", 400),),
        "wraps": wraps(),
    }
    return DeclaredFile(**{**facts, **changes})


def a_deposit(number: int, at: datetime | None, *, siret: Siret = ACME, lots: tuple[int | None, ...] = (1,)) -> Deposit:
    """A deposit declared an hour before the deadline; complete at an instant, or not at all."""
    files = tuple(
        SealedFile(FileId(UUID(int=number * 100 + place)), f"{number * 100 + place:032x}", a_file(lot), at)
        for place, lot in enumerate(lots)
    )
    return Deposit(
        deposit_id=DepositId(UUID(int=number)),
        tender_id=TENDER,
        depositor=Depositor(siret, "Société", "op"),
        declared_at=T - timedelta(hours=1) + timedelta(seconds=number),
        known=KnownDeadline(Deadline(T), 1),
        files=files,
        status=DepositStatus.RECEIVING if at is None else DepositStatus.COMPLETE,
        completed_at=at,
    )
