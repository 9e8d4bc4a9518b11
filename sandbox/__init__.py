"""An embedded members portal, faithful to the vendor's documented API; run it with `python -m sandbox`."""
