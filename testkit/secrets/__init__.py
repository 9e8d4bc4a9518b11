"""Secrets, their encodings, and how they are redacted from everything a run leaves."""
