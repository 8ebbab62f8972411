"""Create the entries of search, the known words, the public changes and the saved searches.

Consultations published before are entered by the duty ``tenders.search_entries`` as soon as the service starts: the
words are made by the application, never by the server.
"""

from alembic import op

revision = "20261123_0140"
down_revision = "20261123_0110"

# Words and filters are one index. Without a pending list (fastupdate): a publication pays for its own words, and no
# search ever reads what others left unsorted.
_ENTRIES = """
CREATE TABLE search_entry (
    tender_id uuid CONSTRAINT pk_search_entry PRIMARY KEY
        CONSTRAINT fk_search_entry_tender_id_tender REFERENCES tender,
    published_at timestamptz NOT NULL,
    deadline timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    status text NOT NULL,
    is_open boolean NOT NULL,
    kind text NOT NULL,
    procedure text NOT NULL,
    organisation text NOT NULL,
    buyer_name text NOT NULL,
    cpv_divisions text[] NOT NULL,
    nuts text,
    lots integer NOT NULL,
    is_reserved boolean NOT NULL,
    ceiling numeric,
    documents integer NOT NULL,
    digest text NOT NULL,
    words tsvector NOT NULL
);
CREATE INDEX ix_search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off);
CREATE INDEX ix_search_entry_published_at_tender_id ON search_entry (published_at, tender_id);
CREATE INDEX ix_search_entry_deadline_tender_id ON search_entry (deadline, tender_id) WHERE is_open;
CREATE TABLE search_word (
    word text COLLATE "C" CONSTRAINT pk_search_word PRIMARY KEY
);
CREATE TABLE search_progress (
    normaliser integer CONSTRAINT pk_search_progress PRIMARY KEY,
    last_tender_id uuid,
    is_done boolean NOT NULL
);
"""

_CHANGES = """
CREATE TABLE public_change (
    id uuid CONSTRAINT pk_public_change PRIMARY KEY,
    position bigint CONSTRAINT uq_public_change_position UNIQUE,
    tender_id uuid NOT NULL CONSTRAINT fk_public_change_tender_id_tender REFERENCES tender,
    kind text NOT NULL CONSTRAINT ck_public_change_kind
        CHECK (kind IN ('published', 'changed', 'questions_answered', 'closed', 'awarded', 'abandoned')),
    changed_at timestamptz NOT NULL
);
CREATE INDEX ix_public_change_unnumbered ON public_change (id) WHERE position IS NULL;
CREATE TABLE saved_search (
    id uuid CONSTRAINT pk_saved_search PRIMARY KEY,
    organisation text NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    criteria jsonb NOT NULL,
    period text NOT NULL CONSTRAINT ck_saved_search_period CHECK (period IN ('hourly', 'daily', 'weekly')),
    created_at timestamptz NOT NULL,
    next_alert_at timestamptz NOT NULL,
    last_position bigint NOT NULL
);
CREATE INDEX ix_saved_search_organisation_id ON saved_search (organisation, id);
CREATE INDEX ix_saved_search_next_alert_at ON saved_search (next_alert_at);
"""

_OLD = """
DROP INDEX ix_tender_search_words;
ALTER TABLE tender ALTER COLUMN search_words DROP NOT NULL;
"""


def upgrade() -> None:
    """Add the tables; the words kept with each consultation are no longer read."""
    connection = op.get_bind()
    for statements in (_ENTRIES, _CHANGES, _OLD):
        connection.exec_driver_sql(statements)
