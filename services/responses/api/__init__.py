"""The HTTP face of responses: schemas, French texts, routes."""
