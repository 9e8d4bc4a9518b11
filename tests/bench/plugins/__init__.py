"""Pytest plugins that note what the benchmark reads, and what they share."""
