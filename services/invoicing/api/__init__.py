"""The HTTP face of invoicing: bodies, French texts, routes."""
