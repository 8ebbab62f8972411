"""The consultation in pure values and rules: no clock, no database, no network."""
