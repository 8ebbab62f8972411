"""The official documents of the simplified application: pure mappers, one package or module per standard."""
