"""One function for each command and each incoming event: load, decide, save, publish."""
