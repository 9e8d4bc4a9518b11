"""The benchmark: the suite measured against a bare Playwright script. `python -m tests.bench` runs it."""
