"""Configuration from the environment, and the folder of secrets."""
