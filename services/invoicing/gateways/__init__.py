"""Clients of remote systems: the State's invoicing portal."""
