"""The only shared code that knows nameko."""
