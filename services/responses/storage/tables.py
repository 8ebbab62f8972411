"""The tables of responses, for queries; ``migrations`` makes them."""

from typing import Final

from shared.storage.clock_offsets import clock_tables
from shared.storage.custodians import custodian_table
from shared.storage.described import described
from shared.storage.log_tables import log_tables
from shared.storage.record_store import record_table
from shared.storage.tables import service_metadata, service_tables
from shared.storage.traces import trace_tables

metadata: Final = service_metadata()
common: Final = service_tables(metadata)
record: Final = record_table(metadata)
log: Final = log_tables(metadata)
traces: Final = trace_tables(metadata)
clocks: Final = clock_tables(metadata)

consultation: Final = described(metadata, "consultation", "tender_id:uuid* version:int buyer_siret facts:json")
closing: Final = described(metadata, "closing", "tender_id:uuid* deadline:instant deadline_version:int")
abandonment: Final = described(metadata, "abandonment", "tender_id:uuid* lot_number:int* abandoned_at:instant")
custodian: Final = custodian_table(metadata)
deposit: Final = described(
    metadata,
    "deposit",
    "deposit_id:uuid* tender_id:uuid siret name subject declared_at:instant known_deadline:instant "
    "known_version:int content_digest status completed_at:instant particulars:json destroyed_at:instant",
)
deposit_file: Final = described(
    metadata,
    "deposit_file",
    "file_id:uuid* deposit_id:uuid ordinal:int blob_id role lot_number:int name size:bigint sha256 nonce "
    "documents:json completed_at:instant",
)
file_wrap: Final = described(metadata, "file_wrap", "file_id:uuid* subset* data:bytes")
transmission: Final = described(
    metadata,
    "transmission",
    "id:bigint* file_id:uuid started_at:instant ended_at:instant first_byte:bigint end_byte:bigint outcome",
)
opening: Final = described(
    metadata,
    "opening",
    "opening_id:uuid* tender_id:uuid organisation status node recipient started_at:instant started_by "
    "decided_deadline:instant decided_version:int ended_at:instant",
)
opening_custodian: Final = described(metadata, "opening_custodian", "opening_id:uuid* custodian_id:uuid* at:instant")
opening_layer: Final = described(
    metadata,
    "opening_layer",
    "opening_id:uuid* file_id:uuid* subset* peeled:int data:bytes custodian_id:uuid at:instant",
)
opened_file: Final = described(
    metadata,
    "opened_file",
    "file_id:uuid* tender_id:uuid opening_id:uuid outcome detail at:instant blob_id scan:json parts:json",
)
