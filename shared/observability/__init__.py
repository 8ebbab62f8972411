"""Logs, traces and metrics, free of secrets and of personal data."""
