"""One factory for the HTTP face of every service; start with ``app.py``."""
