"""One function per command or incoming event of the simplified application."""
