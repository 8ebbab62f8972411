"""Economic operators: sealed electronic responses, receipts, proofs and the opening."""
