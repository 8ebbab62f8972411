"""All the SQL of tenders: tables, repositories, read views and the history of its schema."""
