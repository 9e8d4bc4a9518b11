"""The benchmark: how near the suite comes to what the browser alone needs. `python -m bench` runs it."""
