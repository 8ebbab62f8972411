"""The law as dated data, and the few computations that every service shares."""
