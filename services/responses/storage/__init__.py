"""PostgreSQL: the tables of responses, their repositories and the unit of work."""
