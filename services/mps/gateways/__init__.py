"""Clients of the administrations, and a simulator of the one that gathers them."""
