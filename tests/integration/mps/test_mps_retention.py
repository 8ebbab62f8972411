"""How long answers are kept: five years from the last contract, the contractor's while its contract runs (R2184-12)."""

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.mps.domain.certificates import Certificate, CertificateId, StoredDocument
from services.mps.domain.sources import Source
from services.mps.domain.states import BlockStatus
from services.mps.handlers.retention import Emptied, forget_due
from services.mps.handlers.watch_contracts import note_contract
from services.mps.storage.fetching_tables import certificate
from services.mps.storage.tables import SERVICE_TABLES
from services.mps.storage.unit_of_work import MpsUnitOfWork
from services.mps.wiring.duties import drop_orphans
from shared.contracts.tenders import ContractNotifiedV1
from shared.contracts.tenders_contract_life import ContractEndedV1
from shared.kernel.clock import FixedClock
from shared.kernel.ids import CandidacyId, ContractId
from shared.kernel.principal import Principal
from shared.legal import LegalTable
from shared.settings import Settings
from shared.storage.unit_of_work import Scope
from tests.integration.mps.lane_parts import Workshop, a_workshop, invented_sirets
from tests.unit.mps.builders import BUYER, NOW
from tests.unit.mps.test_mps_vigilance import facts_of

LAW = LegalTable.load()
LOSER, WINNER = invented_sirets(2)
DEADLINE = NOW + timedelta(days=30)


def _uow(workshop: Workshop) -> MpsUnitOfWork:
    return workshop.app.open_uow(Scope(Principal.system("mps"), "test"))


def _contract(workshop: Workshop, tender: int, *, amount: str, notified_on: date, ended_on: date | None = None) -> None:
    facts = facts_of(amount=amount, notified_on=notified_on, version=1 if ended_on is None else 3) | {
        "contract_id": str(ContractId(UUID(int=100 + tender))),
        "tender_id": str(UUID(int=tender)),
        "contractor": {"siret": str(WINNER), "name": "Retenue"},
    }
    with _uow(workshop) as uow:
        if ended_on is None:
            note_contract(ContractNotifiedV1.model_validate(facts), law=LAW, uow=uow)
        else:
            ended = {**facts, "end": "completed", "ended_on": ended_on.isoformat()}
            note_contract(ContractEndedV1.model_validate(ended), law=LAW, uow=uow)
        uow.commit()


def _emptied_on(workshop: Workshop, clock: FixedClock, day: datetime) -> Emptied:
    clock.advance(day - clock.now())
    with _uow(workshop) as uow:
        emptied = forget_due(law=LAW, uow=uow, limit=10)
        uow.commit()
    return emptied


def _journal(workshop: Workshop, action: str) -> list[str]:
    with workshop.app.database.reader() as connection:
        rows = connection.execute(SERVICE_TABLES.journal.select()).all()
    return [row.facts for row in rows if row.action == action]


def test_a_small_contract_counts_from_its_signature_and_not_from_the_deadline(fresh_database: Settings) -> None:
    clock = FixedClock(NOW)
    with a_workshop(fresh_database, clock) as workshop:
        workshop.request([LOSER, WINNER], workshop.publish(number=1, deadline=DEADLINE))
        notified = (DEADLINE + timedelta(days=200)).date()
        _contract(workshop, 1, amount="3000.00", notified_on=notified)
        assert _emptied_on(workshop, clock, DEADLINE + timedelta(days=365 * 5 + 30)).candidacies == 0
        assert _emptied_on(workshop, clock, DEADLINE + timedelta(days=200 + 365 * 5 + 30)).candidacies == 2
        told = _journal(workshop, "candidacy_forgotten")
        assert len(told) == 2
        assert all('"R2184-12"' in facts and '"confidence": "A"' in facts for facts in told)


