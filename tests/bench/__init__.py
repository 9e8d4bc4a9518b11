"""The benchmark: how near the suite comes to what the browser alone needs. `python -m tests.bench` runs it."""
