"""The tables of the simplified application, and nothing else of the database."""
