"""The documented API, one module for each group of calls."""
