"""A simulator of API Entreprise over HTTP: the official sandbox's rules, its answers where they are installed."""
