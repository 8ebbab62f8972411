"""Archives of several files: written here as a stream, with a length known before the first byte."""
