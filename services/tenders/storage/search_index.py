"""Keeps the search entry of a consultation in the transaction that saves it, and notes what the public is told."""

from typing import Final

from sqlalchemy import ARRAY, Connection, DateTime, Text, Uuid, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import TSVECTOR, insert

from services.tenders.domain.model import Tender
from services.tenders.domain.public_changes import PublicChangeKind, public_change
from services.tenders.domain.search import is_listed
from services.tenders.domain.states import TenderStatus
from services.tenders.storage.search_entries import entry_row, indexed
from services.tenders.storage.search_tables import public_change as change_table
from services.tenders.storage.search_tables import search_entry, search_word
from services.tenders.storage.tables import document
from shared.kernel.clock import Clock
from shared.kernel.ids import Id, Ids, TenderId
from shared.storage.search_vector import Indexed

_DOCUMENTS: Final = (
    select(func.count() + func.count(document.c.withdrawn_at))  # grows with every addition and every withdrawal
    .select_from(document)
    .where(document.c.tender_id == bindparam("tender"))
    .scalar_subquery()
)
_KEPT: Final = select(
    _DOCUMENTS.label("present"),
    select(search_entry.c.status)
    .where(search_entry.c.tender_id == bindparam("tender"))
    .scalar_subquery()
    .label("status"),
    select(search_entry.c.digest)
    .where(search_entry.c.tender_id == bindparam("tender"))
    .scalar_subquery()
    .label("digest"),
    select(search_entry.c.documents)
    .where(search_entry.c.tender_id == bindparam("tender"))
    .scalar_subquery()
    .label("documents"),
)
_COLUMNS: Final = tuple(column.name for column in search_entry.columns)
_INSERT: Final = insert(search_entry).values(
    {name: bindparam(name) for name in _COLUMNS if name != "words"}
    | {"words": cast(bindparam("words", type_=Text), TSVECTOR)}
)
_UPSERT: Final = _INSERT.on_conflict_do_update(
    index_elements=["tender_id"],
    set_={name: _INSERT.excluded[name] for name in _COLUMNS if name not in {"tender_id", "published_at"}},
)
_NOTE: Final = change_table.insert().from_select(
    ["id", "tender_id", "kind", "changed_at"],
    select(
        bindparam("id", type_=Uuid),
        search_entry.c.tender_id,
        bindparam("kind", type_=Text),
        bindparam("changed_at", type_=DateTime(timezone=True)),
    ).where(search_entry.c.tender_id == bindparam("tender_id", type_=Uuid)),
)
_WORDS: Final = (
    insert(search_word)
    .from_select(["word"], select(func.unnest(bindparam("known", type_=ARRAY(Text)))))
    .on_conflict_do_nothing()
)


class SearchIndex:
    """The search entries, as one transaction writes them."""

    def __init__(self, connection: Connection, clock: Clock, ids: Ids) -> None:
        self._connection = connection
        self._clock = clock
        self._ids = ids

    def keep(self, tender: Tender) -> None:
        """Make the entry of a listed consultation follow it, and note what the public is told; a draft leaves none."""
        if not is_listed(tender):
            return
        before, differs = self._follow(tender)
        change = public_change(before=before, after=tender.status, differs=differs)
        if change is not None:
            self.note(tender.tender_id, change)

    def enter(self, tender: Tender) -> None:
        """Make the entry of a listed consultation follow it; nothing happened to it, so nothing is told."""
        if is_listed(tender):
            self._follow(tender)

    def _follow(self, tender: Tender) -> tuple[TenderStatus | None, bool]:
        """Keep the entry; give the status that was kept before, and whether anything that is seen has changed."""
        kept = self._connection.execute(_KEPT, {"tender": tender.tender_id.value}).one()
        words = indexed(tender)
        row = entry_row(tender, words=words, documents=kept.present, updated_at=self._clock.now())
        differs = (kept.digest, kept.documents) != (row["digest"], row["documents"])
        if differs:
            self._connection.execute(_UPSERT, row)
            self._keep_words(words)
        return None if kept.status is None else TenderStatus(kept.status), differs

    def note(self, tender_id: TenderId, kind: PublicChangeKind) -> None:
        """Note a public change of a listed consultation; it receives its position once it is visible to everybody."""
        row = {
            "id": self._ids.new(Id).value,
            "tender_id": tender_id.value,
            "kind": kind.value,
            "changed_at": self._clock.now(),
        }
        self._connection.execute(_NOTE, row)

    def _keep_words(self, words: Indexed) -> None:
        """Note the words that nobody had written before, always in the same order: two publications never deadlock."""
        self._connection.execute(_WORDS, {"known": sorted(words.words)})
