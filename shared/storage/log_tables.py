"""The tables of a service's transparency log, for queries; the service's own migrations made the first version."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, Table

from shared.storage.described import described
from shared.storage.roles import role_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class LogTables:
    """Leaves of acts, tiles of all leaves, checkpoints, published keys."""

    leaf: Table
    tile: Table
    checkpoint: Table
    key: Table


def log_tables(metadata: MetaData) -> LogTables:
    """Describe the tables of the log in a service's metadata."""
    return LogTables(
        leaf=described(
            metadata,
            "log_leaf",
            "key:bigint* object_id leaf:bytes salt:bytes content:bytes position:bigint batch_index:int "
            "batch_path:bytes",
        ),
        tile=described(metadata, "log_tile", "level:int* index:bigint* data:bytes"),
        checkpoint=described(
            metadata,
            "log_checkpoint",
            "size:bigint* note signed_at:instant holds_acts:bool stamp_token:bytes stamp_authority stamp_root log_key "
            "witnesses:json",
        ),
        key=described(metadata, "log_key", "key* purpose since:instant"),
    )


# Version 2: acts of one tick stand under one leaf, hence share its position. Keys and cosignatures are kept.
_VERSION_2 = """
ALTER TABLE log_leaf DROP CONSTRAINT uq_log_leaf_position;
ALTER TABLE log_leaf ADD COLUMN batch_index integer, ADD COLUMN batch_path bytea;
ALTER TABLE log_checkpoint ADD COLUMN log_key text, ADD COLUMN witnesses jsonb;
CREATE TABLE log_key (
    key text CONSTRAINT pk_log_key PRIMARY KEY,
    purpose text NOT NULL,
    since timestamptz NOT NULL
);
CREATE INDEX ix_log_checkpoint_stamped ON log_checkpoint (size) WHERE stamp_token IS NOT NULL;
CREATE INDEX ix_log_checkpoint_witnessed ON log_checkpoint (size) WHERE witnesses IS NOT NULL;
GRANT UPDATE (batch_index, batch_path) ON log_leaf TO {role};
GRANT UPDATE (witnesses) ON log_checkpoint TO {role};
REVOKE UPDATE, DELETE ON log_key FROM {role};
"""


def upgrade_log_tables(connection: "Connection", *, version: int) -> None:
    """Bring the tables of a log to a version, from the migration of a service; a released version never changes."""
    if version != 2:
        raise ValueError(f"there is no version {version} of the tables of a log")
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_VERSION_2.format(role=role_of(schema)))
