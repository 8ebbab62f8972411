"""Forms, papers, consents and requirements in PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.mps.domain.form import CandidacyForm, FormContent, FormStatus
from services.mps.domain.grouping import Consent, ConsentStatus, PartyRole
from services.mps.domain.papers import Paper, PaperId, PaperKind, PaperName, StoredPaper
from services.mps.domain.requirements import AskedItem, TenderRequirements
from services.mps.domain.sources import Moment
from services.mps.storage.candidacies import Row
from services.mps.storage.form_tables import (
    candidacy_form,
    candidacy_form_version,
    candidacy_paper,
    member_consent,
    tender_requirements,
)
from services.mps.storage.tables import candidacy
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret
from shared.storage.records import from_json, to_json


class SqlForms:
    """The forms of candidacies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, candidacy_id: CandidacyId) -> CandidacyForm | None:
        """Read the form of a candidacy."""
        query = select(candidacy_form).where(candidacy_form.c.candidacy_id == candidacy_id.value)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _form(row)

    def save(self, form: CandidacyForm) -> None:
        """Keep a new version of a form, and the version itself for ever."""
        row = {
            "candidacy_id": form.candidacy_id.value,
            "version": form.version,
            "status": form.status.value,
            "content": to_json(form.content),
            "saved_at": form.saved_at,
        }
        whole = {**row, "confirmed_at": form.confirmed_at}
        self._connection.execute(
            upsert(candidacy_form).values(whole).on_conflict_do_update(index_elements=["candidacy_id"], set_=whole)
        )
        self._connection.execute(insert(candidacy_form_version).values(row))

    def last_confirmed(self, siren: Siren, *, other_than: CandidacyId) -> CandidacyForm | None:
        """Read the form that a company confirmed last, for another candidacy."""
        mine = (candidacy.c.siren == str(siren)) & (candidacy.c.moment == Moment.FORM.value)
        query = (
            select(candidacy_form)
            .join(candidacy, candidacy.c.id == candidacy_form.c.candidacy_id)
            .where(mine, candidacy.c.id != other_than.value, candidacy_form.c.confirmed_at.is_not(None))
            .order_by(candidacy_form.c.confirmed_at.desc())
            .limit(1)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _form(row)


class SqlPapers:
    """The papers of candidacies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, paper: Paper) -> None:
        """Keep a paper."""
        self._connection.execute(insert(candidacy_paper).values(_paper_row(paper)))

    def of(self, candidacy_id: CandidacyId) -> Sequence[Paper]:
        """Give the papers of a candidacy, in the order of their arrival."""
        query = select(candidacy_paper).where(candidacy_paper.c.candidacy_id == candidacy_id.value)
        rows = self._connection.execute(query.order_by(candidacy_paper.c.id)).mappings()
        return [_paper(row) for row in rows]

    def get(self, candidacy_id: CandidacyId, paper_id: PaperId) -> Paper | None:
        """Read one paper."""
        here = (candidacy_paper.c.candidacy_id == candidacy_id.value, candidacy_paper.c.id == paper_id.value)
        row = self._connection.execute(select(candidacy_paper).where(*here)).mappings().one_or_none()
        return None if row is None else _paper(row)

    def save(self, paper: Paper) -> None:
        """Keep the present state of a paper."""
        here = candidacy_paper.c.id == paper.paper_id.value
        self._connection.execute(update(candidacy_paper).where(here).values(_paper_row(paper)))


class SqlConsents:
    """The consents of members of groups."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, candidacy_id: CandidacyId) -> Sequence[Consent]:
        """Give the consents asked by a candidacy."""
        query = select(member_consent).where(member_consent.c.candidacy_id == candidacy_id.value)
        return [_consent(row) for row in self._connection.execute(query.order_by(member_consent.c.member)).mappings()]

    def put(self, consent: Consent) -> None:
        """Keep a consent, replacing the one of the same member."""
        row = {
            "candidacy_id": consent.candidacy_id.value,
            "member": str(consent.member),
            "siren": str(consent.member.siren),
            "composition": consent.composition,
            "status": consent.status.value,
            "invited_at": consent.invited_at,
            "answered_at": consent.answered_at,
            "own_candidacy_id": None if consent.own_candidacy is None else consent.own_candidacy.value,
            "reason": consent.reason,
            "role": consent.role.value,
        }
        here = ["candidacy_id", "member"]
        self._connection.execute(
            upsert(member_consent).values(row).on_conflict_do_update(index_elements=here, set_=row)
        )

    def asked_of(self, siren: Siren, *, after: CandidacyId | None, limit: int) -> Sequence[Consent]:
        """Give what was asked of the establishments of a company, the latest first."""
        older = true() if after is None else member_consent.c.candidacy_id < after.value
        query = select(member_consent).where(member_consent.c.siren == str(siren), older)
        ordered = query.order_by(member_consent.c.candidacy_id.desc()).limit(limit)
        return [_consent(row) for row in self._connection.execute(ordered).mappings()]

    def one(self, candidacy_id: CandidacyId, member: Siret) -> Consent | None:
        """Read and lock the consent of one member."""
        here = (member_consent.c.candidacy_id == candidacy_id.value, member_consent.c.member == str(member))
        row = self._connection.execute(select(member_consent).where(*here).with_for_update()).mappings().one_or_none()
        return None if row is None else _consent(row)


class SqlRequirements:
    """What consultations ask."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, tender_id: TenderId) -> TenderRequirements | None:
        """Read what a consultation asks."""
        query = select(tender_requirements).where(tender_requirements.c.tender_id == tender_id.value)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        items = from_json(tuple[AskedItem, ...], row["items"])
        return TenderRequirements(
            tender_id=TenderId(row["tender_id"]),
            buyer=Siret(row["buyer_siret"]),
            version=row["version"],
            items=items,
            announced_version=row["announced_version"],
        )

    def save(self, requirements: TenderRequirements) -> None:
        """Keep what a consultation asks."""
        row = {
            "tender_id": requirements.tender_id.value,
            "buyer_siret": str(requirements.buyer),
            "version": requirements.version,
            "items": to_json(requirements.items),
            "announced_version": requirements.announced_version,
        }
        self._connection.execute(
            upsert(tender_requirements).values(row).on_conflict_do_update(index_elements=["tender_id"], set_=row)
        )


def _form(row: Row) -> CandidacyForm:
    return CandidacyForm(
        candidacy_id=CandidacyId(row["candidacy_id"]),
        version=row["version"],
        status=FormStatus(row["status"]),
        content=from_json(FormContent, row["content"]),
        saved_at=row["saved_at"],
        confirmed_at=row["confirmed_at"],
    )


def _paper_row(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.paper_id.value,
        "candidacy_id": paper.candidacy_id.value,
        "kind": paper.kind.value,
        "about": paper.about,
        "name": paper.name.value,
        "blob_id": paper.content.blob_id,
        "size": paper.content.size,
        "sha256": paper.content.sha256,
        "added_at": paper.added_at,
        "expires_on": paper.expires_on,
        "withdrawn_at": paper.withdrawn_at,
    }


def _paper(row: Row) -> Paper:
    return Paper(
        paper_id=PaperId(row["id"]),
        candidacy_id=CandidacyId(row["candidacy_id"]),
        kind=PaperKind(row["kind"]),
        about=row["about"],
        name=PaperName(row["name"]),
        content=StoredPaper(row["blob_id"], row["size"], row["sha256"]),
        added_at=row["added_at"],
        expires_on=row["expires_on"],
        withdrawn_at=row["withdrawn_at"],
    )


def _consent(row: Row) -> Consent:
    own = row["own_candidacy_id"]
    return Consent(
        candidacy_id=CandidacyId(row["candidacy_id"]),
        member=Siret(row["member"]),
        composition=row["composition"],
        status=ConsentStatus(row["status"]),
        invited_at=row["invited_at"],
        answered_at=row["answered_at"],
        own_candidacy=None if own is None else CandidacyId(own),
        reason=row["reason"],
        role=PartyRole(row["role"]),
    )
