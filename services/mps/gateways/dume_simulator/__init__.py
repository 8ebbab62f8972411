"""A stand-in for the DUME service of the State, built from its published field tables alone."""
