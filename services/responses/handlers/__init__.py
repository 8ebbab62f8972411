"""One function for each command and each event: load, decide, save, announce."""
