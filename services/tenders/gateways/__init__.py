"""Clients of remote systems, one per system; in development, simulators that say what they are."""
