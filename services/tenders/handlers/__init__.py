"""One plain function for each command and each incoming event: load, decide, save, announce, in that order."""
