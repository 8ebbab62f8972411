"""Unsealing: the process that alone holds an opening identity, what it verifies and scans, and how its result rests.

It knows no table and no rule of procurement: a service says what to open and keeps what came of it.
"""
