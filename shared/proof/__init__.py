"""Proof that anyone can check offline: canonical JSON, the Merkle tree and its notes, time stamps, receipts.

Pure of any service and of any table; the services keep what these functions make. Standards: RFC 6962 and RFC 9162
(transparency log), C2SP signed-note, tlog-checkpoint and tlog-tiles, RFC 3161 (time stamps), RFC 8785 (canonical JSON).
"""
