"""PostgreSQL and byte stores: unit of work, outbox, inbox, idempotency, sequencer."""