def test_the_contractors_own_stay_while_its_contract_runs_and_those_of_the_others_go(fresh_database: Settings) -> None:
    clock = FixedClock(NOW)
    with a_workshop(fresh_database, clock) as workshop:
        workshop.request([LOSER, WINNER], workshop.publish(number=2, deadline=DEADLINE))
        notified = (DEADLINE + timedelta(days=60)).date()
        _contract(workshop, 2, amount="80000.00", notified_on=notified)
        six_years = DEADLINE + timedelta(days=366 * 6)
        assert _emptied_on(workshop, clock, six_years).candidacies == 1
        assert _emptied_on(workshop, clock, six_years + timedelta(days=1)).candidacies == 0
        _contract(workshop, 2, amount="80000.00", notified_on=notified, ended_on=six_years.date())
        assert _emptied_on(workshop, clock, six_years + timedelta(days=365 * 4)).candidacies == 0
        assert _emptied_on(workshop, clock, six_years + timedelta(days=366 * 5 + 1)).candidacies == 1


def test_an_answer_that_a_later_one_replaced_goes_with_what_it_served(fresh_database: Settings) -> None:
    """Otherwise nothing would ever find it again: no block stands on it."""
    clock = FixedClock(NOW)
    with a_workshop(fresh_database, clock) as workshop:
        workshop.request([WINNER], workshop.publish(number=3, deadline=DEADLINE))
        with _uow(workshop) as uow:
            (found,) = uow.candidacies.page(after=None, limit=5)
            first, second = (_kept(number, at=NOW + timedelta(days=number)) for number in (1, 2))
            uow.certificates.keep([first, second, _kept(3, at=NOW + timedelta(days=366 * 4))])
            for each in (first, second):
                uow.certificates.link([each], candidacy_id=CandidacyId(found.candidacy_id.value))
            uow.commit()
        assert _emptied_on(workshop, clock, DEADLINE + timedelta(days=365 * 4)).candidacies == 0
        assert _numbers(workshop) == [1, 2, 3]
        emptied = _emptied_on(workshop, clock, DEADLINE + timedelta(days=366 * 5))
        assert (emptied.candidacies, sorted(emptied.blobs), emptied.is_all) == (1, ["blob-1", "blob-2"], True)
        assert _numbers(workshop) == [3]  # younger: nothing tells yet that it serves nobody
        assert ['"certificates": "1"' in facts for facts in _journal(workshop, "certificates_forgotten")] == [True]


def test_documents_that_no_row_names_are_set_aside_then_dropped(fresh_database: Settings) -> None:
    """A process died between its document and its row, or between the commit that emptied and the erasure."""
    clock = FixedClock(NOW)
    with a_workshop(fresh_database, clock) as workshop:
        files = workshop.app.documents.files
        orphan, named, young = (files.put(content) for content in (b"%PDF-orphan", b"%PDF-named", b"%PDF-young"))
        for blob_id, hours in ((orphan, 48), (named, 48), (young, 1)):
            then = (NOW - timedelta(hours=hours)).timestamp()
            os.utime(files.path(blob_id), (then, then))
        document = StoredDocument(named, "0" * 64, 10, "application/pdf")
        with _uow(workshop) as uow:
            uow.certificates.keep([replace(_kept(1, at=NOW), document=document)])
            uow.commit()
        drop_orphans(workshop.app.open_uow, files)
        assert [files.path(each).exists() for each in (orphan, named, young)] == [False, True, True]
        assert len(list(files.folder.glob("quarantine/*"))) == 1
        clock.advance(timedelta(days=31))
        os.utime(files.path(young), (clock.now().timestamp(), clock.now().timestamp()))
        drop_orphans(workshop.app.open_uow, files)
        assert list(files.folder.glob("quarantine/*")) == []
        assert files.read_all(named) == b"%PDF-named"


def _kept(number: int, *, at: datetime) -> Certificate:
    return Certificate(
        certificate_id=CertificateId(UUID(int=number)),
        source=Source.SOCIAL_CERTIFICATE,
        number=str(WINNER.siren),
        recipient=BUYER,
        status=BlockStatus.FOUND,
        fetched_at=at,
        fresh_until=at + timedelta(days=1),
        valid_until=None,
        as_of=None,
        facts=(),
        detail=None,
        payload="{}",
        document=StoredDocument(f"blob-{number}", "0" * 64, 1, "application/pdf"),
        document_problem=None,
        unknown_fields=(),
    )


def _numbers(workshop: Workshop) -> list[int]:
    with workshop.app.database.reader() as connection:
        return sorted(row.id.int for row in connection.execute(certificate.select()))
