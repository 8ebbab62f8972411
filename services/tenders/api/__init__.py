"""The HTTP face of tenders: what comes in, what goes out, the French words of refusals."""
