"""HTTP clients of the services' public APIs, for the command line and the demonstration."""
