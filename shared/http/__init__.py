"""One factory for the HTTP face of every service."""
