"""What the tests of responses do again and again: publish, seal, deposit, close, open."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from services.clients.responses import ResponsesClient
from services.clients.sealing import ToSeal, deposit, enrol, peel, seal
from services.clients.transport import RetryingTransport
from services.responses.storage.tables import common
from services.responses.wiring import App
from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.contracts.tenders import (
    ConsultationFacts,
    CustodianFact,
    LotFact,
    PartyFact,
    SubmissionClosedV1,
    TenderChangedV1,
    TenderPublishedV1,
    TimelineFact,
)
from shared.contracts.tenders_stages import (
    ResponseRulesFact,
    StageFact,
    TenderChangedV2,
    TenderChangedV3,
    TenderPublishedV2,
    TenderPublishedV3,
)
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import SystemClock
from shared.kernel.ids import EventId, LotId, TenderId, TimeOrderedIds
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from shared.sealing.age_sealing import new_identity
from shared.sealing.manifest import Role, Slot

BUYER = Siret("21350238800019")
ACME = Siret("55203253400638")
BOLT = Siret("73282932000074")
OTHER_BUYER = Siret("21690123100011")
_ELECTRONIC = ResponseRulesFact(regime="mandatory", exception=None, envelope="single")
_BEFORE_STAGES: tuple[type[ConsultationFacts], type[ConsultationFacts]] = (TenderPublishedV1, TenderChangedV1)
_STAGES: tuple[type[ConsultationFacts], type[ConsultationFacts]] = (TenderPublishedV2, TenderChangedV2)
_PATIENCE_SECONDS = 20.0
_numbers = itertools.count(1)
_ids = TimeOrderedIds(SystemClock())


def a_key() -> str:
    """A fresh idempotency key."""
    return f"cle-essai-{next(_numbers):06}"


@dataclass
class Holder:
    """A custodian with its own identity and its own account."""

    client: ResponsesClient
    identity: str
    recipient: str
    custodian_id: str = ""


class Platform:
    """The service as people see it."""

    def __init__(self, app: App, issuer: DevelopmentIssuer, port: int, folder: Path) -> None:
        self.app, self.issuer, self.folder = app, issuer, folder
        self.url = f"http://127.0.0.1:{port}"
        self.tender_id = str(_ids.new(TenderId))
        self.version = 0
        self.holders: list[Holder] = []
        self._opened: list[httpx.Client] = []

    def leave(self) -> None:
        """Close every connection."""
        for client in self._opened:
            client.close()

    def http(
        self, *, subject: str, siret: Siret | None, rights: tuple[Right, ...], kind: str, is_patient: bool = False
    ) -> httpx.Client:
        """Connect somebody; who is patient comes back when told to, as the command line does."""
        claims: dict[str, Any] = {"sub": subject, "name": subject, "kind": kind, "rights": list(rights)}
        if siret is not None:
            claims["siret"] = str(siret)
        headers = {"Authorization": f"Bearer {self.issuer.issue(claims)}"}
        transport = RetryingTransport(httpx.HTTPTransport(), patience_seconds=_PATIENCE_SECONDS) if is_patient else None
        return self._keep(httpx.Client(base_url=self.url, headers=headers, timeout=60, transport=transport))

    def anonymous(self) -> httpx.Client:
        return self._keep(httpx.Client(base_url=self.url, timeout=60))

    def _keep(self, client: httpx.Client) -> httpx.Client:
        self._opened.append(client)
        return client

    def company(self, siret: Siret = ACME) -> ResponsesClient:
        return ResponsesClient(self.company_http(siret))

    def company_http(self, siret: Siret = ACME) -> httpx.Client:
        return self.http(subject=f"op-{siret}", siret=siret, rights=(Right.SUBMIT,), kind="economic_operator")

    def agent(
        self, *rights: Right, siret: Siret = BUYER, subject: str = "agent", is_patient: bool = False
    ) -> ResponsesClient:
        return ResponsesClient(
            self.http(subject=subject, siret=siret, rights=rights, kind="agent", is_patient=is_patient)
        )

    def enrol_holders(self, count: int = 3) -> None:
        for number in range(count):
            identity, recipient = new_identity()
            client = self.agent(Right.CUSTODIAN, subject=f"holder-{number}", is_patient=True)
            found = enrol(client, identity, f"Détenteur {number}", key=a_key())
            self.holders.append(Holder(client, identity, recipient, found["custodian_id"]))

    def deliver(self, event: Event) -> None:
        envelope = Envelope.wrap(
            event, event_id=_ids.new(EventId), time=datetime.now(UTC), correlation_id="correlation"
        )
        self.app.consumer.deliver(Envelope.from_json(envelope.to_json()))

    def publish(self, *, seconds: float = 3600, threshold: int = 2, **changes: Any) -> None:
        """Publish (or change) the consultation, its deadline some seconds from now."""
        if not self.holders:
            self.enrol_holders()
        self.version += 1
        first, following = _STAGES if "stage" in changes else _BEFORE_STAGES
        if "variants" in changes:
            first, following = TenderPublishedV3, TenderChangedV3
        event_class: type[ConsultationFacts] = first if self.version == 1 else following
        now = datetime.now(UTC)
        facts: dict[str, Any] = {
            "aggregate_id": self.tender_id,
            "aggregate_version": self.version,
            "buyer": PartyFact(siret=str(BUYER), name="Commune de Rennes"),
            "title": "Entretien des écoles",
            "object": "Nettoyage des écoles communales",
            "kind": "services",
            "procedure": "open",
            "launched_on": "2026-11-01",
            "lots": tuple(
                LotFact(lot_id=str(_ids.new(LotId)), number=number, title=f"Secteur {number}", cpv="90911200-8")
                for number in (1, 2)
            ),
            "criteria": (),
            "documents": (),
            "deadline": now + timedelta(seconds=seconds),
            "deadline_version": self.version,
            "timeline": TimelineFact(started_at=now, legal_start=now, factor=1),
            "custodians": tuple(
                CustodianFact(custodian_id=holder.custodian_id, recipient=holder.recipient) for holder in self.holders
            ),
            "opening_threshold": threshold,
            "max_file_bytes": 50_000_000,
            "max_deposit_bytes": 80_000_000,
            "sandbox": True,
        }
        self.deliver(event_class(**{**facts, **changes}))

    def publish_stage(
        self,
        *receives: str,
        invited: tuple[Siret, ...] | None = None,
        rules: ResponseRulesFact = _ELECTRONIC,
        **changes: Any,
    ) -> None:
        """Publish a stage that receives these parts, from anybody or from those invited."""
        stage = StageFact.model_validate(
            {"stage_id": self.tender_id, "tender_id": self.tender_id, "number": 1, "kind": "x", "receives": receives}
        )
        self.publish(
            stage=stage,
            invited=None if invited is None else tuple(map(str, invited)),
            responses=rules,
            nuts=None,
            technique="none",
            parent_id=None,
            **changes,
        )

    def close(self, deadline: datetime | None = None) -> datetime:
        """Announce the closing; by default the deadline is now."""
        decided = deadline or datetime.now(UTC)
        event = SubmissionClosedV1(
            aggregate_id=self.tender_id,
            aggregate_version=self.version + 1,
            deadline=decided,
            deadline_version=self.version,
        )
        self.deliver(event)
        return decided

    def documents(self, content: bytes, name: str = "offre.txt") -> list[Path]:
        folder = self.folder / f"docs-{next(_numbers)}"
        folder.mkdir()
        path = folder / name
        path.write_bytes(content)
        return [path]

    def seal(
        self, content: bytes, *, siret: Siret = ACME, lot: int | None = 1, consultation: dict[str, Any] | None = None
    ) -> Path:
        slot = Slot(Role.CANDIDACY, None) if lot is None else Slot(Role.BID, lot)
        out = self.folder / f"sealed-{next(_numbers)}"
        described = consultation or self.company(siret).consultation(self.tender_id)
        return seal(described, ToSeal(siret, slot, self.documents(content)), out)

    def deposit(self, content: bytes, *, siret: Siret = ACME, lot: int = 1) -> dict[str, Any]:
        """Seal and deposit a bid for one lot."""
        sealed = self.seal(content, siret=siret, lot=lot)
        return deposit(self.company(siret), [sealed], key=a_key(), company_name=f"Société {siret}")

    def open(self, *holders: int) -> dict[str, Any]:
        """Lead a whole ceremony with some holders, in turn; give the minutes."""
        leader = self.holders[holders[0]].client
        opening = leader.start_opening(self.tender_id, key=a_key())
        for number in holders:
            holder = self.holders[number]
            peel(holder.client, opening["opening_id"], holder.custodian_id, holder.identity, key=a_key())
        return {"opening_id": opening["opening_id"], **leader.minutes(opening["opening_id"])}

    def announced(self) -> list[str]:
        """The types of the events of the outbox, in order."""
        outbox = common.outbox
        with self.app.database.reader() as connection:
            return list(connection.execute(select(outbox.c.type).order_by(outbox.c.ordinal)).scalars())
