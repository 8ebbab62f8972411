"""The HTTP face of the simplified application."""
