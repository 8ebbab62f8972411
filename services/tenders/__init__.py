"""Buyers: the consultation, its documents, its evaluation, its award and its contract."""
