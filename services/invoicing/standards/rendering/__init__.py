"""An invoice for people, every term of it: the same view written as an HTML page and as a PDF."""
